import { personOf } from '#/capabilities/search/server/query.ts';
import { writeOwn } from '#/capabilities/search/server/staff-pool.ts';
import type { Context } from '#/record/server/context.ts';
import { contextOf } from './context-of.ts';

/**
 * Throws the person's own draft away; nothing happens where there is none. With `seen` only the draft of that instant:
 * what another window has written since stays.
 */
export async function discardDraft(
  ctx: Context,
  context: string | undefined,
  seen: string | null = null,
): Promise<{ context: string; at: null }> {
  const name = contextOf(context);
  await writeOwn(ctx, (tx) =>
    tx.query({
      sql: 'delete from draft where person = $1 and context = $2 and ($3::timestamptz is null or at = $3::timestamptz)',
      parameters: [personOf(ctx), name, seen],
    }),
  );
  return { context: name, at: null };
}
