const first = Date.parse('0001-01-01T00:00:00.000Z');
const last = Date.parse('9999-12-31T23:59:59.999Z');

const written = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/i;

/**
 * The instant of a text as ISO 8601 writes it, with its offset (10:00 of whom?), in epoch milliseconds. Null where it is
 * none; for a day that no calendar has; and where its year has not four digits: ISO 8601 writes those with a sign, which
 * a database does not read, and nobody means them.
 *
 * Never `Date.parse` alone for what somebody has written: it makes 2 March of 30 February, 1 April 2001 of `Room 4`, and
 * takes the zone of the machine where none is said.
 */
export function readInstant(text: string): number | null {
  const day = written.exec(text)?.[1];
  if (day === undefined || !isDay(day)) return null;
  const at = Date.parse(text.toUpperCase());
  return at >= first && at <= last ? at : null;
}

/** Whether a text of the form `2026-11-30` is a day of the calendar. */
function isDay(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}
