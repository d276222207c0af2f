import type { Row } from '#/record/server/commit/commit.ts';
import { configurationOf } from '#/record/server/configuration.ts';
import type { Context } from '#/record/server/context.ts';
import { lookUpNames } from '#/record/server/read/names.ts';
import type { Named } from '#/record/shared/named.ts';
import { groupFor, prepareRules, ruleFor } from '../assignment.ts';
import { listed, newestCases, proposedRows } from './dry-run.ts';
import type { Listed, PastCase, Proposal } from './dry-run.ts';
import { incidentType } from './incident-type.ts';

/** What a changed assignment rule would have done to past cases; the first hundred, with ids of groups, null for none. */
export interface AssignmentDryRun extends Listed<string | null> {
  /** Cases looked at: the newest. */
  looked: number;
  /** Cases that this rule would have decided. */
  decided: number;
  /** Cases that would have gone to another group than now. */
  changed: number;
  /** The groups by id. */
  names: Record<string, Named>;
}

/** What nobody had done yet when a case was logged: a rule never sees it. */
const later: readonly string[] = [
  'group',
  'assignee',
  'pendingReason',
  'pendingUntil',
  'closeCode',
  'solution',
  'duplicateOf',
  'resolvedAt',
  'closedAt',
];

/**
 * Which of the newest cases would have gone to another group with a proposed rule than with the rules as they are: by
 * the same choice that logging a case makes. Cases are looked at with the category, service and item that they have
 * now. Changes nothing.
 */
export async function dryRunAssignment(ctx: Context, proposal: Proposal): Promise<AssignmentDryRun> {
  const before = await prepareRules(ctx, await (await configurationOf(ctx)).rows('assignment-rule'));
  const after = await prepareRules(ctx, await proposedRows(ctx, 'assignment-rule', proposal));
  const id = proposal.id ?? 'proposed';
  const start = incidentType(ctx).definition.start;
  return ctx.db.transaction({ kind: 'staff' }, async (tx) => {
    const inside = { ...ctx, tx };
    const cases = await newestCases(ctx, tx);
    const found: { row: PastCase; from: string | null; to: string | null }[] = [];
    let decided = 0;
    for (const row of cases) {
      const fresh: Row = { ...row, state: start, ...Object.fromEntries(later.map((field) => [field, null])) };
      if (ruleFor(ctx, after, fresh)?.id === id) decided += 1;
      const { group: from } = await groupFor(inside, fresh, before);
      const { group: to } = await groupFor(inside, fresh, after);
      if (from !== to) found.push({ row, from, to });
    }
    const { examples, hidden } = listed(found);
    const groups = examples.flatMap(({ from, to }) => [from, to]).filter((one) => one !== null);
    const names = await lookUpNames(inside, [...new Set(groups)]);
    return { looked: cases.length, decided, changed: found.length, examples, hidden, names };
  });
}
