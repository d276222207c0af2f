import type { Runner } from '#/platform/database/pools.ts';
import type { Statement } from '#/platform/database/build.ts';
import type { Context } from '#/record/server/context.ts';

/**
 * Reads what no customer's wall parts: a person's own drafts, inbox and views, and the names under messages. The
 * customers' login roles cannot read these tables; the statement itself must say whose rows it is about.
 */
export function readOwn<T>(ctx: Context, statement: Statement<T>): Promise<T[]> {
  if (ctx.tx) return ctx.tx.query<T>(statement);
  return ctx.db.read<T>({ kind: 'staff' }, statement, ctx.request.signal);
}

/** Writes what is no record and needs no commit pipeline, in the transaction that is open or one of its own. */
export function writeOwn<T>(ctx: Context, work: (tx: Runner) => Promise<T>): Promise<T> {
  if (ctx.tx) return work(ctx.tx);
  return ctx.db.transaction({ kind: 'staff' }, work, ctx.request.signal);
}

/** Runs several changes as one: in the transaction that is open, or in one of its own. */
export function withTransaction<T>(ctx: Context, work: (inside: Context) => Promise<T>): Promise<T> {
  if (ctx.tx) return work(ctx);
  return ctx.db.transaction({ kind: 'staff' }, (tx) => work({ ...ctx, tx }), ctx.request.signal);
}
