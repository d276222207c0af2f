-- The body of a stored answer as the text that it is: within a document it would be taken apart and put together again.
-- Answers that were stored before keep theirs in `response` until they are purged.
alter table idempotency_key add column body text;
