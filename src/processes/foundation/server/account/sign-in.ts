import { Refusal } from '#/base/refusal.ts';
import { isZone } from '#/base/time.ts';
import type { Statement } from '#/platform/database/build.ts';
import type { Runner } from '#/platform/database/pools.ts';
import { hashPassword, isOutdated, verifyNothing, verifyPassword } from '#/platform/sessions/password.ts';
import { hashToken, isToken } from '#/platform/sessions/token.ts';
import { systemContext } from '#/processes/foundation/server/access/access.ts';
import type { Access } from '#/processes/foundation/server/access/access.ts';
import { firstZone, zonesOfSql } from '#/processes/foundation/server/access/zone.ts';
import { perform } from '#/record/server/commit/perform.ts';
import { systemActor } from '#/record/server/context.ts';
import { accountEvent } from './events.ts';
import { beginSession } from './session.ts';
import { countSignIn } from './sign-in-limits.ts';
import type { Origin, SignedIn } from './types.ts';

export interface Credentials {
  email: string;
  password: string;
  /** The session cookie that the browser had before: that session ends, and its id is never taken over. */
  previous?: string | undefined;
  /** The browser's time zone: kept for a person of whom nothing else says where they live. */
  timeZone?: string | undefined;
}

interface AccountRow {
  person: string;
  password_hash: string | null;
  usable: boolean;
}

/**
 * Signs a person in. Refuses with `unauthenticated`, the same for an unknown address, a wrong password and a disabled
 * account, and after the same time; with `too-many` after too many failures (see {@link countSignIn}). What failed comes
 * into the person's history. A hash made with older parameters is made again.
 */
export async function signIn(access: Access, credentials: Credentials, origin: Origin): Promise<SignedIn> {
  const { email, password, previous, timeZone } = credentials;
  const attempt = await countSignIn(access, email, origin);
  const found = await verified(access, email, password);
  if (!found) {
    await attempt.failed();
    throw new Refusal('unauthenticated', 'access.wrong-credentials');
  }
  await attempt.right();
  const renewed = isOutdated(found.hash) ? await hashPassword(password) : null;
  return access.database.transaction({ kind: 'staff' }, async (tx) => {
    // The hash that was verified is still the account's: a change of password meanwhile wins.
    const [still] = await tx.query({
      sql: `update account set password_hash = coalesce($2, password_hash)
        where person = $1 and password_hash = $3 and not disabled returning 1`,
      parameters: [found.person, renewed, found.hash],
    });
    if (!still) throw new Refusal('unauthenticated', 'access.wrong-credentials');
    if (isToken(previous)) {
      await tx.query({ sql: 'delete from session where token_hash = $1', parameters: [hashToken(previous)] });
    }
    await tx.query(signedIn(found.person, origin));
    await keepZone(access, tx, found.person, timeZone, origin);
    return beginSession(access, tx, found.person, origin);
  });
}

/** Keeps the browser's zone for somebody who has none of their own, nor of where they work, nor of the desk. */
async function keepZone(
  access: Access,
  tx: Runner,
  person: string,
  timeZone: string | undefined,
  { now, request }: Origin,
): Promise<void> {
  if (timeZone === undefined || !isZone(timeZone)) return;
  const [row] = await tx.query<{ zones: string[] }>({
    sql: `select ${zonesOfSql('p')} as zones from person p where p.id = $1`,
    parameters: [person],
  });
  if (!row || firstZone(row.zones) !== null) return;
  const ctx = systemContext(access, now, request);
  await perform({ ...ctx, tx, actor: { ...ctx.actor, person } }, 'person', 'edit', person, { timeZone });
}

/** What the person's history keeps: when, from where, with which browser. */
function signedIn(person: string, { now, request, address, agent }: Origin): Statement<unknown> {
  const about = { actor: { ...systemActor(), person }, now, request };
  return accountEvent(about, person, 'signed-in', { address, agent: agent?.slice(0, 300) ?? null });
}

async function verified(
  access: Access,
  email: string,
  password: string,
): Promise<{ person: string; hash: string } | null> {
  const [row] = await access.database.read<AccountRow>(
    { kind: 'staff' },
    {
      sql: `select a.person, a.password_hash, not a.disabled and p.state = 'active' as usable
      from person p join account a on a.person = p.id where lower(p.email) = lower($1)`,
      parameters: [email.trim()],
    },
  );
  const hash = row?.password_hash;
  const right = hash ? await verifyPassword(hash, password) : await verifyNothing(password);
  return right && hash && row.usable ? { person: row.person, hash } : null;
}
