import type { Database } from '#/platform/database/pools.ts';
import type { Context } from '#/record/server/context.ts';
import { verifyHistory } from '#/capabilities/history/server/seal.ts';
import type { Verification } from '#/capabilities/history/server/seal.ts';

/** The newest seal of the history, to be kept outside of the database. */
export interface SealedHead {
  head: { batch: number; digest: string; sealedAt: string } | null;
}

/** Reads the newest seal. */
export async function sealedHead(ctx: Context): Promise<SealedHead> {
  const [head] = await ctx.db.read<NonNullable<SealedHead['head']>>(
    { kind: 'staff' },
    {
      sql: `select batch, encode(digest, 'hex') as digest, sealed_at as "sealedAt" from history_seal
        order by batch desc limit 1`,
      parameters: [],
    },
  );
  return { head: head ?? null };
}

const running = new WeakMap<Database, Promise<Verification>>();

/** Checks the whole chain. Whoever asks while a check runs is given the answer of that one: it reads everything. */
export function verifyNow(ctx: Context, anchor: { batch: number; digest: string } | null): Promise<Verification> {
  const already = anchor === null ? running.get(ctx.db) : undefined;
  if (already) return already;
  const checking = ctx.db.relay((tx) => verifyHistory(tx, anchor));
  if (anchor === null) {
    running.set(ctx.db, checking);
    const forget = () => running.delete(ctx.db);
    // The answer, and the failure, are those of whoever asked.
    checking.finally(forget).catch(() => undefined);
  }
  return checking;
}
