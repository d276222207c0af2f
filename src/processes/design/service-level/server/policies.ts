import { compileCalendar } from '#/engines/calendar/compile.ts';
import type { CompiledCalendar } from '#/engines/calendar/compile.ts';
import type { Filter } from '#/engines/filter/ast.ts';
import { matches } from '#/engines/filter/matches.ts';
import { parseFilter } from '#/engines/filter/parse.ts';
import type { Threshold as EngineThreshold } from '#/engines/stopwatch/timers.ts';
import type { Agreement } from '#/capabilities/clocks/server/rules.ts';
import type { CalendarVersion } from '#/processes/foundation/shared/calendar.ts';
import { configurationOf } from '#/record/server/configuration.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import type { Context } from '#/record/server/context.ts';
import type { Target, Threshold } from '../shared/clock-policy.ts';

/** A policy made ready for use: its filter parsed, its calendar compiled. */
export interface Policy {
  id: string;
  name: string;
  kind: string;
  filter: Filter | null;
  calendarId: string;
  calendar: CompiledCalendar;
  targets: readonly Target[];
  thresholds: readonly Threshold[];
  respectHours: boolean;
}

/** Every policy in use, in order. A policy whose filter can no longer be read holds for nothing. */
export async function policies(ctx: Context): Promise<readonly Policy[]> {
  const configuration = await configurationOf(ctx);
  return configuration.derive('clock-policies', async () =>
    preparePolicies(ctx, await configuration.rows('clock-policy'), await configuration.rows('calendar', 'all')),
  );
}

/** Makes policy rows ready for use, with the hours of the calendar rows. */
export function preparePolicies(ctx: Context, rows: readonly Row[], calendarRows: readonly Row[]): Policy[] {
  const calendars = new Map<string, CompiledCalendar>();
  for (const row of calendarRows) calendars.set(row['id'] as string, compileRow(row));
  const ready: Policy[] = [];
  for (const row of rows) {
    const filter = readFilter(ctx, row['kind'] as string, row['where'] as string | null);
    const calendar = calendars.get(row['calendar'] as string);
    if (filter === undefined || !calendar) continue;
    ready.push({
      id: row['id'] as string,
      name: row['name'] as string,
      kind: row['kind'] as string,
      filter,
      calendarId: row['calendar'] as string,
      calendar,
      targets: row['targets'] as Target[],
      thresholds: row['thresholds'] as Threshold[],
      respectHours: row['respectHours'] as boolean,
    });
  }
  return ready;
}

/** A calendar row as an interval table. */
export function compileRow(row: Row): CompiledCalendar {
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

function readFilter(ctx: Context, kind: string, text: string | null): Filter | null | undefined {
  if (!text?.trim()) return null;
  const schema = ctx.kit.types.get(kind)?.filters;
  if (!schema) return undefined;
  const parsed = parseFilter(text, { ...schema, text: false });
  return parsed.ok ? parsed.filter : undefined;
}

/** The thresholds as the engine wants them: the last one repeats every 25 percent (SLM-09). */
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
  const type = ctx.kit.types.get(kind);
  if (!type) return null;
  for (const policy of among) {
    if (policy.kind !== kind) continue;
    const holds =
      policy.filter === null || matches(policy.filter, row, { now: ctx.now, actor: {}, schema: type.filters });
    if (holds) return agreementOf(policy, row['priority'] as number);
  }
  return null;
}

/** A policy's promise at a priority. */
export function agreementOf(policy: Policy, priority: number): Agreement {
  const goals: Agreement['goals'] = {};
  for (const target of policy.targets) {
    if (target.priority === priority) goals[target.clock] = { amount: target.amount, unit: target.unit };
  }
  return {
    policy: policy.id,
    calendarId: policy.calendarId,
    calendar: policy.calendar,
    goals,
    thresholds: engineThresholds(policy.thresholds),
  };
}
