import { message, notFound, Refusal } from '#/base/refusal.ts';
import { handOver } from '#/capabilities/duties/server/hand-over.ts';
import type { Decision } from '#/capabilities/duties/server/hand-over.ts';
import { isId } from '#/platform/ids.ts';
import type { Context } from '#/record/server/context.ts';
import { raise } from '#/record/server/epoch.ts';
import type { Access } from '#/processes/foundation/server/access/access.ts';
import { keepAnAdministrator } from '#/processes/foundation/server/access/administrators.ts';
import type { Account } from '#/processes/foundation/shared/account.ts';
import { accountEvent } from './events.ts';
import { endKeys } from './keys.ts';
import { mustHold } from './rights.ts';
import { endSessions } from './session.ts';

/** Everybody with an account, by name. Needs `access.read`. */
export function listAccounts(access: Access, ctx: Context): Promise<Account[]> {
  mustHold(ctx, 'access.read');
  return access.database.read<Account>(
    { kind: 'staff' },
    {
      sql: `select a.person, p.name, p.email, p.state = 'active' as active, a.disabled,
        a.password_hash is not null as "hasPassword",
        array(select distinct r.name from membership m join role r on r.id = m.role
          where m.person = a.person and m.state = 'active' and r.state = 'active' order by 1) as roles,
        (select max(seen_at) from session s where s.person = a.person) as "lastSeenAt"
      from account a join person p on p.id = a.person order by mainstay_fold(p.name), p.id`,
      parameters: [],
    },
  );
}

/**
 * Closes or opens an account. Closing ends its sessions, links and keys for good, and does with what the person had to do
 * what was decided; without a decision all of it stays with them. Refuses with `conflict` for oneself and for the last
 * administrator. Needs `access.edit`.
 */
export async function setAccountDisabled(
  access: Pick<Access, 'database'>,
  ctx: Context,
  person: string,
  disabled: boolean,
  decision: Decision = {},
): Promise<void> {
  mustHold(ctx, 'access.edit');
  if (!isId(person)) throw notFound();
  // It changes groups and services as well.
  if (decision.handOver && decision.handOver !== 'keep') mustHold(ctx, 'foundation.edit');
  if (disabled && person === ctx.actor.person) throw new Refusal('conflict', message('access.not-yourself'));
  await access.database.transaction({ kind: 'staff' }, async (tx) => {
    if (disabled) await keepAnAdministrator(tx, { person });
    const [account] = await tx.query<{ changed: boolean }>({
      sql: `update account a set disabled = $2 from (select person, disabled from account where person = $1 for update) was
        where a.person = was.person returning was.disabled <> $2 as changed`,
      parameters: [person, disabled],
    });
    if (!account) throw notFound();
    if (disabled) {
      await endSessions(tx, person);
      await endKeys(ctx, tx, person);
      await tx.query({ sql: 'delete from one_time_link where person = $1 and used_at is null', parameters: [person] });
    }
    // What processes remember of people's rights, and of who can be given something, is of another epoch.
    if (account.changed) for (const raising of raise(['access'])) await tx.query(raising);
    if (disabled) {
      await handOver(
        { ...ctx, tx },
        { kind: 'person', id: person },
        { ...decision, handOver: decision.handOver ?? 'keep' },
      );
    }
    if (account.changed) await tx.query(accountEvent(ctx, person, disabled ? 'account-disabled' : 'account-enabled'));
  });
}
