-- Reads the whole history once, beside readers and writers.
alter table history validate constraint history_ends;
