import { advance } from '#/capabilities/clocks/server/advance.ts';
import type { Agreement, ClockView } from '#/capabilities/clocks/server/rules.ts';
import { nextAt } from '#/capabilities/clocks/server/stored.ts';
import type { StoredClock } from '#/capabilities/clocks/server/stored.ts';
import { markBreach } from '#/engines/stopwatch/fold.ts';
import { readClock } from '#/engines/stopwatch/read.ts';
import { agreementOf, isAbout, policies } from '#/processes/design/service-level/server/api.ts';
import type { Policy } from '#/processes/design/service-level/server/api.ts';
import { configurationOf } from '#/record/server/configuration.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import type { Context } from '#/record/server/context.ts';
import { incidentClocks } from '../clocks.ts';

/** What a step into a state is called, so that explanations speak of imported and of living cases alike. */
const stepInto: Readonly<Record<string, string>> = {
  new: 'create',
  assigned: 'assign',
  'in-progress': 'start',
  pending: 'wait',
  resolved: 'resolve',
  closed: 'close',
  cancelled: 'cancel',
};

/** The clocks of one case, moved by its events as they were recorded. */
export interface RecordedClocks {
  hears(at: number, row: Row, state: string, answered: boolean, first: boolean): void;
  /** The clocks as they are handed over to the living rules, each with when it next needs attention. */
  handOver(): { clock: StoredClock; next: number | null }[];
  /** The promise at the end, for counting business days. */
  agreement: Agreement | null;
}

/** Opens the clocks of cases under the policy that a mapping chose: one's id, `by-rules`, or `none`. */
export async function openClocks(ctx: Context, choice: string, switchOver: number): Promise<() => RecordedClocks> {
  const views = await readViews(ctx);
  const agreements = await readAgreements(ctx, choice);
  return () => {
    let clocks: StoredClock[] = [];
    let before: ClockView | null = null;
    const recorded: RecordedClocks = {
      agreement: null,
      hears(at, row, state, answered, first) {
        const plain = views(row);
        const agreement = agreements(row, at);
        const after = answered ? { ...plain, answeredNow: true } : plain;
        const change = {
          item: '',
          customer: null,
          at,
          before,
          after,
          reason: first ? 'create' : (stepInto[state] ?? 'import'),
        };
        const moved = advance(incidentClocks, clocks, agreement, change);
        if (moved.length > 0)
          clocks = [...moved, ...clocks.filter(({ kind }) => !moved.some((clock) => clock.kind === kind))];
        before = plain;
        recorded.agreement = agreement;
      },
      handOver: () => clocks.map((clock) => handOver(clock, recorded.agreement, switchOver, ctx.now)),
    };
    return recorded;
  };
}

/**
 * Thresholds that were passed before the switch-over never fire, and what was late by then is late without anybody
 * being told, then or later: a threshold that repeats is none for it either. Clocks that have ended ask for nothing.
 */
function handOver(
  clock: StoredClock,
  agreement: Agreement | null,
  switchOver: number,
  now: number,
): { clock: StoredClock; next: number | null } {
  const { fold } = clock;
  const quiet = { ...clock, noNewsBefore: switchOver };
  if (!agreement || fold.state !== 'running') return { clock: quiet, next: null };
  const known = Math.min(switchOver, now);
  const marked = known > fold.changedAt ? markBreach(fold, known) : fold;
  const at = Math.max(switchOver, fold.changedAt);
  const reading = readClock(fold, agreement.calendar, at);
  const used = fold.goalMs ? Math.floor((reading.elapsed * 100) / fold.goalMs) : reading.breachedAt === null ? 0 : 100;
  // A deadline that is not known to be missed stays watched, one that falls between now and the switch-over too.
  const fired =
    at === fold.changedAt
      ? 0
      : Math.max(clock.fired, marked.breachedAt === null ? Math.min(used, 99) : Math.max(used, 100));
  const live = { ...quiet, fold: marked, fired, missedAt: clock.missedAt ?? marked.breachedAt };
  return { clock: live, next: nextAt(live, agreement.calendar, agreement.thresholds) };
}

async function readViews(ctx: Context): Promise<(row: Row) => ClockView> {
  const views = new Map<string, ClockView>();
  const key = (row: Row) => `${String(row['state'])} ${String(row['pendingReason'])} ${String(row['pendingAsked'])}`;
  const reasons = (await (await configurationOf(ctx)).rows('pending-reason', 'all')).map((row) => row['id'] as string);
  // Every case that can be is asked once, of the one rule there is.
  const states = Object.keys(stepInto).map((state) => ({ state, pendingReason: null, pendingAsked: false }) as Row);
  const waits = [null, ...reasons].flatMap((pendingReason) =>
    [false, true].map((pendingAsked) => ({ state: 'pending', pendingReason, pendingAsked }) as Row),
  );
  for (const row of [...states, ...waits]) views.set(key(row), await incidentClocks.view(ctx, row));
  return (row) => {
    const view = views.get(key(row));
    if (!view) throw new Error(`no view of ${key(row)}`);
    return view;
  };
}

async function readAgreements(ctx: Context, choice: string): Promise<(row: Row, at: number) => Agreement | null> {
  if (choice === 'none') return () => null;
  const all = (await policies(ctx)).filter(({ kind }) => kind === 'incident');
  const candidates = choice === 'by-rules' ? all : all.filter(({ id }) => id === choice);
  const known = new Map<string, Agreement | null>();
  const holds = (policy: Policy, row: Row, now: number) => choice !== 'by-rules' || isAbout(policy, row, now);
  return (row, at) => {
    const policy = candidates.find((candidate) => holds(candidate, row, at));
    if (!policy) return null;
    const place = `${policy.id} ${String(row['priority'])}`;
    let agreement = known.get(place);
    if (agreement === undefined) known.set(place, (agreement = agreementOf(policy, row['priority'] as number)));
    return agreement;
  };
}
