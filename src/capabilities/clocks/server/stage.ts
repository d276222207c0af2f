import type { Commit, Stage } from '#/record/server/commit/commit.ts';
import { advance } from './advance.ts';
import { keepDue } from './keep-due.ts';
import { momentTakenBack, withoutAnswer, withoutMoment } from './recall.ts';
import type { Moment } from './recall.ts';
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
      const moment = momentTakenBack(commit);
      if (moment?.reason === 'reply') return withoutAnswer(commit, rule, moment);
      const changed = commit.notes['changed'] as string[];
      if (commit.before && changed.length === 0 && !isAnswer(commit)) return;
      await move(commit, rule, moment);
    },
  };
}

/** Moves the clocks of a record. A step that is taken back leaves nothing in them; then they follow what holds now. */
async function move(commit: Commit, rule: ClockRules, moment: Moment | null): Promise<void> {
  const { ctx, before, after, id, customer, tx } = commit;
  const agreement = await rule.agreement(ctx, after);
  const back = moment ? await withoutMoment(commit, rule, moment) : null;
  const known = back?.all ?? (before ? (await tx.query(selectClocks(id))).map((row) => fromRow(row)) : []);
  // Without the step the clocks stand where the record stands again: there is no change that they would hear of.
  const seen = back && back.changed.size > 0 ? after : before;
  const moved = advance(rule, known, agreement, {
    item: id,
    customer,
    at: ctx.now,
    before: seen ? await rule.view(ctx, seen, null) : null,
    after: await rule.view(ctx, after, commit),
    reason: commit.action,
  });
  const written = [
    ...moved,
    ...[...(back?.changed ?? [])].filter(({ kind }) => !moved.some((one) => one.kind === kind)),
  ];
  if (written.length === 0) return;
  const rows: { clock: StoredClock; next: number | null }[] = [];
  for (const clock of written) {
    const policy = clock.policy === agreement?.policy ? agreement : await rule.byPolicy(ctx, clock.policy);
    if (policy) rows.push({ clock, next: nextAt(clock, policy.calendar, policy.thresholds) });
  }
  if (rows.length === 0) return;
  commit.writes.push(upsertClocks(rows));
  keepDue(commit, [...written, ...known.filter(({ kind }) => !written.some((clock) => clock.kind === kind))]);
}
