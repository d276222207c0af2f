import { isZone } from '#/base/time.ts';
import { configurationOf } from '#/record/server/configuration.ts';
import type { Context } from '#/record/server/context.ts';

/** The time zone that the desk lives in: that of its first calendar; UTC where it has none. */
export async function deskZone(ctx: Context): Promise<string> {
  const zones = (await (await configurationOf(ctx)).rows('calendar')).map((row) => row['timeZone']);
  return zones.find((zone): zone is string => typeof zone === 'string' && isZone(zone)) ?? 'UTC';
}
