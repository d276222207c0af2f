import { message, notFound, Refusal } from '#/base/refusal.ts';
import type { Runner } from '#/platform/database/pools.ts';
import { isId } from '#/platform/ids.ts';
import type { Context } from '#/record/server/context.ts';
import { holds } from '#/record/server/permission.ts';
import type { SignedContext } from './types.ts';

/** Refuses an actor who does not hold a permission that is about no single record. */
export function mustHold(ctx: Context, permission: string): void {
  if (!holds(ctx.actor, permission)) {
    throw new Refusal('forbidden', message('refusal.forbidden', { permission }));
  }
}

/** Passwords and keys are changed by whoever signed in, never by a key: a stolen key must not outlive itself. */
export function mustBeSession(ctx: SignedContext): string {
  if (ctx.credential.kind !== 'session' || ctx.actor.person === null) {
    throw new Refusal('forbidden', 'access.needs-session');
  }
  return ctx.actor.person;
}

export interface AccountHolder {
  id: string;
  name: string;
  email: string | null;
  language: string;
}

/** An active person, locked until the transaction ends. Refuses with `not-found`. */
export async function activePerson(tx: Runner, id: string): Promise<AccountHolder> {
  if (!isId(id)) throw notFound();
  const [row] = await tx.query<AccountHolder>({
    sql: `select id, name, email, coalesce(language, 'en') as language from person
      where id = $1 and state = 'active' for no key update`,
    parameters: [id],
  });
  if (!row) throw notFound();
  return row;
}
