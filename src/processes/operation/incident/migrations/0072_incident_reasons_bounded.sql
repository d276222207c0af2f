alter table incident add constraint incident_miss_reason
  check (miss_reason in ('ours', 'supplier', 'user', 'wrong-priority', 'no-capacity')) not valid;
alter table incident add constraint incident_lowered_reason check (length(lowered_reason) <= 500) not valid;
