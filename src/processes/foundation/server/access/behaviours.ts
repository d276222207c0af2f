import { message, Refusal } from '#/base/refusal.ts';
import { decisionIn, handOver } from '#/capabilities/duties/server/hand-over.ts';
import type { Behaviour } from '#/record/server/kit.ts';
import type { Commit } from '#/record/server/commit/commit.ts';
import { set } from '#/record/server/commit/commit.ts';
import { holds } from '#/record/server/permission.ts';
import type { Grant } from '#/processes/foundation/shared/role.ts';
import { endKeys } from '../account/keys.ts';
import { keepAnAdministrator } from './administrators.ts';
import { readGrant } from './grants.ts';
import { saveGroup, saveOrganisation } from './own-reach.ts';
import { shippedCodes } from './roles.ts';

/** Every filter of a role can be read and belongs to a permission that looks at records, and a shipped role keeps the code that the product looks for. */
const saveRole: Behaviour = {
  apply({ ctx, before, after }) {
    for (const grant of after['grants'] as Grant[]) {
      const read = readGrant(ctx.kit, grant);
      if (read.ok) continue;
      if (read.takesNone) {
        const none = message('access.takes-no-condition', { permission: grant.permission });
        throw new Refusal('invalid', 'refusal.invalid', { grants: none });
      }
      const [problem] = read.problems;
      const params = { permission: grant.permission, problem: problem?.code ?? '', at: problem?.at ?? 0 };
      throw new Refusal('invalid', 'refusal.invalid', { grants: message('access.unreadable-filter', params) });
    }
    const code = before?.['code'];
    if (typeof code !== 'string' || !shippedCodes.has(code)) return;
    if (after['code'] !== code)
      throw new Refusal('invalid', 'refusal.invalid', { code: message('access.shipped-code') });
    if (code === 'administrator' && (!keepsGivingRights(after['grants'] as Grant[]) || after['workspace'] !== true)) {
      throw new Refusal('conflict', 'access.administrator-role');
    }
  },
};

function keepsGivingRights(grants: readonly Grant[]): boolean {
  return ['access.read', 'access.edit'].every((needed) =>
    grants.some(({ permission, where }) => permission === needed && where === undefined),
  );
}

const retireRole: Behaviour = {
  apply({ before }) {
    const code = before?.['code'];
    if (code === 'user' || code === 'administrator') throw new Refusal('step-refused', 'access.shipped-role');
  },
};

/** A membership is shown by who, what and where. */
const saveMembership: Behaviour = {
  async apply(commit) {
    const { tx, before, after, id } = commit;
    const moved = ['person', 'role', 'organisation'].some((field) => before?.[field] !== after[field]);
    if (before && moved) await keepAnAdministrator(tx, { membership: id });
    if (after['label'] != null && !(before && moved && after['label'] === before['label'])) return;
    const [row] = await tx.query<{ label: string }>({
      sql: `select left(p.name || ' · ' || r.name || ' · ' || o.name, 200) as label
        from person p, role r, organisation o where p.id = $1 and r.id = $2 and o.id = $3`,
      parameters: [after['person'], after['role'], after['organisation']],
    });
    set(commit, 'label', row?.label ?? null);
  },
};

const retireMembership: Behaviour = {
  apply: ({ tx, id }) => keepAnAdministrator(tx, { membership: id }),
};

/**
 * One-time links go to a person's address, so whoever changes the address of somebody with an account takes over the
 * account: that needs the right to give rights. Links that are on their way to the old address end.
 */
const editPerson: Behaviour = {
  async apply(commit) {
    const { ctx, tx, before, after, id } = commit;
    if (before?.['email'] === after['email']) return;
    const [account] = await tx.query({ sql: 'select 1 from account where person = $1', parameters: [id] });
    if (account && !holds(ctx.actor, 'access.edit')) {
      const needed = message('refusal.forbidden', { permission: 'access.edit' });
      throw new Refusal('forbidden', needed, { email: message('access.address-of-an-account') });
    }
    commit.writes.push(voidLinks(id));
  },
};

/** Retiring closes an account, and restoring opens it: that needs the right to give rights. */
async function mayCloseAccount({ ctx, tx, id }: Commit): Promise<void> {
  if (holds(ctx.actor, 'access.edit')) return;
  const [account] = await tx.query({ sql: 'select 1 from account where person = $1', parameters: [id] });
  if (account) throw new Refusal('forbidden', message('refusal.forbidden', { permission: 'access.edit' }));
}

const restorePerson: Behaviour = { apply: mayCloseAccount };

/** Whoever leaves cannot sign in, by password, link or key, and what they had to do is handed over or stays to be found. */
const retirePerson: Behaviour = {
  async apply(commit) {
    const { ctx, tx, id, input } = commit;
    if (id === ctx.actor.person) throw new Refusal('conflict', 'access.not-yourself');
    await mayCloseAccount(commit);
    await keepAnAdministrator(tx, { person: id });
    await endKeys(ctx, tx, id);
    const { total } = await handOver(ctx, { kind: 'person', id }, decisionIn(input));
    if (total > 0) commit.remarks['handedOver'] = input['handOver'] ?? 'keep';
    commit.writes.push(voidLinks(id), {
      sql: 'delete from session where person = $1',
      parameters: [id],
    });
  },
};

function voidLinks(person: string): Commit['writes'][number] {
  return { sql: 'delete from one_time_link where person = $1 and used_at is null', parameters: [person] };
}

/** What the kit's own actions do to roles, memberships and people with accounts; for `createKit`. */
export const accessBehaviours: Readonly<Record<string, Behaviour>> = {
  'role.create': saveRole,
  'role.edit': saveRole,
  'role.retire': retireRole,
  'membership.create': saveMembership,
  'membership.edit': saveMembership,
  'membership.retire': retireMembership,
  'group.create': saveGroup,
  'group.edit': saveGroup,
  'group.restore': saveGroup,
  'organisation.edit': saveOrganisation,
  'person.edit': editPerson,
  'person.retire': retirePerson,
  'person.restore': restorePerson,
};
