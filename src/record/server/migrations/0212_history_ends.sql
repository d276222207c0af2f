-- The history that is there becomes the first part of a table in parts by year. That it ends before the next part begins
-- is said here for what comes from now on, and checked for what is there in the next step, while everybody works. Two
-- months are left, so that nothing is refused at the turn of the year where the steps after this one come later.
-- safe: one constraint that is not validated here
do $$ begin
  execute format('alter table history add constraint history_ends check (recorded_at < %L) not valid',
    date_trunc('year', now() + interval '2 months', 'UTC') + interval '1 year');
end $$;
