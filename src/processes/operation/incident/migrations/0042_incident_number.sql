-- Imported incidents keep their numbers; the sequence moves past those that look like ours, so that no new one is taken.
grant select, update on sequence incident_number to mainstay_staff, mainstay_relay;
