-- Words by the rules of `mainstay_words`, and numbers by whatever case they are written in.
alter table custom_field drop column search, add column search tsvector generated always as
  (mainstay_document(mainstay_number_words(number) || ' ' || coalesce(label, ''))) stored;
create unique index custom_field_number_once on custom_field (mainstay_number(number));
