-- Mails of one case stay together in the reader's mail program, are in a language, and may be for one pair of eyes.
alter table mail
  add column thread text[] not null default '{}',
  add column language text not null default 'en',
  -- A mail with a secret in it: its body is encrypted while it waits, and erased when it has gone.
  add column sealed boolean not null default false,
  -- What is of no use any more by then is not sent late.
  add column not_after timestamptz;
-- One mail to one address for each event, for whatever reason.
drop index mail_once;
create unique index mail_once on mail (event, recipient) where event is not null;
-- Without a mail server nothing is queued.
alter table mail drop constraint mail_status_check;
alter table mail add constraint mail_status_check
  check (status in ('queued', 'sending', 'sent', 'maybe-sent', 'failed'));
create index mail_person on mail (person, at desc) where person is not null;
create index mail_item on mail (item, person) where item is not null;
create index notification_item on notification (item);

-- What a person wants to hear of, where it is not what ships.
create table notification_preference (
  person uuid not null references person (id) on delete cascade,
  event text not null check (length(event) <= 60),
  inbox boolean not null,
  mail boolean not null,
  primary key (person, event)
);
grant select, insert, update, delete on notification_preference to mainstay_staff, mainstay_relay;

-- In a storm, news are counted in one unread entry.
create unique index notification_digest on notification (person) where kind = 'digest' and read_at is null;
