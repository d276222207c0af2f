import { choice, flag, integer, json, longText, ref, required, text } from '#/record/shared/field.ts';
import { defineRecord, inUse, retireSteps } from '#/record/shared/define.ts';

export const clockKinds = ['response', 'update', 'resolution'] as const;
export type ClockKind = (typeof clockKinds)[number];
export const goalUnits = ['minutes', 'hours', 'business-days', 'end-of-working-day'] as const;

/** What is promised for one priority: nothing where a kind has no target. */
export interface Target {
  priority: number;
  clock: ClockKind;
  amount: number;
  unit: (typeof goalUnits)[number];
}

/** What happens when a share of the time is used. */
export interface Threshold {
  percent: number;
  notify: ('assignee' | 'group-lead' | 'manager' | 'service-owner' | 'group')[];
}

/** Which promises hold for which cases: the first policy, by order, whose filter holds. */
export const clockPolicy = defineRecord({
  name: 'clock-policy',
  plural: 'clock-policies',
  prefix: 'CLP',
  fields: {
    name: required(text({ search: 'A' })),
    kind: required(choice(['incident'], { column: 'record_kind', initial: 'incident' })),
    order: required(integer({ column: 'position', initial: 100, min: 1, max: 10_000 })),
    where: longText({ column: 'condition', max: 4000 }),
    calendar: required(ref('calendar')),
    targets: required(json<Target[]>('clock-targets')),
    thresholds: required(json<Threshold[]>('clock-thresholds')),
    /** Alerts outside the recipient's working hours wait for the next opening, but for priority 1. */
    respectHours: flag({ initial: true }),
  },
  ...inUse,
  steps: retireSteps('service-level.edit'),
  customer: 'shared',
  item: { title: 'name' },
  columns: ['name', 'order', 'where', 'calendar'],
  sort: 'order',
  read: 'configuration.read',
  create: 'service-level.edit',
  edit: 'service-level.edit',
  configuration: 'rules',
  capabilities: [],
});
