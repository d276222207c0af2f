import { Parameters, quote } from '#/platform/database/build.ts';
import type { Context } from '#/record/server/context.ts';
import { runRead } from '#/record/server/context.ts';
import { conditions } from '#/record/server/read/list.ts';
import type { ViewCounts } from '#/capabilities/views/shared/view.ts';
import { readFilter } from './read-filter.ts';
import { readViews, typeOfViews } from './read-views.ts';
import type { ShippedViews } from './shipped.ts';

/** A view counts so far and no further: "1,000+" says enough, and costs the same in the largest list. */
export const mostCounted = 1000;

/** Most views that are counted at once. */
const mostViews = 60;

/** How many records each of the person's views lists, by its id; null for a view whose filter is not understood. */
export async function countViews(
  ctx: Context,
  kind: string | undefined,
  shipped: ShippedViews,
): Promise<{ counts: ViewCounts }> {
  const type = await typeOfViews(ctx, kind);
  const views = (await readViews(ctx, kind, shipped)).slice(0, mostViews);
  const parameters = new Parameters();
  const most = parameters.value(mostCounted + 1);
  const counts: ViewCounts = {};
  const counted: string[] = [];
  const columns: string[] = [];
  for (const view of views) {
    const query = await readFilter(ctx, type, view.filter);
    counts[view.id] = null;
    if (!query) continue;
    const where = conditions(ctx, type, query, parameters).join(' and ');
    columns.push(
      `(select count(*) from (select 1 from ${quote(type.table)} r where ${where} limit ${most}) counted) as c${counted.length}`,
    );
    counted.push(view.id);
  }
  if (columns.length === 0) return { counts };
  const [row] = await runRead<Record<string, number>>(ctx, {
    sql: `select ${columns.join(', ')}`,
    parameters: parameters.values,
  });
  for (const [index, id] of counted.entries()) {
    const count = row?.[`c${index}`] ?? 0;
    counts[id] = { count: Math.min(count, mostCounted), more: count > mostCounted };
  }
  return { counts };
}
