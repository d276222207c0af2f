import { isOpen, nextOpening } from '#/engines/calendar/working-time.ts';
import { tell } from '#/capabilities/notifications/server/tell.ts';
import { policies } from '#/processes/design/service-level/server/api.ts';
import type { Policy } from '#/processes/design/service-level/server/api.ts';
import type { ReactionHandler } from '#/record/server/after/react.ts';
import type { TimerHandlers } from '#/record/server/after/timers.ts';
import type { Context } from '#/record/server/context.ts';
import { newId } from '#/platform/ids.ts';
import { clockEvents } from '#/capabilities/clocks/shared/events.ts';
import { recipientsOf } from './alert-recipients.ts';
import { circleOf } from './circle.ts';
import type { Circle } from './circle.ts';

/** Thresholds of one clock that were passed together. */
interface Alert {
  item: string;
  /** The outbox row that it follows from. */
  event: number;
  clock: string;
  policy: string;
  percents: number[];
}

/**
 * Tells of thresholds of clocks whom the policy names. Outside of the hours of a policy that respects them
 * the alert waits for the next opening, but for priority 1; a higher one of the same clock takes its place meanwhile.
 */
export const clockAlerts: ReactionHandler = {
  name: 'incident.clock-alerts',
  on: clockEvents.names,
  async handle(ctx, { id, kind, item, payload }) {
    const passed = clockEvents.heard(payload.announced, 'clock.threshold');
    const [first] = passed;
    if (kind !== 'incident' || !first?.policy) return;
    const { clock, policy } = first;
    await alert(ctx, { item, event: id, clock, policy, percents: passed.map(({ percent }) => percent) });
  },
};

/** An alert that waited for the opening. */
export const alertTimers: TimerHandlers = {
  async 'incident.alert'(ctx, { item, payload }) {
    const { event, clock, policy, percents } = payload as unknown as Alert;
    await alert(ctx, { item, event, clock, policy, percents });
  },
};

async function alert(ctx: Context, one: Alert): Promise<void> {
  const policy = (await policies(ctx)).find(({ id }) => id === one.policy);
  const circle = await circleOf(ctx, one.item);
  if (!policy || !circle || circle.demo || !(await runs(ctx, one))) return;
  const opening = waitUntil(policy, circle, ctx.now);
  if (opening !== null) return wait(ctx, one, opening);
  const percent = Math.max(...one.percents);
  await tell(ctx, { kind: 'incident', item: one.item, event: one.event, by: null }, [
    {
      kind: percent >= 100 ? 'clock-late' : 'clock-threshold',
      people: await recipientsOf(ctx, policy.thresholds, one.percents, circle),
      otherwise: circle.assignee === null ? [] : circle.group,
      faces: ['workspace'],
      params: { percent, clock: one.clock },
    },
  ]);
}

/** A clock that rests or has ended is no reason to hurry any more. */
async function runs(ctx: Context, { item, clock }: Alert): Promise<boolean> {
  const rows = await ctx.tx?.query({
    sql: `select 1 from clock where item = $1 and kind = $2 and running = 'running'`,
    parameters: [item, clock],
  });
  return rows?.length === 1;
}

function waitUntil({ respectHours, calendar }: Policy, { priority }: Circle, now: number): number | null {
  if (!respectHours || !calendar || priority === 1 || isOpen(calendar, now)) return null;
  return nextOpening(calendar, now);
}

async function wait(ctx: Context, one: Alert, until: number): Promise<void> {
  const { item, event, clock, policy, percents } = one;
  // What waits already for the same clock is told by this one, with its recipients.
  const waiting = await ctx.tx?.query<{ percents: number[] }>({
    sql: `delete from timer where item = $1 and kind = 'incident.alert' and payload ->> 'clock' = $2 and fired_at is null
      returning payload -> 'percents' as percents`,
    parameters: [item, clock],
  });
  const all = [...new Set([...percents, ...(waiting ?? []).flatMap((row) => row.percents)])];
  await ctx.tx?.query({
    sql: `insert into timer (id, item, customer, kind, due, payload)
      select $1, id, customer, 'incident.alert', $3, $4::jsonb from item where id = $2`,
    parameters: [
      newId(ctx.now),
      item,
      new Date(until).toISOString(),
      JSON.stringify({ event, clock, policy, percents: all }),
    ],
  });
}
