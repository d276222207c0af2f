import type { Context } from '#/record/server/context.ts';

/** More news than this in {@link stormWindow} are counted in one entry, and mailed as one. */
export const stormAfter = 25;

/** How far back news are counted, in milliseconds. */
export const stormWindow = 10 * 60_000;

/** The instant from which news count. */
export function windowStart(now: number): string {
  return new Date(now - stormWindow).toISOString();
}

/** Whether so much has come to a person just now that the rest only counts. */
export async function storming(ctx: Context, person: string): Promise<boolean> {
  const rows = await ctx.tx?.query<{ many: boolean }>({
    sql: `select (select count(*) from (select 1 from notification
          where person = $1 and at > $2 and kind <> 'digest' limit $3) n) >= $3
        or (select count(*) from (select 1 from mail
          where person = $1 and at > $2 and kind <> 'digest' limit $3) m) >= $3 as many`,
    parameters: [person, windowStart(ctx.now), stormAfter],
  });
  return rows?.[0]?.many === true;
}
