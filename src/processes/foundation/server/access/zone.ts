import { deskZonesSql, firstZone } from '#/capabilities/clocks/server/desk-zone.ts';

export { firstZone };

// Trees make no rings; a row changed by hand must not make the question endless.
const deepest = 50;

/** A place of a tree and what is above it, as SQL: the nearest first. */
const lineSql = (table: 'location' | 'organisation', from: string, step: number) => `(with recursive line as (
    select parent, time_zone, 1 as depth from ${table} where id = ${from}
    union all select above.parent, above.time_zone, line.depth + 1 from ${table} above
      join line on above.id = line.parent and line.depth < ${deepest})
  select ${step}, line.depth, line.time_zone from line)`;

/**
 * In which time zones a person may live, as SQL over the alias of `person`: an array, the nearest first. Their own;
 * that of their location, of their organisation, or of what is above those; the desk's. The first that is a zone
 * (`firstZone`) is theirs, on every face and in every list. Where there is none, it is that of the browser.
 */
export function zonesOfSql(alias: string): string {
  return `array(select zone from (
    select 1, 0, ${alias}.time_zone
    union all ${lineSql('location', `${alias}.location`, 2)}
    union all ${lineSql('organisation', `${alias}.organisation`, 3)}
    union all select 4, (row_number() over (order by desk.place))::int, desk.zone from (${deskZonesSql}) desk
  ) known (step, depth, zone) where zone is not null order by step, depth)`;
}
