-- From which last number to which a run has moved the counter of new numbers: taking it back moves it back.
alter table import_run add column numbered_from bigint, add column numbered_to bigint;
