import type { CalendarOf } from '#/capabilities/clocks/server/rules.ts';
import type { CompiledCalendar } from '#/engines/calendar/compile.ts';
import { compileSound } from '#/processes/design/service-level/server/api.ts';
import { configurationOf } from '#/record/server/configuration.ts';

/** A calendar by its id, in use or retired, compiled once for as long as nobody changes configuration; null if broken. */
export const calendarOf: CalendarOf = async (ctx, id) => {
  const configuration = await configurationOf(ctx);
  const row = await configuration.find('calendar', id);
  return configuration.derive<CompiledCalendar | null>(`calendar ${id}`, async () => compileSound(ctx.kit, row));
};
