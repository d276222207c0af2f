import type { Parameters } from '#/platform/database/build.ts';
import type { Context } from '../context.ts';
import type { RecordType } from '../kit.ts';
import { hasDocuments } from '../schema.ts';
import { customersSeen } from './arms.ts';

/** How a search is asked for. */
export interface AskedFor {
  parameters: Parameters;
  /** Placeholder of the number of rows. */
  most: string;
  /** Where the page before ended. */
  after?: { value: unknown; id: string | null };
}

/**
 * A call of the function that finds the newest records by words, and works with the owner's rights, since an index of
 * words is of no use behind row-level security. What it finds is to be read through the wall of the actor once more.
 * Null where the records have no documents, or where what the actor sees hangs on more than the customer.
 */
export function foundIds(ctx: Context, type: RecordType, words: string, asked: AskedFor): string | null {
  if (words === '' || !hasDocuments(type.definition)) return null;
  const among = customersSeen(ctx, type);
  if (among === null) return null;
  const { parameters, most, after } = asked;
  const table = parameters.value(type.table);
  const customers = `${parameters.value(among === 'all' ? null : among)}::int[]`;
  const before = [after?.value ?? null, after?.id ?? null].map(parameters.value);
  return `mainstay_found(${[table, parameters.value(words), customers, most, ...before].join(', ')})`;
}
