-- Why a promise was missed, by a code, and why a priority was lowered. Staff only: no grant to the customers' roles.
alter table incident add column miss_reason text;
alter table incident add column lowered_reason text;
