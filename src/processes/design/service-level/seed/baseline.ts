import type { Context } from '#/record/server/context.ts';
import { ensure } from '#/record/server/ensure.ts';
import type { Target, Threshold } from '../shared/clock-policy.ts';

const goals: readonly [priority: number, response: number, update: number, resolution: number][] = [
  // minutes of working time
  [1, 15, 60, 240],
  [2, 30, 120, 480],
  [3, 120, 480, 1440],
  [4, 240, 0, 2880],
  [5, 480, 0, 4800],
];

/** The targets that ship, by priority, in minutes of working time; 0: no such clock. */
export const shippedTargets: Target[] = goals.flatMap(([priority, response, update, resolution]) =>
  (
    [
      ['response', response],
      ['update', update],
      ['resolution', resolution],
    ] as const
  )
    .filter(([, amount]) => amount > 0)
    .map(([clock, amount]) => ({ priority, clock, amount, unit: 'minutes' as const })),
);

/** Who hears of a clock, and when. */
export const shippedThresholds: Threshold[] = [
  { percent: 50, notify: ['assignee'] },
  { percent: 75, notify: ['assignee', 'group-lead'] },
  { percent: 90, notify: ['assignee', 'group-lead', 'manager'] },
  { percent: 100, notify: ['assignee', 'group-lead', 'manager', 'service-owner'] },
];

/** Two promises: priority 1 around the clock, everything else in working hours. */
export async function seedServiceLevels(
  ctx: Context,
  calendars: { hours: string; always: string },
  language: 'en' | 'sk',
): Promise<void> {
  const common = { kind: 'incident', targets: shippedTargets, thresholds: shippedThresholds };
  await ensure(ctx, 'clock-policy', 'order', {
    ...common,
    name: language === 'sk' ? 'Priorita 1 nepretržite' : 'Priority 1 around the clock',
    order: 10,
    where: 'priority = 1',
    calendar: calendars.always,
    respectHours: false,
  });
  await ensure(ctx, 'clock-policy', 'order', {
    ...common,
    name: language === 'sk' ? 'Bežné incidenty' : 'Incidents in working hours',
    order: 1000,
    calendar: calendars.hours,
  });
}
