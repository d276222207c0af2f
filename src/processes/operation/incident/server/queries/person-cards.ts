import type { Context } from '#/record/server/context.ts';
import { runRead } from '#/record/server/context.ts';
import type { PersonCard } from '#/processes/operation/incident/shared/beside.ts';

interface Row extends Omit<PersonCard, 'organisation' | 'location' | 'manager' | 'localTime'> {
  organisation: string;
  organisationName: string;
  location: string | null;
  locationName: string | null;
  manager: string | null;
  managerName: string | null;
}

/** The cards of people, in the order asked for. Who may ask has been decided before. */
export async function personCards(ctx: Context, ids: readonly string[]): Promise<PersonCard[]> {
  if (ctx.face !== 'workspace' || ids.length === 0) return [];
  const rows = await runRead<Row>(ctx, {
    sql: `select p.id, p.number, p.name, p.title, p.email, p.phone, p.language, p.vip,
        p.special_handling as "specialHandling", p.away and (p.away_until is null or p.away_until >= $2::date) as away,
        p.away_until as "awayUntil", coalesce(p.time_zone, l.time_zone) as "timeZone",
        o.id as organisation, o.name as "organisationName", l.id as location, l.name as "locationName",
        m.id as manager, m.name as "managerName"
      from person p join organisation o on o.id = p.organisation
        left join location l on l.id = p.location left join person m on m.id = p.manager
      where p.id = any($1::uuid[])`,
    parameters: [ids, new Date(ctx.now).toISOString().slice(0, 10)],
  });
  const cards = new Map(rows.map((row) => [row.id, cardOf(row, ctx.now)]));
  return ids.flatMap((id) => cards.get(id) ?? []);
}

function cardOf(row: Row, now: number): PersonCard {
  const { organisationName, locationName, managerName, organisation, location, manager, ...card } = row;
  return {
    ...card,
    organisation: { id: organisation, name: organisationName },
    location: location === null ? null : { id: location, name: locationName ?? '' },
    manager: manager === null ? null : { id: manager, name: managerName ?? '' },
    localTime: clockIn(row.timeZone, now),
  };
}

function clockIn(timeZone: string | null, now: number): string | null {
  if (timeZone === null) return null;
  try {
    const format = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    return format.format(now);
  } catch {
    return null;
  }
}
