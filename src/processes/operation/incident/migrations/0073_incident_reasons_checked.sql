alter table incident validate constraint incident_miss_reason;
alter table incident validate constraint incident_lowered_reason;
