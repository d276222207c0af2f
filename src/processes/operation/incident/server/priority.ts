import { message, Refusal } from '#/base/refusal.ts';
import type { Message } from '#/base/refusal.ts';
import { configurationOf } from '#/record/server/configuration.ts';
import type { Commit } from '#/record/server/commit/commit.ts';
import { set } from '#/record/server/commit/commit.ts';
import { lookUpPriority } from '../engine/priority.ts';

/**
 * Works out the priority by the matrix in force. An override stays in force until it is released, whatever impact
 * and urgency do; the calculated value is kept beside it. Refuses levels that the matrix does not have.
 */
export async function calculatePriority(commit: Commit): Promise<void> {
  const { after } = commit;
  const [matrix] = await (await configurationOf(commit.ctx)).rows('priority-matrix');
  const impact = after['impact'] as number;
  const urgency = after['urgency'] as number;
  const cells = (matrix?.['cells'] as number[][] | undefined) ?? [];
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
