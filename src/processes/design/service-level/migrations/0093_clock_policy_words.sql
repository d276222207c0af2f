-- Words by the rules of `mainstay_words`, and numbers by whatever case they are written in.
alter table clock_policy drop column search, add column search tsvector generated always as
  (mainstay_document(mainstay_number_words(number) || ' ' || coalesce(name, ''))) stored;
create unique index clock_policy_number_once on clock_policy (mainstay_number(number));
