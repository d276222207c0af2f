import { message, Refusal } from '#/base/refusal.ts';
import { isId } from '#/platform/ids.ts';

/** A page's end as an opaque text: the sort field it belongs to, the last value and the last id. */
export function encodeCursor(field: string, value: unknown, id: string): string {
  return Buffer.from(JSON.stringify([field, value ?? null, id])).toString('base64url');
}

/** Reads a cursor back. Refuses one that was made for another sort order, or by hand. */
export function decodeCursor(cursor: string, field: string): { value: unknown; id: string } {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(parsed) && parsed.length === 3 && parsed[0] === field && isId(parsed[2])) {
      const value: unknown = parsed[1];
      if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return { value, id: parsed[2] };
    }
  } catch {
    // Falls through to the refusal: what is wrong with it does not matter to who sent it.
  }
  throw new Refusal('bad-request', message('refusal.bad-cursor'));
}
