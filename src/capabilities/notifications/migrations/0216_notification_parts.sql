-- Notifications in parts by month of when people were told. What is there becomes the first part.
-- safe: what is called `notification` for the release that still runs is there again before the lock ends; that release
-- cannot tell anybody until it is replaced, since it knows an index that is unique, and its jobs are done again
alter table notification rename to notification_first;
-- safe: the release that still runs knows no index by its name
alter index notification_pkey rename to notification_first_pkey;
-- safe: nor this one by its name
alter index notification_inbox rename to notification_first_inbox;
-- safe: nor this one by its name
alter index notification_item rename to notification_first_item;
-- No index across parts can be unique without the column that parts them: a trigger stands for both.
alter table notification_first drop constraint notification_person_event_kind_key;
-- safe: some thousand rows
drop index notification_digest;

create table notification (like notification_first including constraints) partition by range (at);
create index notification_inbox on notification (person, at desc);
create index notification_item on notification (item);
create index notification_once on notification (person, event);
create index notification_digest on notification (person) where kind = 'digest' and read_at is null;
revoke all on notification_first from mainstay_staff, mainstay_relay;
grant select, insert, update on notification to mainstay_staff, mainstay_relay;
grant delete on notification to mainstay_relay;
alter table notification add foreign key (person) references person (id);
-- Whoever was told of an event in these words is not told again, and an unread entry that counts a storm goes on counting:
-- it moves to where the newest is, under its id, and `count` in what is answered says which it was. Two who write the
-- same entry at the same time wait for each other; in a trigger each statement sees what was committed meanwhile.
create function notification_once() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp as $$
declare
  before record;
begin
  if new.kind = 'digest' and new.read_at is null then
    perform pg_advisory_xact_lock(hashtextextended(format('mainstay inbox %s', new.person), 0));
    delete from notification where person = new.person and kind = 'digest' and read_at is null returning id, params into before;
    if found then
      new.id := before.id;
      new.params := new.params || jsonb_build_object('count', (before.params ->> 'count')::int + 1);
    end if;
  elsif new.event is not null then
    perform pg_advisory_xact_lock(hashtextextended(format('mainstay inbox %s %s %s', new.person, new.event, new.kind), 0));
    if exists (select from notification where person = new.person and event = new.event and kind = new.kind) then
      return null;
    end if;
  end if;
  return new;
end $$;
create trigger notification_once before insert on notification for each row execute function notification_once();
-- safe: reads what is there once and makes two narrow indexes of it, a second or two for a million
do $$ begin
  execute format('alter table notification attach partition notification_first for values from (minvalue) to (%L)',
    greatest(date_trunc('month', now(), 'UTC'), (select date_trunc('month', max(at), 'UTC') from notification_first))
      + interval '1 month');
end $$;
create table notification_other (like notification including constraints);
alter table notification_other add primary key (id);
alter table notification attach partition notification_other default;
insert into partition_rule values ('notification', 'at', 'month', 2);
select mainstay_make_partitions(now());
