-- Where an organisation lives: its people see times so, who have said nothing themselves.
-- safe: organisations are few, thousands at most, and checking an empty column of them takes milliseconds
alter table organisation add column time_zone text check (length(time_zone) <= 64);
