import { message, Refusal } from '#/base/refusal.ts';
import type { Parameters } from '#/platform/database/build.ts';
import { isId } from '#/platform/ids.ts';
import { isInstant } from '#/record/server/read/cursor.ts';

/** What a timeline is merged from; of things at the same instant the higher rank is the newer one. */
export const ranks = { change: 0, note: 1 } as const;
export type Source = keyof typeof ranks;

/** A place in a timeline: the last thing that was read. */
export interface Position {
  at: string;
  source: Source;
  id: string | number;
}

/** A place as an opaque text. */
export function encodePosition({ at, source, id }: Position): string {
  return Buffer.from(JSON.stringify([at, source, id])).toString('base64url');
}

/** Reads a place back; refuses what we did not write. */
export function decodePosition(text: string): Position {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (Array.isArray(parsed) && parsed.length === 3) {
      const [at, source, id] = parsed as unknown[];
      if (isInstant(at) && source === 'note' && isId(id)) return { at, source, id };
      if (isInstant(at) && source === 'change' && Number.isSafeInteger(id)) return { at, source, id: id as number };
    }
  } catch {
    // Falls through: what is wrong with it does not matter to who sent it.
  }
  throw new Refusal('bad-request', message('refusal.bad-cursor'));
}

/** The condition for rows of one source that come after a place, newest first: keyset paging over the merged list. */
export function olderThan(position: Position, source: Source, alias: string, parameters: Parameters): string {
  const at = `${parameters.value(position.at)}::timestamptz`;
  if (ranks[source] < ranks[position.source]) return `${alias}.at <= ${at}`;
  if (ranks[source] > ranks[position.source]) return `${alias}.at < ${at}`;
  const id = `${parameters.value(position.id)}::${source === 'note' ? 'uuid' : 'bigint'}`;
  return `(${alias}.at, ${alias}.id) < (${at}, ${id})`;
}
