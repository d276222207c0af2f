import type { CalendarOf } from '#/capabilities/clocks/server/read-clocks.ts';
import type { CompiledCalendar } from '#/engines/calendar/compile.ts';
import { compileRow } from '#/processes/design/service-level/server/api.ts';
import { configurationOf } from '#/record/server/configuration.ts';

/** A calendar by its id, in use or retired, compiled once for as long as nobody changes configuration. */
export const calendarOf: CalendarOf = async (ctx, id) => {
  const configuration = await configurationOf(ctx);
  const row = await configuration.find('calendar', id);
  if (!row) return null;
  return configuration.derive<CompiledCalendar>(`calendar ${id}`, async () => compileRow(row));
};
