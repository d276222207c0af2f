-- Imported and invented incidents can be removed again, by the role that removes.
grant delete on incident to mainstay_relay;
-- Removing one asks whether another is its duplicate: without this, by reading all of them.
create index incident_duplicate on incident (duplicate_of) where duplicate_of is not null;
