-- Who follows the outbox, and up to where. They go on where the relay stood. `relay_position` is only left for the
-- release before, which may still run beside this one.
create table follower (name text primary key, xid xid8 not null, id bigint not null);
insert into follower (name, xid, id)
  select f.name, p.xid, p.id from relay_position p, (values ('reactions'), ('live')) as f (name);
grant select, update on follower to mainstay_relay;
grant select on follower to mainstay_staff;
