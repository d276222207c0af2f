import type { Context } from '#/record/server/context.ts';

/** More news than this in {@link stormWindow} are counted in one entry, and mailed as one. */
export const stormAfter = 25;

/** How far back news are counted, in milliseconds. */
export const stormWindow = 10 * 60_000;

/** The instant from which news count. */
export function windowStart(now: number): string {
  return new Date(now - stormWindow).toISOString();
}

/** To whom among some people so much has come just now that the rest only counts. */
export async function storming(ctx: Context, people: readonly string[]): Promise<ReadonlySet<string>> {
  const lately = (table: string) => `select 1 from ${table} n
    where n.person = p.person and n.at > $2 and n.kind <> 'digest' offset $3 limit 1`;
  const rows = await ctx.tx?.query<{ person: string }>({
    sql: `select p.person from unnest($1::uuid[]) as p (person)
      where exists (${lately('notification')}) or exists (${lately('mail')})`,
    parameters: [people, windowStart(ctx.now), stormAfter - 1],
  });
  return new Set(rows?.map(({ person }) => person));
}
