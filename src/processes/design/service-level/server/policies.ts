import { compileCalendar } from '#/engines/calendar/compile.ts';
import type { CompiledCalendar } from '#/engines/calendar/compile.ts';
import type { Filter } from '#/engines/filter/ast.ts';
import { matches } from '#/engines/filter/matches.ts';
import type { FilterSchema } from '#/engines/filter/schema.ts';
import { parseFilter } from '#/engines/filter/parse.ts';
import type { Threshold as EngineThreshold } from '#/engines/stopwatch/timers.ts';
import type { Agreement } from '#/capabilities/clocks/server/rules.ts';
import type { CalendarVersion } from '#/processes/foundation/shared/calendar.ts';
import { configurationOf } from '#/record/server/configuration.ts';
import { configuredKit } from '#/record/server/configured.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import type { Context } from '#/record/server/context.ts';
import type { Kit } from '#/record/server/kit.ts';
import { isSound } from '#/record/server/row-faults.ts';
import type { Target, Threshold } from '../shared/clock-policy.ts';

/**
 * A policy made ready for use: its filter parsed, its calendar compiled. Without a calendar it is broken, or its calendar
 * is: it holds for its cases, and promises nothing.
 */
export interface Policy {
  id: string;
  name: string;
  kind: string;
  filter: Filter | null;
  /** What the filter is read with: customers' own fields are of one epoch. */
  schema: FilterSchema;
  calendarId: string;
  calendar: CompiledCalendar | null;
  targets: readonly Target[];
  thresholds: readonly Threshold[];
  respectHours: boolean;
}

/** Every policy in use, in order. */
export async function policies(ctx: Context): Promise<readonly Policy[]> {
  const configuration = await configurationOf(ctx);
  return configuration.derive('clock-policies', async () =>
    preparePolicies(ctx, await configuration.rows('clock-policy'), await configuration.rows('calendar', 'all')),
  );
}

/**
 * Makes policy rows ready for use, with the hours of the calendar rows that they name. A policy whose filter can no longer
 * be read holds for nothing.
 */
export async function preparePolicies(
  ctx: Context,
  rows: readonly Row[],
  calendarRows: readonly Row[],
): Promise<Policy[]> {
  const kit = await configuredKit(ctx);
  const byId = new Map(calendarRows.map((row) => [row['id'], row]));
  const calendars = new Map<unknown, CompiledCalendar | null>();
  const calendarFor = (id: unknown): CompiledCalendar | null => {
    if (!calendars.has(id)) calendars.set(id, compileSound(kit, byId.get(id)));
    return calendars.get(id) ?? null;
  };
  return rows.flatMap((row): Policy[] => {
    const schema = kit.types.get(row['kind'] as string)?.filters;
    if (!schema) return [];
    const filter = readFilter(schema, row['where'] as string | null);
    const sound = isSound(kit, 'clock-policy', row);
    if (filter === undefined) return [];
    return [
      {
        id: row['id'] as string,
        name: row['name'] as string,
        kind: row['kind'] as string,
        filter,
        schema,
        calendarId: row['calendar'] as string,
        calendar: sound ? calendarFor(row['calendar']) : null,
        targets: row['targets'] as Target[],
        thresholds: row['thresholds'] as Threshold[],
        respectHours: row['respectHours'] as boolean,
      },
    ];
  });
}

/** A calendar row as an interval table; null, with a line in the log, where it is broken or there is none. */
export function compileSound(kit: Kit, row: Row | undefined): CompiledCalendar | null {
  return row && isSound(kit, 'calendar', row) ? compileRow(row) : null;
}

/** A calendar row as an interval table. */
function compileRow(row: Row): CompiledCalendar {
  return compileCalendar(
    (row['versions'] as CalendarVersion[]).map((version) => ({
      from: Date.parse(version.from),
      spec: {
        zone: row['timeZone'] as string,
        week: version.week,
        holidays: version.holidays.map(({ date }) => date),
        exceptions: version.exceptions,
      },
    })),
  );
}

function readFilter(schema: FilterSchema, text: string | null): Filter | null | undefined {
  if (!text?.trim()) return null;
  const parsed = parseFilter(text, { ...schema, text: false });
  return parsed.ok ? parsed.filter : undefined;
}

/** Whether a policy is about a record. */
export function isAbout({ filter, schema }: Policy, row: Row, now: number): boolean {
  return filter === null || matches(filter, row, { now, actor: {}, schema });
}

/** The thresholds as the engine wants them: the last one repeats every 25 percent. */
export function engineThresholds(thresholds: readonly Threshold[]): EngineThreshold[] {
  const last = Math.max(100, ...thresholds.map(({ percent }) => percent));
  const own = thresholds.map(({ percent }) => (percent === last ? { percent, every: 25 } : { percent }));
  return thresholds.some(({ percent }) => percent === last) ? own : [...own, { percent: 100, every: 25 }];
}

/** The agreement that holds for a record: the first policy, by order, whose filter holds. */
export async function agreementFor(ctx: Context, kind: string, row: Row): Promise<Agreement | null> {
  return chooseAgreement(ctx, await policies(ctx), kind, row);
}

/** The agreement that would hold for a record under these policies. */
export function chooseAgreement(ctx: Context, among: readonly Policy[], kind: string, row: Row): Agreement | null {
  for (const policy of among) {
    if (policy.kind !== kind || !isAbout(policy, row, ctx.now)) continue;
    return agreementOf(policy, row['priority'] as number);
  }
  return null;
}

/** A policy's promise at a priority; null where it is broken. */
export function agreementOf(policy: Policy, priority: number): Agreement | null {
  const { calendar } = policy;
  if (!calendar) return null;
  const goals: Agreement['goals'] = {};
  for (const target of policy.targets) {
    if (target.priority === priority) goals[target.clock] = { amount: target.amount, unit: target.unit };
  }
  return {
    policy: policy.id,
    calendarId: policy.calendarId,
    calendar,
    goals,
    thresholds: engineThresholds(policy.thresholds),
  };
}
