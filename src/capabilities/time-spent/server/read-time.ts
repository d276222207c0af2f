import { findItem } from '#/capabilities/search/server/find-item.ts';
import type { Context } from '#/record/server/context.ts';
import { runRead } from '#/record/server/context.ts';
import { lookUpNames } from '#/record/server/read/names.ts';
import type { Named } from '#/record/shared/named.ts';
import type { Spent } from '#/capabilities/time-spent/shared/spent.ts';

/** The time spent on a record, newest first, and its sum in minutes. */
export async function readTime(
  ctx: Context,
  id: string | undefined,
): Promise<{ rows: Spent[]; total: number; names: Record<string, Named> }> {
  const item = await findItem(ctx, id);
  const rows = await runRead<Spent>(ctx, {
    sql: `select id, person, minutes, comment, on_date as "on", at from time_spent
      where item = $1 and removed_at is null order by on_date desc, at desc, id desc limit 1000`,
    parameters: [item.id],
  });
  const [{ total } = { total: 0 }] = await runRead<{ total: number }>(ctx, {
    sql: 'select coalesce(sum(minutes), 0) as total from time_spent where item = $1 and removed_at is null',
    parameters: [item.id],
  });
  return { rows, total, names: await lookUpNames(ctx, [...new Set(rows.map(({ person }) => person))]) };
}
