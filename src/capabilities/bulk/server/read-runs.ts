import type { BulkRun } from '#/capabilities/bulk/shared/run.ts';
import { personOf } from '#/capabilities/search/server/query.ts';
import { readOwn } from '#/capabilities/search/server/staff-pool.ts';
import type { Context } from '#/record/server/context.ts';

/** The person's own changes of many, newest first; those that changed nothing are none. */
export function readRuns(ctx: Context): Promise<BulkRun[]> {
  return readOwn<BulkRun>(ctx, {
    sql: `select r.id, r.kind, r.action, r.input, r.at, r.undone_at as "undoneAt",
        n.changed::int as changed, n.undone::int as undone
      from bulk_run r cross join lateral (
        select count(*) as changed, count(b.undone_at) as undone from bulk_row b where b.run = r.id) n
      where r.person = $1 and n.changed > 0
      order by r.at desc, r.id desc limit 50`,
    parameters: [personOf(ctx)],
  });
}
