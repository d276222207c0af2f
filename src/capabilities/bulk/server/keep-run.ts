import { newId } from '#/platform/ids.ts';
import type { Statement } from '#/platform/database/build.ts';
import { personOf } from '#/capabilities/search/server/query.ts';
import { writeOwn } from '#/capabilities/search/server/staff-pool.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import type { Context } from '#/record/server/context.ts';

/** Longer texts are in the history of each record, and are erased there. */
const longest = 100;

interface Beginning {
  kind: string;
  action: string;
  input: Row;
  /** What tells this request from every other. */
  key: string;
}

/** Writes down that many records are about to be changed; the same request is the same run. Answers the run's id. */
export async function beginRun(ctx: Context, { kind, action, input, key }: Beginning): Promise<string> {
  const short = Object.entries(input).filter(
    ([, value]) =>
      ['number', 'boolean'].includes(typeof value) || (typeof value === 'string' && value.length <= longest),
  );
  const [row] = await writeOwn(ctx, (tx) =>
    tx.query<{ id: string }>({
      sql: `insert into bulk_run (id, key, kind, action, input, person, at) values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (key) do update set key = excluded.key returning id`,
      parameters: [
        newId(ctx.now),
        key,
        kind,
        action,
        JSON.stringify(Object.fromEntries(short)),
        personOf(ctx),
        new Date(ctx.now).toISOString(),
      ],
    }),
  );
  if (!row) throw new Error('a run was not written');
  return row.id;
}

/** The statement that writes down one record of a run, in the transaction of its change. */
export const keepRow = (run: string, item: string, version: number): Statement<unknown> => ({
  sql: 'insert into bulk_row (run, item, version) values ($1, $2, $3) on conflict do nothing',
  parameters: [run, item, version],
});
