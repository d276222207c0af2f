-- Sign-ins that failed, one row for each account and quarter of an hour however often somebody tries: history takes
-- them over from here. What was typed is kept as a digest alone; `person` is empty where it is nobody's address.
create table failed_sign_in (
  bucket text not null,
  slot timestamptz not null,
  person uuid,
  failures int not null,
  -- Tries that were not even judged, since there had been too many.
  refused int not null,
  addresses text[] not null,
  last_at timestamptz not null,
  recorded boolean not null default false,
  primary key (bucket, slot)
);
create index failed_sign_in_slot on failed_sign_in (slot);
grant select, insert, update, delete on failed_sign_in to mainstay_staff, mainstay_relay;
