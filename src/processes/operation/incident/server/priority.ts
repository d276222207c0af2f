import { message, Refusal } from '#/base/refusal.ts';
import type { Message } from '#/base/refusal.ts';
import { soundRows } from '#/record/server/row-faults.ts';
import type { Commit, Row } from '#/record/server/commit/commit.ts';
import { set } from '#/record/server/commit/commit.ts';
import { lookUpPriority } from '../engine/priority.ts';

/** The cells of the matrix in force: the first of those that can be worked by, by order. */
export const cellsInForce = (matrices: readonly Row[]): readonly (readonly number[])[] =>
  (matrices[0]?.['cells'] as number[][] | undefined) ?? [];

/**
 * Works out the priority by the matrix in force. An override stays in force until it is released, whatever impact
 * and urgency do; the calculated value is kept beside it. Refuses levels that the matrix does not have.
 */
export async function calculatePriority(commit: Commit): Promise<void> {
  const { after } = commit;
  const cells = cellsInForce(await soundRows(commit.ctx, 'priority-matrix'));
  const impact = after['impact'] as number;
  const urgency = after['urgency'] as number;
  const priority = lookUpPriority(cells, impact, urgency);
  if (priority === null) {
    const wrong: Record<string, Message> =
      cells[impact - 1] === undefined
        ? { impact: message('incident.level-not-in-matrix', { max: cells.length }) }
        : { urgency: message('incident.level-not-in-matrix', { max: cells[impact - 1]?.length ?? 0 }) };
    throw new Refusal('invalid', 'refusal.invalid', wrong);
  }
  set(commit, 'calculatedPriority', priority);
  if (!after['priorityReason']) set(commit, 'priority', priority);
}
