import { readInstant } from '#/base/instant.ts';
import { validateCalendar } from '#/engines/calendar/validate.ts';
import type { CalendarFault } from '#/engines/calendar/validate.ts';
import type { ShapeCheck } from '#/record/server/kit.ts';
import { clockKinds, goalUnits } from '../shared/clock-policy.ts';

type Problems = ReturnType<ShapeCheck>;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One target a priority and clock, with an amount that makes sense for its unit. */
const targets: ShapeCheck = (value) => {
  if (!Array.isArray(value) || value.length > 50) return [{ path: '', key: 'service-level.targets-list' }];
  const seen = new Set<string>();
  for (const [index, entry] of (value as unknown[]).entries()) {
    const path = String(index);
    if (!isRecord(entry)) return [{ path, key: 'service-level.target' }];
    const { priority, clock, amount, unit } = entry;
    const known =
      Number.isInteger(priority) &&
      (priority as number) >= 1 &&
      (priority as number) <= 5 &&
      (clockKinds as readonly unknown[]).includes(clock) &&
      (goalUnits as readonly unknown[]).includes(unit);
    if (!known || Object.keys(entry).length !== 4) return [{ path, key: 'service-level.target' }];
    const least = unit === 'end-of-working-day' ? 0 : 1;
    if (!Number.isInteger(amount) || (amount as number) < least || (amount as number) > 525_600) {
      return [{ path, key: 'service-level.target-amount' }];
    }
    const place = `${String(priority)} ${String(clock)}`;
    if (seen.has(place)) return [{ path, key: 'service-level.target-twice' }];
    seen.add(place);
  }
  return [];
};

const recipients: ReadonlySet<unknown> = new Set(['assignee', 'group-lead', 'manager', 'service-owner', 'group']);

/** Percentages from 1 to 1000, each once, with recipients that exist. */
const thresholds: ShapeCheck = (value) => {
  if (!Array.isArray(value) || value.length > 20) return [{ path: '', key: 'service-level.thresholds-list' }];
  const seen = new Set<number>();
  for (const [index, entry] of (value as unknown[]).entries()) {
    const path = String(index);
    if (!isRecord(entry) || Object.keys(entry).some((key) => key !== 'percent' && key !== 'notify')) {
      return [{ path, key: 'service-level.threshold' }];
    }
    const { percent, notify } = entry;
    const right = Number.isInteger(percent) && (percent as number) >= 1 && (percent as number) <= 1000;
    if (!right || seen.has(percent as number)) return [{ path, key: 'service-level.threshold-percent' }];
    if (!Array.isArray(notify) || notify.some((who) => !recipients.has(who))) {
      return [{ path, key: 'service-level.threshold-recipient' }];
    }
    seen.add(percent as number);
  }
  return [];
};

const calendarFaults: Readonly<Record<CalendarFault, string>> = {
  'not-a-time': 'service-level.calendar-not-a-time',
  order: 'service-level.calendar-hours-order',
  overlap: 'service-level.calendar-hours-overlap',
  'not-a-zone': 'field.not-time-zone',
  'not-a-week': 'service-level.calendar-not-a-week',
  'not-a-date': 'service-level.calendar-not-a-date',
  'date-twice': 'service-level.calendar-date-twice',
};

/** Versions in order of time, each with hours that the engine can count by. */
const calendarVersions: ShapeCheck = (value) => {
  if (!Array.isArray(value) || value.length < 1 || value.length > 200) {
    return [{ path: '', key: 'service-level.calendar-versions' }];
  }
  let last = Number.NEGATIVE_INFINITY;
  for (const [index, version] of (value as unknown[]).entries()) {
    const problems = versionProblems(version, String(index));
    if (problems.length > 0) return problems;
    const from = startOf(version as Record<string, unknown>) ?? 0;
    if (from <= last) return [{ path: `${index}.from`, key: 'service-level.calendar-order' }];
    last = from;
  }
  return [];
};

/** When a version begins; null where it does not say so in UTC. */
function startOf({ from }: Record<string, unknown>): number | null {
  return typeof from === 'string' && from.endsWith('Z') ? readInstant(from) : null;
}

function versionProblems(version: unknown, path: string): Problems {
  if (!isRecord(version)) return [{ path, key: 'service-level.calendar-versions' }];
  const { week, holidays, exceptions } = version;
  if (startOf(version) === null) return [{ path: `${path}.from`, key: 'field.not-instant' }];
  if (!Array.isArray(week) || week.length !== 7 || !Array.isArray(holidays) || !Array.isArray(exceptions)) {
    return [{ path, key: 'service-level.calendar-versions' }];
  }
  if (holidays.some((day) => !isRecord(day) || typeof day['date'] !== 'string' || typeof day['name'] !== 'string')) {
    return [{ path: `${path}.holidays`, key: 'service-level.calendar-holiday' }];
  }
  try {
    const [problem] = validateCalendar({
      // The zone is the calendar's own field and checked there.
      zone: 'UTC',
      week: week as never,
      holidays: (holidays as { date: string }[]).map(({ date }) => date),
      exceptions: exceptions as never,
    });
    if (!problem) return [];
    return [{ path: `${path}.${problem.path}`, key: calendarFaults[problem.code], params: problem.params }];
  } catch {
    return [{ path, key: 'service-level.calendar-versions' }];
  }
}

export const serviceLevelShapes: Readonly<Record<string, ShapeCheck>> = {
  'clock-targets': targets,
  'clock-thresholds': thresholds,
  'calendar-versions': calendarVersions,
};
