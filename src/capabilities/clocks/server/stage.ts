import type { Commit, Stage } from '#/record/server/commit/commit.ts';
import { advance } from './advance.ts';
import { keepDue } from './keep-due.ts';
import { recalledAnswer, withoutAnswer } from './recall.ts';
import type { ClockRules } from './rules.ts';
import { fromRow, nextAt, selectClocks, upsertClocks } from './stored.ts';
import type { StoredClock } from './stored.ts';

/** Actions that a clock hears of although no column changes: a public answer by a person. */
const heard = 'clockHears';

/** Tells the clocks that this commit is a public answer of the desk. */
export function answerNow(commit: Commit): void {
  commit.notes[heard] = true;
}

/** Whether this commit is a public answer of the desk. */
export function isAnswer(commit: Commit | null): boolean {
  return commit?.notes[heard] === true;
}

/** The stage that moves clocks, for the kinds of record whose process gave rules. */
export function clockStage(rules: readonly ClockRules[]): Stage {
  const byKind = new Map(rules.map((rule) => [rule.kind, rule]));
  return {
    name: 'clocks',
    async run(commit) {
      const rule = byKind.get(commit.type.definition.name);
      if (!rule) return;
      const recalled = recalledAnswer(commit);
      if (recalled !== null) return withoutAnswer(commit, rule, recalled);
      const changed = commit.notes['changed'] as string[];
      if (commit.before && changed.length === 0 && !isAnswer(commit)) return;
      await move(commit, rule);
    },
  };
}

async function move(commit: Commit, rule: ClockRules): Promise<void> {
  const { ctx, before, after, id, customer, tx } = commit;
  const agreement = await rule.agreement(ctx, after);
  const known = before ? (await tx.query(selectClocks(id))).map((row) => fromRow(row)) : [];
  const moved = advance(rule, known, agreement, {
    item: id,
    customer,
    at: ctx.now,
    before: before ? await rule.view(ctx, before, null) : null,
    after: await rule.view(ctx, after, commit),
    reason: commit.action,
  });
  if (moved.length === 0 || !agreement) return;
  commit.writes.push(
    upsertClocks(moved.map((clock) => ({ clock, next: nextAt(clock, agreement.calendar, agreement.thresholds) }))),
  );
  const all: StoredClock[] = [...moved, ...known.filter(({ kind }) => !moved.some((clock) => clock.kind === kind))];
  keepDue(commit, all);
}
