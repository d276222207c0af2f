-- What belongs to no customer is read across records, by time: the audit. Cases are read by their item alone.
create index history_shared on history (at desc, id desc) where customer is null;
