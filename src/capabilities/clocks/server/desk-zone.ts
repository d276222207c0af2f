import { isZone } from '#/base/time.ts';
import { configurationOf } from '#/record/server/configuration.ts';
import type { Context } from '#/record/server/context.ts';

/** The zones of the calendars in use, the first one first, as SQL with the columns `place` and `zone`. */
export const deskZonesSql = "select number as place, time_zone as zone from work_calendar where state = 'active'";

/** The first of some zones that is one: a row changed by hand may hold something else. Null where none is. */
export const firstZone = (zones: readonly (string | null)[]): string | null =>
  zones.find((zone): zone is string => zone !== null && isZone(zone)) ?? null;

/**
 * The time zone that the desk lives in: that of its first calendar. UTC where it has none, for times in files, which
 * must be read somehow; what a person is shown is decided by `zonesOfSql` of foundation.
 */
export async function deskZone(ctx: Context): Promise<string> {
  const configuration = await configurationOf(ctx);
  const zone = await configuration.derive('desk-zone', async () => {
    const statement = { sql: `select zone from (${deskZonesSql}) desk order by place`, parameters: [] };
    const rows = await (ctx.tx
      ? ctx.tx.query<{ zone: string }>(statement)
      : ctx.db.read<{ zone: string }>({ kind: 'staff' }, statement));
    return firstZone(rows.map((row) => row.zone));
  });
  return zone ?? 'UTC';
}
