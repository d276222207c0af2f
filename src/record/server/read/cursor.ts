import { message, Refusal } from '#/base/refusal.ts';
import { isId } from '#/platform/ids.ts';

/** A page's end as an opaque text: the sort field it belongs to, the last value and the last id. */
export function encodeCursor(field: string, value: unknown, id: string): string {
  return Buffer.from(JSON.stringify([field, value ?? null, id])).toString('base64url');
}

/**
 * Reads a cursor back. Refuses one that was made for another sort order, or by hand: a value that is none of the
 * column's `type` (PostgreSQL's name for it) would be an error of the database.
 */
export function decodeCursor(cursor: string, field: string, type: string): { value: unknown; id: string } {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(parsed) && parsed.length === 3 && parsed[0] === field && isId(parsed[2])) {
      const value: unknown = parsed[1];
      if (value === null || fits(value, type)) return { value, id: parsed[2] };
    }
  } catch {
    // Falls through to the refusal: what is wrong with it does not matter to who sent it.
  }
  throw badCursor();
}

/** The refusal of a cursor that is none of ours. */
export const badCursor = (): Refusal => new Refusal('bad-request', message('refusal.bad-cursor'));

/**
 * Reads back a cursor of history entries, whose value is an instant and the entry's number behind a space. Refuses as
 * {@link decodeCursor} does.
 */
export function decodeEntryCursor(cursor: string, field: string): { at: string; entry: number; id: string } {
  const { value, id } = decodeCursor(cursor, field, 'text');
  const [at = '', entry = ''] = String(value).split(' ');
  if (!isInstant(at) || !/^\d{1,15}$/.test(entry)) throw badCursor();
  return { at, entry: Number(entry), id };
}

/** Whether a value is one that a column of a type could have had in a row that was sent. */
function fits(value: unknown, type: string): boolean {
  switch (type) {
    case 'text':
      return typeof value === 'string' && !value.includes('\0');
    case 'uuid':
      return isId(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'smallint':
      return isWhole(value, 2 ** 15);
    case 'integer':
      return isWhole(value, 2 ** 31);
    case 'numeric':
      return typeof value === 'number' && Number.isFinite(value);
    case 'date':
      return typeof value === 'string' && isInstant(`${value}T00:00:00.000Z`);
    case 'timestamp with time zone':
      return isInstant(value);
    default:
      return false;
  }
}

function isWhole(value: unknown, beyond: number): boolean {
  return Number.isInteger(value) && Math.abs(value as number) < beyond;
}

/** An instant as rows have it, of a day that there is. There was no year 0. */
export function isInstant(value: unknown): value is string {
  if (typeof value !== 'string' || !/^\d{4}-/.test(value) || value.startsWith('0000')) return false;
  const at = Date.parse(value);
  return !Number.isNaN(at) && new Date(at).toISOString() === value;
}
