import { notFound } from '#/base/refusal.ts';
import { isId } from '#/platform/ids.ts';
import type { Context } from '#/record/server/context.ts';

/**
 * The second wall in front of a change: changes run with the staff's role, so a person of a customer must first have
 * been able to see the record with the role of that customer. Nothing to ask for staff, and where no record is named.
 */
export async function insideWall(ctx: Context, id: string | undefined): Promise<void> {
  if (ctx.actor.wall.kind === 'staff' || !isId(id)) return;
  const rows = await ctx.db.read<{ kind: string }>(
    ctx.actor.wall,
    { sql: 'select kind from item where id = $1', parameters: [id] },
    ctx.request.signal,
  );
  if (rows.length > 0) return;
  // What is no record (a draft, an attachment) has a wall of its own.
  const [record] = await ctx.db.read({ kind: 'staff' }, { sql: 'select 1 from item where id = $1', parameters: [id] });
  if (record) throw notFound();
}
