import { notFound } from '#/base/refusal.ts';
import type { OwnSession } from '#/processes/foundation/shared/account.ts';
import { accountEvent } from './events.ts';
import { mustBeSession } from './rights.ts';
import type { SignedContext } from './types.ts';

const id = `substr(encode(token_hash, 'hex'), 1, 32)`;

/** Where I am signed in, the last seen first; sessions that ran out are not told. Refuses API keys with `forbidden`. */
export async function ownSessions(ctx: SignedContext, idle: number): Promise<OwnSession[]> {
  const person = mustBeSession(ctx);
  return ctx.db.read<OwnSession>(
    { kind: 'staff' },
    {
      sql: `select ${id} as id, ${id} = $2 as current, created_at as "createdAt", seen_at as "seenAt", address, agent
        from session where person = $1 and expires_at > $3 and seen_at > $4 order by seen_at desc, created_at desc`,
      parameters: [person, ctx.credential.id, new Date(ctx.now).toISOString(), new Date(ctx.now - idle).toISOString()],
    },
  );
}

/**
 * Ends one of my sessions, or with `others` all but the one that asks. Refuses API keys, and with `not-found` what is no
 * session of mine.
 */
export async function endOwnSessions(ctx: SignedContext, which: string): Promise<{ ended: number }> {
  const person = mustBeSession(ctx);
  return ctx.db.transaction({ kind: 'staff' }, async (tx) => {
    const ended = await tx.query({
      sql: `delete from session where person = $1 and ${which === 'others' ? `${id} <> $2` : `${id} = $2`} returning 1`,
      parameters: [person, which === 'others' ? ctx.credential.id : which],
    });
    if (ended.length === 0 && which !== 'others') throw notFound();
    if (ended.length > 0) await tx.query(accountEvent(ctx, person, 'sessions-ended', { count: ended.length }));
    return { ended: ended.length };
  });
}
