-- The first deadline that a clock missed. It stays, whatever becomes of the clock: begun anew by an answer, ended without a
-- verdict, or counted again under the terms of a lower priority. Empty for clocks written before: their fold tells.
alter table clock add column missed_at timestamptz;
