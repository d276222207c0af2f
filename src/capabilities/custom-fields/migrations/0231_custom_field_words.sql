-- A field of one's own is found by the label that is shown: the Slovak one as well.
-- safe: a handful of rows, set up by people; the column is there again under its name when the transaction ends
alter table custom_field drop column search, add column search tsvector generated always as (mainstay_document(mainstay_number_words(number) || ' ' || coalesce(label, '') || ' ' || coalesce(label_sk, ''))) stored;
