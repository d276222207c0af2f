import type { Commit, Stage } from '#/record/server/commit/commit.ts';
import { advance } from './advance.ts';
import { calendarsOf } from './calendars-of.ts';
import { keepDue } from './keep-due.ts';
import { recalledAnswer, withoutAnswer } from './recall.ts';
import { beginsLate, relive } from './relive.ts';
import type { ClockRules } from './rules.ts';
import { clocksOf, nextAt, upsertClocks } from './stored.ts';
import type { StoredClock } from './stored.ts';

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
      const answered = rule.answers(commit);
      if (commit.before && changed.length === 0 && !answered) return;
      await move(commit, rule, answered);
    },
  };
}

async function move(commit: Commit, rule: ClockRules, answered: boolean): Promise<void> {
  const { ctx, before: was, after: row, id: item, customer, tx, action: reason } = commit;
  const agreement = await rule.agreement(ctx, row);
  const known = was ? await clocksOf(tx, item) : [];
  const before = was ? await rule.view(ctx, was) : null;
  const after = { ...(await rule.view(ctx, row)), answeredNow: answered };
  const at = ctx.now;
  let lived: readonly StoredClock[] = [];
  if (agreement && was && beginsLate(rule, known, agreement, before, after)) {
    const life = (await rule.lives({ ...ctx, tx }, [was])).get(item) ?? [];
    lived = relive(rule, agreement, [...life, { at, view: after, reason }], { item, customer });
  }
  const calendars = await calendarsOf(ctx, rule, known);
  const moved = advance(rule, known, agreement, {
    item,
    customer,
    at,
    before,
    after,
    reason,
    logged: !was,
    calendars,
    lived,
  });
  if (moved.length === 0) return;
  const next = (clock: StoredClock) => agreement && nextAt(clock, agreement.calendar, agreement.thresholds);
  commit.writes.push(upsertClocks(moved.map((clock) => ({ clock, next: next(clock) }))));
  const all: StoredClock[] = [...moved, ...known.filter(({ kind }) => !moved.some((clock) => clock.kind === kind))];
  keepDue(commit, all);
}
