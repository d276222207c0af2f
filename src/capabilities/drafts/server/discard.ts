import { personOf } from '#/capabilities/search/server/query.ts';
import { writeOwn } from '#/capabilities/search/server/staff-pool.ts';
import type { Context } from '#/record/server/context.ts';
import { contextOf } from './context-of.ts';

/** Throws the person's own draft away; nothing happens where there is none. */
export async function discardDraft(ctx: Context, context: string | undefined): Promise<{ context: string; at: null }> {
  const name = contextOf(context);
  await writeOwn(ctx, (tx) =>
    tx.query({ sql: 'delete from draft where person = $1 and context = $2', parameters: [personOf(ctx), name] }),
  );
  return { context: name, at: null };
}
