import { getByNumber, getRecord } from '#/record/server/read/get.ts';
import { isId } from '#/platform/ids.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import { configured } from '#/record/server/configured.ts';
import type { Context } from '#/record/server/context.ts';
import { lookUpNames } from '#/record/server/read/names.ts';
import type { Named } from '#/record/shared/named.ts';
import type { IncidentContext, ShortCase } from '#/processes/operation/incident/shared/beside.ts';
import { casesOfPerson, itemsOfPerson } from './cases-of-person.ts';
import { incidentType } from './incident-type.ts';
import { personCards } from './person-cards.ts';

/** Reads an incident by its id or number through the actor's face. */
export async function getIncident(ctx: Context, idOrNumber: string | undefined): Promise<Row> {
  const type = await configured(ctx, incidentType(ctx));
  return isId(idOrNumber) ? getRecord(ctx, type, idOrNumber) : getByNumber(ctx, type, idOrNumber ?? '');
}

/** What stands beside an incident in the workspace. Refuses with `not-found` an incident that may not be seen. */
export async function incidentContext(ctx: Context, id: string | undefined): Promise<IncidentContext> {
  const row = await getIncident(ctx, id);
  const affected = row['affectedUser'] as string | null;
  const requester = row['requester'] as string | null;
  const about = affected ?? requester;
  const ids = [...new Set([affected, requester])].filter((person) => person !== null);
  const [cards, cases, items] = await Promise.all([
    personCards(ctx, ids),
    about ? casesOfPerson(ctx, incidentType(ctx), about, row['id'] as string) : { open: [], recent: [] },
    about ? itemsOfPerson(ctx, about) : [],
  ]);
  const card = (person: string | null) => cards.find((candidate) => candidate.id === person) ?? null;
  return {
    affectedUser: card(affected),
    requester: requester === affected ? null : card(requester),
    cases,
    items,
    names: await namesIn(ctx, cases),
  };
}

/** Names of the groups and people in short lists. */
export function namesIn(
  ctx: Context,
  cases: { open: ShortCase[]; recent: ShortCase[] },
): Promise<Record<string, Named>> {
  const ids = [...cases.open, ...cases.recent].flatMap(({ group, assignee }) => [group, assignee]);
  return lookUpNames(ctx, [...new Set(ids.filter((one) => one !== null))]);
}
