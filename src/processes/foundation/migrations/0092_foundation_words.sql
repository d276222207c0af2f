-- Words by the rules of `mainstay_words`, and numbers by whatever case they are written in. What these tables hold was set
-- up by people: thousands of rows, or ten thousands.
alter table organisation drop column search, add column search tsvector generated always as
  (mainstay_document(mainstay_number_words(number) || ' ' || coalesce(name, ''))) stored;
alter table location drop column search, add column search tsvector generated always as
  (mainstay_document(mainstay_number_words(number) || ' ' || coalesce(name, ''))) stored;
alter table person drop column search, add column search tsvector generated always as
  (mainstay_document(mainstay_number_words(number) || ' ' || coalesce(name, ''), coalesce(email, '') || ' ' || coalesce(phone, ''))) stored;
alter table support_group drop column search, add column search tsvector generated always as
  (mainstay_document(mainstay_number_words(number) || ' ' || coalesce(name, ''))) stored;
alter table work_calendar drop column search, add column search tsvector generated always as
  (mainstay_document(mainstay_number_words(number) || ' ' || coalesce(name, ''))) stored;
alter table service drop column search, add column search tsvector generated always as
  (mainstay_document(mainstay_number_words(number) || ' ' || coalesce(name, ''), coalesce(description, ''))) stored;
alter table category drop column search, add column search tsvector generated always as
  (mainstay_document(mainstay_number_words(number) || ' ' || coalesce(name, '') || ' ' || coalesce(name_sk, ''))) stored;
alter table configuration_item drop column search, add column search tsvector generated always as
  (mainstay_document(mainstay_number_words(number) || ' ' || coalesce(name, ''), coalesce(serial_number, ''))) stored;
alter table role drop column search, add column search tsvector generated always as
  (mainstay_document(mainstay_number_words(number) || ' ' || coalesce(name, ''))) stored;
create index person_search on person using gin (search);
create index configuration_item_search on configuration_item using gin (search);
-- mainstay_fold has become stricter about what looks alike.
reindex index person_name;
-- Digits of telephone numbers, however they are written.
create index person_phone on person using gin (regexp_replace(phone, '[^0-9]', '', 'g') gin_trgm_ops) where phone is not null;
create unique index organisation_number_once on organisation (mainstay_number(number));
create unique index location_number_once on location (mainstay_number(number));
create unique index person_number_once on person (mainstay_number(number));
create unique index support_group_number_once on support_group (mainstay_number(number));
create unique index work_calendar_number_once on work_calendar (mainstay_number(number));
create unique index service_number_once on service (mainstay_number(number));
create unique index category_number_once on category (mainstay_number(number));
create unique index configuration_item_number_once on configuration_item (mainstay_number(number));
create unique index role_number_once on role (mainstay_number(number));
create unique index membership_number_once on membership (mainstay_number(number));
