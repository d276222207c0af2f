import { message, Refusal } from '#/base/refusal.ts';
import type { Runner } from '#/platform/database/pools.ts';
import { hashPassword } from '#/platform/sessions/password.ts';
import type { Context } from '#/record/server/context.ts';
import { perform } from '#/record/server/commit/perform.ts';
import type { Access } from '#/processes/foundation/server/access/access.ts';
import { makeAccount, mustBeGood, storePassword } from './password.ts';
import { mustHold } from './rights.ts';
import { isSetUp } from './set-up.ts';

export interface NewPerson {
  email: string;
  name: string;
  /** Codes or names of roles. */
  roles: readonly string[];
  /** Name of the organisation; the provider itself when absent. */
  /** An IANA zone; that of the organisation or of the desk otherwise. */
  timeZone?: string | undefined;
  organisation?: string | undefined;
  /** To sign in with at once; without it they have no account yet, and are invited. */
  password?: string | null;
}

/**
 * Makes a person with memberships in one organisation, in one transaction. Refuses with `conflict` before the set-up or
 * where the address is taken, with `invalid` where a role or the organisation is not there or the password is not good.
 */
export async function addPerson(access: Access, ctx: Context, wanted: NewPerson): Promise<string> {
  mustHold(ctx, 'access.edit');
  const { password = null } = wanted;
  // Only the command line gives passwords to others.
  if (password !== null && ctx.actor.kind !== 'system') throw new Refusal('forbidden', 'access.command-only');
  const hash = password === null ? null : await hashPassword(password);
  return access.database.transaction({ kind: 'staff' }, async (tx) => {
    if (!(await isSetUp(tx))) throw new Refusal('conflict', 'access.not-set-up');
    const taken = await tx.query({
      sql: 'select 1 from person where lower(email) = lower($1)',
      parameters: [wanted.email.trim()],
    });
    if (taken.length > 0)
      throw new Refusal('conflict', 'access.address-taken', { email: message('access.address-taken') });
    const { id: organisation, name: where } = await organisationOf(tx, wanted.organisation);
    if (password !== null) mustBeGood(password, [wanted.name, wanted.email, where]);
    const inside: Context = { ...ctx, tx };
    const { email, name, timeZone = null } = wanted;
    const { id: person } = await perform(inside, 'person', 'create', null, { name, email, organisation, timeZone });
    for (const word of wanted.roles) {
      const role = await roleOf(tx, word);
      await perform(inside, 'membership', 'create', null, { person, organisation, role });
    }
    if (hash !== null) {
      await makeAccount(tx, ctx, person);
      await storePassword(tx, person, hash, ctx.now);
    }
    return person;
  });
}

async function organisationOf(tx: Runner, name: string | undefined): Promise<{ id: string; name: string }> {
  const rows = await tx.query<{ id: string; name: string }>({
    sql: `select id, name from organisation where state = 'active'
      and case when $1::text is null then kind = 'unit' and parent is null else mainstay_fold(name) = mainstay_fold($1) end
      order by created_at, id limit 2`,
    parameters: [name ?? null],
  });
  const [first] = rows;
  if (!first || (name !== undefined && rows.length > 1)) {
    const problem = message('access.no-organisation', { name: name ?? '' });
    throw new Refusal('invalid', 'refusal.invalid', { organisation: problem });
  }
  return first;
}

async function roleOf(tx: Runner, word: string): Promise<string> {
  const [row] = await tx.query<{ id: string }>({
    sql: `select id from role where state = 'active' and (code = $1 or mainstay_fold(name) = mainstay_fold($1))
      order by code = $1 desc nulls last limit 1`,
    parameters: [word],
  });
  if (!row) throw new Refusal('invalid', 'refusal.invalid', { role: message('access.no-role', { name: word }) });
  return row.id;
}
