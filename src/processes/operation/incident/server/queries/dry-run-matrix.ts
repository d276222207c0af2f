import { soundRows } from '#/record/server/row-faults.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import type { Context } from '#/record/server/context.ts';
import { lookUpPriority } from '#/processes/operation/incident/engine/priority.ts';
import { cellsInForce } from '../priority.ts';
import { listed, newestCases, proposedRows } from './dry-run.ts';
import type { Listed, Proposal } from './dry-run.ts';

/** What a changed matrix would have done to past cases; the first hundred, with priorities, null where there is no cell. */
export interface MatrixDryRun extends Listed<number | null> {
  /** Cases looked at: the newest. */
  looked: number;
  changed: number;
  /** Of those, the ones whose priority somebody overrode: the override would hold on. */
  overridden: number;
  /** Cases that could no longer be logged: the matrix has no cell for their impact and urgency. */
  refused: number;
}

/**
 * Which of the newest cases would have another priority under a proposed matrix than under the one in force: by the
 * same look-up that logging a case uses. Changes nothing.
 */
export async function dryRunMatrix(ctx: Context, proposal: Proposal): Promise<MatrixDryRun> {
  const now = cellsInForce(await soundRows(ctx, 'priority-matrix'));
  const then = cellsInForce(await proposedRows(ctx, 'priority-matrix', proposal));
  return ctx.db.transaction({ kind: 'staff' }, async (tx) => {
    const cases = await newestCases(ctx, tx);
    const found = cases
      .map((row) => ({ row, from: priorityOf(now, row), to: priorityOf(then, row) }))
      .filter(({ from, to }) => from !== to);
    return {
      looked: cases.length,
      changed: found.length,
      overridden: found.filter(({ row }) => row['priorityReason']).length,
      refused: found.filter(({ to }) => to === null).length,
      ...listed(found),
    };
  });
}

const priorityOf = (cells: readonly (readonly number[])[], row: Row) =>
  lookUpPriority(cells, row['impact'] as number, row['urgency'] as number);
