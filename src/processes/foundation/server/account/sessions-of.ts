import { notFound } from '#/base/refusal.ts';
import { isId } from '#/platform/ids.ts';
import type { Context } from '#/record/server/context.ts';
import type { OpenSession } from '#/processes/foundation/shared/account.ts';
import { accountEvent } from './events.ts';
import { mustHold } from './rights.ts';

/** Where a person is signed in now, the last seen first. Needs `access.read`. */
export async function sessionsOf(ctx: Context, person: string): Promise<OpenSession[]> {
  mustHold(ctx, 'access.read');
  if (!isId(person)) throw notFound();
  return ctx.db.read<OpenSession>(
    { kind: 'staff' },
    {
      sql: `select encode(substr(token_hash, 1, 8), 'hex') as id, created_at as "createdAt", seen_at as "seenAt",
          expires_at as "expiresAt", address, agent
        from session where person = $1 and expires_at > $2 order by seen_at desc`,
      parameters: [person, new Date(ctx.now).toISOString()],
    },
  );
}

/** Ends every session of a person; whoever sits there has to sign in again. Needs `access.edit`. Returns how many. */
export async function endSessionsOf(ctx: Context, person: string): Promise<number> {
  mustHold(ctx, 'access.edit');
  if (!isId(person)) throw notFound();
  return ctx.db.transaction({ kind: 'staff' }, async (tx) => {
    const ended = await tx.query({ sql: 'delete from session where person = $1 returning 1', parameters: [person] });
    if (ended.length > 0) await tx.query(accountEvent(ctx, person, 'sessions-ended', { count: ended.length }));
    return ended.length;
  });
}
