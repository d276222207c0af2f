import { message, Refusal } from '#/base/refusal.ts';
import { personOf } from '#/capabilities/search/server/query.ts';
import { writeOwn } from '#/capabilities/search/server/staff-pool.ts';
import { isId } from '#/platform/ids.ts';
import type { Context } from '#/record/server/context.ts';
import { countUnread } from './read-inbox.ts';

/** Marks notifications of the person's own as read: some, those about a record, or all that they have in this face. */
export async function markRead(
  ctx: Context,
  { ids, item, all }: { ids?: unknown; item?: unknown; all?: unknown },
): Promise<{ count: number; more: boolean }> {
  const named = Array.isArray(ids) && ids.length <= 200 && ids.every((id) => isId(id));
  const about = isId(item) ? item : null;
  if (all !== true && !named && about === null) throw new Refusal('bad-request', message('notification.name-some'));
  const here = ctx.face === 'portal' ? ` and params ->> 'face' = 'portal'` : '';
  await writeOwn(ctx, (tx) =>
    tx.query({
      sql: `update notification set read_at = $2
        where person = $1 and read_at is null and ($3::uuid[] is null or id = any($3::uuid[]))
          and ($4::uuid is null or item = $4)${here}`,
      parameters: [personOf(ctx), new Date(ctx.now).toISOString(), named && all !== true ? ids : null, about],
    }),
  );
  return countUnread(ctx);
}
