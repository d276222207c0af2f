import { Refusal } from '#/base/refusal.ts';
import type { Runner } from '#/platform/database/pools.ts';

/** What is about to stop making somebody an administrator. */
export type Leaving = { membership: string } | { person: string };

/**
 * Refuses what would leave nobody who can sign in and give rights. Locks, so that two of the last two cannot each leave
 * while the other is still there.
 */
export async function keepAnAdministrator(tx: Runner, leaving: Leaving): Promise<void> {
  await tx.query({ sql: "select pg_advisory_xact_lock(hashtext('mainstay administrators'))", parameters: [] });
  const administrators = await tx.query<{ membership: string; person: string }>({
    sql: `select m.id as membership, m.person from membership m
      join role r on r.id = m.role and r.code = 'administrator' and r.state = 'active'
      join account a on a.person = m.person and not a.disabled and a.password_hash is not null
      join person p on p.id = m.person and p.state = 'active'
      join organisation o on o.id = m.organisation and o.state = 'active' and o.kind = 'unit'
      where m.state = 'active'`,
    parameters: [],
  });
  const goes = (one: { membership: string; person: string }) =>
    'membership' in leaving ? one.membership === leaving.membership : one.person === leaving.person;
  if (administrators.some(goes) && administrators.every(goes)) {
    throw new Refusal('conflict', 'access.last-administrator');
  }
}
