-- When something that everybody may know changed last: what the portal shows as the last change. It was looked up in the
-- history of each case of a list; the statement that writes a case keeps it from here on.
alter table incident add column told_at timestamptz;
grant select (told_at) on incident to mainstay_customer, mainstay_customers;
