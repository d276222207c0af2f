alter table item_access validate constraint item_access_reason;
