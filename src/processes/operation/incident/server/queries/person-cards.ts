import type { Context } from '#/record/server/context.ts';
import { Parameters } from '#/platform/database/build.ts';
import { runRead } from '#/record/server/context.ts';
import { firstZone, zonesOfSql } from '#/processes/foundation/server/api.ts';
import { visible } from '#/record/server/read/predicate.ts';
import type { PersonCard } from '#/processes/operation/incident/shared/beside.ts';

interface Row extends Omit<PersonCard, 'organisation' | 'location' | 'manager' | 'localTime' | 'timeZone'> {
  organisation: string;
  organisationName: string;
  location: string | null;
  locationName: string | null;
  manager: string | null;
  managerName: string | null;
  seen: boolean;
  zones: string[];
}

/**
 * The cards of people, in the order asked for. Who may ask has been decided before; of somebody whose record they may not
 * read (an API key for cases alone) they learn what stands in the case: the name, and whom they belong to.
 */
export async function personCards(ctx: Context, ids: readonly string[]): Promise<PersonCard[]> {
  if (ctx.face !== 'workspace' || ids.length === 0) return [];
  const type = ctx.kit.types.get('person');
  if (!type) throw new Error('no people');
  const parameters = new Parameters();
  const seen = visible(ctx, type, 'p', parameters, { single: true });
  const today = parameters.value(new Date(ctx.now).toISOString().slice(0, 10));
  const rows = await runRead<Row>(ctx, {
    sql: `select p.id, p.number, p.name, p.title, p.email, p.phone, p.language, p.vip,
        p.special_handling as "specialHandling", p.away and (p.away_until is null or p.away_until >= ${today}::date) as away,
        p.away_until as "awayUntil", ${zonesOfSql('p')} as zones,
        o.id as organisation, o.name as "organisationName", l.id as location, l.name as "locationName",
        m.id as manager, m.name as "managerName", ${seen} as seen
      from person p join organisation o on o.id = p.organisation
        left join location l on l.id = p.location left join person m on m.id = p.manager
      where p.id = any(${parameters.value(ids)}::uuid[])`,
    parameters: parameters.values,
  });
  const cards = new Map(rows.map((row) => [row.id, cardOf(row, ctx.now)]));
  return ids.flatMap((id) => cards.get(id) ?? []);
}

const unread = {
  title: null,
  email: null,
  phone: null,
  language: null,
  location: null,
  manager: null,
  vip: false,
  specialHandling: null,
  away: false,
  awayUntil: null,
  timeZone: null,
  localTime: null,
} as const;

function cardOf(row: Row, now: number): PersonCard {
  const { organisationName, locationName, managerName, organisation, location, manager, seen, zones, ...card } = row;
  const timeZone = firstZone(zones);
  if (!seen)
    return {
      ...unread,
      id: row.id,
      number: row.number,
      name: row.name,
      organisation: { id: organisation, name: organisationName },
    };
  return {
    ...card,
    organisation: { id: organisation, name: organisationName },
    location: location === null ? null : { id: location, name: locationName ?? '' },
    manager: manager === null ? null : { id: manager, name: managerName ?? '' },
    timeZone,
    localTime: clockIn(timeZone, now),
  };
}

function clockIn(timeZone: string | null, now: number): string | null {
  if (timeZone === null) return null;
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return format.format(now);
}
