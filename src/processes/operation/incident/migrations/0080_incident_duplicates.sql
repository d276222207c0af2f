-- The duplicates of a case, whose people are told when it is solved. Few cases are one: nearly all are left out.
-- safe: one pass over the table, of which a few per cent are kept; readers go on, writers wait until it is done
create index incident_duplicates on incident (duplicate_of) where duplicate_of is not null;
