import { actorOf } from '#/capabilities/notifications/server/people.ts';
import type { CaseProblem } from '#/capabilities/mapping/shared/case.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import type { Context } from '#/record/server/context.ts';
import type { RecordType } from '#/record/server/kit.ts';
import { holds, may } from '#/record/server/permission.ts';

/** Whether a run may bring in a record. */
export type Reach = (row: Row) => Promise<boolean>;

/**
 * A run reaches as far as whoever started it: only records that they could create one by one, so that nobody brings in
 * cases of customers whom they do not serve. Asked of their rights as they are when work on the run begins; nobody's
 * where they have left. Whoever manages everybody's runs reaches everything, and so does the command line, which nobody
 * in particular stands behind.
 */
export async function reachOf(ctx: Context, type: RecordType, by: string | null): Promise<Reach> {
  if (by === null) return () => Promise.resolve(true);
  const actor = await actorOf(ctx, by);
  if (!actor) return () => Promise.resolve(false);
  if (holds(actor, 'import.manage')) return () => Promise.resolve(true);
  return (row) => may({ ...ctx, actor }, type, type.definition.create, row, true);
}

/** What the report says of a record out of reach. */
export function outOfReach(line: number): CaseProblem {
  return { line, code: 'customer-not-served', params: {} };
}
