import type { Database } from '#/platform/database/pools.ts';
import type { Context } from '#/record/server/context.ts';
import { verifyAgainstKept } from '#/capabilities/history/server/against-kept.ts';
import { headKeepingOf, lastKept } from '#/capabilities/history/server/kept-heads.ts';
import type { KeptHead } from '#/capabilities/history/server/kept-heads.ts';
import type { Verification } from '#/capabilities/history/server/verify.ts';

/** The newest seal of the history, to be kept outside of the database. */
export interface SealedHead {
  head: { batch: number; digest: string; sealedAt: string } | null;
  /** What Mainstay itself has kept last outside of the database. */
  kept: Pick<KeptHead, 'at' | 'batch'> | null;
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
  const keeping = headKeepingOf(ctx.db);
  const last = keeping && (await lastKept(keeping));
  return { head: head ?? null, kept: last ? { at: last.at, batch: last.batch } : null };
}

const running = new WeakMap<Database, Promise<Verification>>();

/** Checks the whole chain. Whoever asks while a check runs is given the answer of that one: it reads everything. */
export function verifyNow(ctx: Context, anchor: { batch: number; digest: string } | null): Promise<Verification> {
  const already = anchor === null ? running.get(ctx.db) : undefined;
  if (already) return already;
  const checking = verifyAgainstKept(ctx.db, anchor);
  if (anchor === null) {
    running.set(ctx.db, checking);
    const forget = () => running.delete(ctx.db);
    // The answer, and the failure, are those of whoever asked.
    checking.finally(forget).catch(() => undefined);
  }
  return checking;
}
