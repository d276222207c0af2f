import { json, required, text } from '#/record/shared/field.ts';
import { defineRecord, inUse, retireSteps } from '#/record/shared/define.ts';

export interface OpenInterval {
  from: string;
  to: string;
}

/** One version of a calendar's hours: in force from `from` (ISO instant) until the next version. */
export interface CalendarVersion {
  from: string;
  /** Monday first; several intervals a day. */
  week: OpenInterval[][];
  /** Closed local dates with their names. */
  holidays: { date: string; name: string }[];
  /** Dates with hours of their own. */
  exceptions: { date: string; intervals: OpenInterval[]; name?: string }[];
}

/** Whether a calendar is open again and again from its last version on: some exceptions alone come to an end. */
export function hasHours(versions: readonly CalendarVersion[]): boolean {
  return versions.at(-1)?.week.some((day) => day.length > 0) === true;
}

/** Working hours. The zone is the calendar's; nobody's viewpoint moves a deadline. */
export const calendar = defineRecord({
  name: 'calendar',
  plural: 'calendars',
  table: 'work_calendar',
  prefix: 'CAL',
  fields: {
    name: required(text({ search: 'A' })),
    timeZone: required(text({ format: 'time-zone', max: 64 })),
    /** Country (and region) whose public holidays are proposed: `SK`, `DE-BY`. */
    holidayCountry: text({ max: 10 }),
    versions: required(json<CalendarVersion[]>('calendar-versions')),
  },
  ...inUse,
  steps: retireSteps('service-level.edit'),
  customer: 'shared',
  item: { title: 'name' },
  columns: ['name', 'timeZone', 'holidayCountry'],
  sort: 'name',
  read: 'foundation.read',
  create: 'service-level.edit',
  edit: 'service-level.edit',
  configuration: 'rules',
  capabilities: [],
});
