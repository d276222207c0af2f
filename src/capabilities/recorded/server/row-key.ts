import { createHash } from 'node:crypto';
import { longestNumber } from '#/capabilities/mapping/shared/case.ts';
import type { SourceCase } from '#/capabilities/mapping/shared/case.ts';

/** Whether a key was made by {@link openRowKeys}: no number is as long. */
export const isRowKey = (key: string): boolean => key.length > longestNumber;

/**
 * Makes keys for cases that have no number: what the case says, and the how-manieth of those that say the same. The
 * same file gives the same keys, so that bringing it in again changes nothing. Every case of the file has to be asked
 * for, in the file's order.
 */
export function openRowKeys(): (source: SourceCase) => string {
  const seen = new Map<string, number>();
  return ({ cells, events }) => {
    const said = JSON.stringify([cells, events.map((event) => event.cells)]);
    const digest = createHash('sha256').update(said).digest('hex');
    const nth = (seen.get(digest) ?? 0) + 1;
    seen.set(digest, nth);
    return `${digest}:${nth}`;
  };
}
