import { notFound } from '#/base/refusal.ts';
import { isId } from '#/platform/ids.ts';
import { personOf } from '#/capabilities/search/server/query.ts';
import { readOwn, writeOwn } from '#/capabilities/search/server/staff-pool.ts';
import { perform } from '#/record/server/commit/perform.ts';
import type { Outcome } from '#/record/server/commit/commit.ts';
import type { Context } from '#/record/server/context.ts';

/** One record of a run, with the version that it came to have by it. */
export interface ChangedRow {
  run: string;
  kind: string;
  item: string;
  version: number;
}

/** What of a person's own run has not been taken back yet, in the order in which records are locked. */
export async function rowsToUndo(ctx: Context, run: string | undefined): Promise<ChangedRow[]> {
  if (!isId(run)) throw notFound();
  const rows = await readOwn<ChangedRow>(ctx, {
    sql: `select r.id as run, r.kind, b.item, b.version from bulk_run r join bulk_row b on b.run = r.id
      where r.id = $1 and r.person = $2 and b.undone_at is null order by b.item`,
    parameters: [run, personOf(ctx)],
  });
  if (rows.length === 0) throw notFound();
  return rows;
}

/** Takes one record of a run back: by the same undo as one by itself, with the person's rights of now. */
export function undoRow(ctx: Context, { run, kind, item, version }: ChangedRow): Promise<Outcome> {
  return perform(
    ctx,
    kind,
    'undo',
    item,
    { version },
    {
      also: ({ writes }) =>
        void writes.push({
          sql: 'update bulk_row set undone_at = $3 where run = $1 and item = $2',
          parameters: [run, item, new Date(ctx.now).toISOString()],
        }),
    },
  );
}

/** Notes that a run was taken back, as far as that went. */
export async function endUndo(ctx: Context, run: string): Promise<void> {
  await writeOwn(ctx, (tx) =>
    tx.query({
      sql: 'update bulk_run set undone_at = $2 where id = $1',
      parameters: [run, new Date(ctx.now).toISOString()],
    }),
  );
}
