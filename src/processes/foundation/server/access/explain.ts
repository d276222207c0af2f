import { matches } from '#/engines/filter/filter.ts';
import { notFound } from '#/base/refusal.ts';
import type { Runner } from '#/platform/database/pools.ts';
import { isId } from '#/platform/ids.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import type { Context } from '#/record/server/context.ts';
import { runRead, systemActor } from '#/record/server/context.ts';
import type { RecordType } from '#/record/server/kit.ts';
import { loadRow } from '#/record/server/read/get.ts';
import { mustHold } from '#/processes/foundation/server/account/rights.ts';
import type { AccessReason, PersonAccess, AccessExplanation } from '#/processes/foundation/shared/access.ts';
import type { Access } from './access.ts';
import type { LoadedActor } from './actor.ts';
import { actorOf, rightsAsOf } from './authenticate.ts';
import { candidates } from './candidates.ts';
import { causesOf } from './causes.ts';
import { readGrant } from './grants.ts';
import type { Involvement } from './predicates.ts';

/** Most people that one explanation looks at. */
const mostPeople = 1000;

/**
 * Who can see a record, and why; of one person when one is named (who is then listed also when they cannot). Holds the
 * same filters against the same record that reads compile to SQL. Needs `access.read`; it says nothing of the record
 * but its number, so that whoever sets up rights need not read what they protect.
 */
export async function explainAccess(
  access: Access,
  ctx: Context,
  kind: string,
  id: string,
  person?: string,
): Promise<AccessExplanation> {
  mustHold(ctx, 'access.read');
  const type = ctx.kit.types.get(kind);
  if (!type || !isId(id) || (person !== undefined && !isId(person))) throw notFound();
  const system: Context = { ...ctx, actor: systemActor(), face: 'workspace' };
  const row = await loadRow(system, type, id, { lock: false });
  if (!row) throw notFound();
  const runner: Runner = { query: (statement) => runRead(system, statement) };
  const involved = await runner.query<{ person: string; reason: string }>({
    sql: "select person, reason from item_access where item = $1 and reason in ('watcher', 'participant')",
    parameters: [id],
  });
  const record: Row = { ...row, $involved: involved.map((one) => one.person) };
  const of = access.involvements?.[kind];
  const found =
    person === undefined
      ? await candidates(runner, ctx.kit, type, of, row, mostPeople)
      : { ids: [person], complete: true };
  const accounts = await runner.query<{ person: string }>({
    sql: 'select person from account where person = any($1::uuid[]) and not disabled',
    parameters: [found.ids],
  });
  const canSignIn = new Set(accounts.map((account) => account.person));
  const asOf = await rightsAsOf(runner, found.ids);
  const people: PersonAccess[] = [];
  for (const each of found.ids) {
    const when = asOf.get(each);
    const loaded = when ? await actorOf(access, each, when) : null;
    if (loaded) {
      const entry = await explainPerson(system, type, of, record, involved, loaded);
      if (person !== undefined || entry.workspace || entry.portal) {
        people.push({ ...entry, canSignIn: canSignIn.has(each) });
      }
    } else if (person !== undefined) throw notFound();
  }
  return { record: { id, kind, number: row['number'] as string }, people, complete: found.complete };
}

async function explainPerson(
  ctx: Context,
  type: RecordType,
  of: Involvement | undefined,
  record: Row,
  involved: readonly { person: string; reason: string }[],
  loaded: LoadedActor,
): Promise<Omit<PersonAccess, 'canSignIn'>> {
  const { actor, profile, rows } = loaded;
  const { read, follow } = type.definition;
  const reasons: AccessReason[] = [];
  for (const role of rows.roles) {
    for (const grant of role.grants) {
      const face = grant.permission === read && actor.workspace ? 'workspace' : 'portal';
      if (face === 'portal' && grant.permission !== follow) continue;
      const given = readGrant(ctx.kit, grant);
      if (!given.ok) continue;
      const context = { now: ctx.now, actor: actor.attributes, schema: type.filters };
      if (given.filter !== null && !matches(given.filter, record, context)) continue;
      reasons.push({
        face,
        permission: grant.permission,
        role: { id: role.role, name: role.name, code: role.code },
        organisation: { id: role.organisation, name: role.organisation_name },
        where: grant.where ?? null,
        through: given.filter === null ? [] : await causesOf(ctx, of, given.filter, record, involved, loaded),
      });
    }
  }
  const walledOff = reasons.length > 0 && !passesWall(actor.wall, type, record);
  const sees = (face: AccessReason['face']) => !walledOff && reasons.some((reason) => reason.face === face);
  const { id, name, email } = profile.person;
  return { person: { id, name, email }, workspace: sees('workspace'), portal: sees('portal'), walledOff, reasons };
}

/** What row-level security says of the record behind the person's wall. */
function passesWall(wall: LoadedActor['actor']['wall'], type: RecordType, record: Row): boolean {
  if (wall.kind === 'staff' || type.definition.customer === 'shared') return true;
  const customer = record['$customer'] as number;
  return wall.kind === 'customer' ? wall.customer === customer : wall.customers.includes(customer);
}
