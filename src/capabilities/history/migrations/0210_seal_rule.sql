-- By which rule a seal was made. What is there was made by the first one; the worker seals everything anew by the
-- second, which covers every column of an entry, as a continuation of the same chain. There is no default: the release
-- that still runs beside the new one cannot seal by the old rule any more, and waits until it is replaced.
alter table history_seal add column rule smallint not null default 1;
alter table history_seal alter column rule drop default;
