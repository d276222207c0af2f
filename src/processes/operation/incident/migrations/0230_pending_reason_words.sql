-- A reason is found by the name that is shown: the Slovak one as well.
-- safe: a handful of rows, set up by people; the column is there again under its name when the transaction ends
alter table pending_reason drop column search, add column search tsvector generated always as (mainstay_document(mainstay_number_words(number) || ' ' || coalesce(name, '') || ' ' || coalesce(name_sk, ''))) stored;
