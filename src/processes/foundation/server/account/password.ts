import { Refusal } from '#/base/refusal.ts';
import type { Runner } from '#/platform/database/pools.ts';
import { checkPassword } from '#/platform/sessions/password-rules.ts';
import { hashPassword, verifyPassword } from '#/platform/sessions/password.ts';
import type { Context } from '#/record/server/context.ts';
import type { Access } from '#/processes/foundation/server/access/access.ts';
import { bucketOf, countAttempt, takeBack } from './attempts.ts';
import { accountEvent } from './events.ts';
import { endKeys } from './keys.ts';
import { activePerson, mustBeSession } from './rights.ts';
import { beginSession, endSessions } from './session.ts';
import type { Origin, SignedContext, SignedIn } from './types.ts';

/** Refuses a password that is too short, too long, too common or about the person. The field is called `password`. */
export function mustBeGood(password: string, about: readonly (string | null)[]): void {
  const problem = checkPassword(
    password,
    about.filter((text) => text !== null),
  );
  if (problem) throw new Refusal('invalid', 'refusal.invalid', { password: problem });
}

/** What others know of a person, and a password must not consist of. */
export async function knownAbout(access: Access, person: string): Promise<(string | null)[]> {
  const [row] = await access.database.read<{ name: string; email: string | null; organisation: string }>(
    { kind: 'staff' },
    {
      sql: 'select p.name, p.email, o.name as organisation from person p join organisation o on o.id = p.organisation where p.id = $1',
      parameters: [person],
    },
  );
  return row ? [row.name, row.email, row.organisation] : [];
}

/** Stores a password; every session and every open link of the person ends with it. */
export async function storePassword(tx: Runner, person: string, hash: string, now: number): Promise<void> {
  await tx.query({
    sql: 'update account set password_hash = $2, password_at = $3 where person = $1',
    parameters: [person, hash, new Date(now).toISOString()],
  });
  await endSessions(tx, person);
  await tx.query({
    sql: 'delete from one_time_link where person = $1 and used_at is null',
    parameters: [person],
  });
}

/**
 * Changes one's own password, knowing the old one. All sessions end, and a new one begins for whoever changed it.
 * Refuses with `invalid` (fields `current`, `password`), `forbidden` to API keys, `too-many` after wrong guesses.
 */
export async function changePassword(
  access: Access,
  ctx: SignedContext,
  { current, next }: { current: string; next: string },
  origin: Origin,
): Promise<SignedIn> {
  const person = mustBeSession(ctx);
  const bucket = bucketOf('sign-in', 'account', person);
  const attempt = await countAttempt(access, [{ bucket, most: access.settings.signInLimit }], origin.now);
  const [account] = await access.database.read<{ password_hash: string | null }>(
    { kind: 'staff' },
    { sql: 'select password_hash from account where person = $1 and not disabled', parameters: [person] },
  );
  const old = account?.password_hash;
  const wrong = new Refusal('invalid', 'refusal.invalid', { current: { key: 'access.wrong-password' } });
  if (!old || !(await verifyPassword(old, current))) throw wrong;
  await takeBack(access, attempt);
  mustBeGood(next, await knownAbout(access, person));
  const hash = await hashPassword(next);
  return access.database.transaction({ kind: 'staff' }, async (tx) => {
    const [same] = await tx.query({
      sql: 'select 1 from account where person = $1 and password_hash = $2 and not disabled for update',
      parameters: [person, old],
    });
    if (!same) throw wrong;
    await storePassword(tx, person, hash, origin.now);
    await tx.query(accountEvent(ctx, person, 'password-changed'));
    return beginSession(access, tx, person, origin);
  });
}

/** Gives a person a password from outside, at the command line; their keys end. Their account is made where there is none. */
export async function setPassword(access: Access, ctx: Context, person: string, password: string): Promise<void> {
  if (ctx.actor.kind !== 'system') throw new Refusal('forbidden', 'access.command-only');
  mustBeGood(password, await knownAbout(access, person));
  const hash = await hashPassword(password);
  await access.database.transaction({ kind: 'staff' }, async (tx) => {
    await activePerson(tx, person);
    await makeAccount(tx, ctx, person);
    await storePassword(tx, person, hash, ctx.now);
    await endKeys(ctx, tx, person);
    await tx.query(accountEvent(ctx, person, 'password-changed'));
  });
}

/** Makes a person's account where there is none yet; without a password nobody can sign in with it. */
export async function makeAccount(tx: Runner, ctx: Context, person: string): Promise<void> {
  const made = await tx.query({
    sql: 'insert into account (person, created_at) values ($1, $2) on conflict do nothing returning 1',
    parameters: [person, new Date(ctx.now).toISOString()],
  });
  if (made.length > 0) await tx.query(accountEvent(ctx, person, 'account-created'));
}
