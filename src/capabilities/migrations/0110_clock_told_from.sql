-- Of a clock that was brought in: being late up to this instant is no news, and is told to nobody.
alter table clock add column no_news_before timestamptz;
