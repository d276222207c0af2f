const first = Date.parse('0001-01-01T00:00:00.000Z');
const last = Date.parse('9999-12-31T23:59:59.999Z');

/**
 * The instant of a text as JavaScript reads dates, in epoch milliseconds; null where it is none, and where its year has
 * not four digits: ISO 8601 writes those with a sign, which a database does not read, and nobody means them.
 */
export function readInstant(text: string): number | null {
  const at = Date.parse(text);
  return at >= first && at <= last ? at : null;
}
