import type { Commit, Stage } from '#/record/server/commit/commit.ts';
import { advance } from './advance.ts';
import { calendarsOf } from './calendars-of.ts';
import { momentTakenBack, withoutAnswer, withoutMoment } from './recall.ts';
import type { Moment } from './recall.ts';
import { beginsLate, relive } from './relive.ts';
import type { ClockRules } from './rules.ts';
import { clocksOf } from './stored.ts';
import type { StoredClock } from './stored.ts';
import { writeClocks } from './write-clocks.ts';

/** The stage that moves clocks, for the kinds of record whose process gave rules. */
export function clockStage(rules: readonly ClockRules[]): Stage {
  const byKind = new Map(rules.map((rule) => [rule.kind, rule]));
  return {
    name: 'clocks',
    ahead(commit) {
      if (!byKind.has(commit.type.definition.name)) return;
      const found = clocksOf(commit.tx, commit.id);
      found.catch(() => {});
      ahead.set(commit, found);
    },
    async run(commit) {
      const rule = byKind.get(commit.type.definition.name);
      if (!rule) return;
      const moment = momentTakenBack(commit);
      if (moment?.reason === 'reply') return withoutAnswer(commit, rule, moment);
      const changed = commit.notes['changed'] as string[];
      const answered = rule.answers(commit);
      if (commit.before && changed.length === 0 && !answered) return;
      await move(commit, rule, answered, moment);
    },
  };
}

/** Clocks that were asked for together with their record. */
const ahead = new WeakMap<Commit, Promise<StoredClock[]>>();

/** Moves the clocks of a record. A step that is taken back leaves nothing in them; then they follow what holds now. */
async function move(commit: Commit, rule: ClockRules, answered: boolean, moment: Moment | null): Promise<void> {
  const { ctx, before: was, after: row, id: item, customer, tx, action: reason } = commit;
  const agreement = await rule.agreement(ctx, row);
  const back = moment ? await withoutMoment(commit, rule, moment) : null;
  const known = back?.all ?? (was ? await (ahead.get(commit) ?? clocksOf(tx, item)) : []);
  // Without the step the clocks stand where the record stands again: there is no change that they would hear of.
  const seen = back && back.changed.size > 0 ? row : was;
  const before = seen ? await rule.view(ctx, seen) : null;
  const after = { ...(await rule.view(ctx, row)), answeredNow: answered };
  const at = ctx.now;
  let lived: readonly StoredClock[] = [];
  if (agreement && was && before && beginsLate(rule, known, agreement, before, after)) {
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
  const replayed = [...(back?.changed ?? [])].filter(({ kind }) => moved.every((clock) => clock.kind !== kind));
  await writeClocks(commit, rule, [...moved, ...replayed], known, agreement);
}
