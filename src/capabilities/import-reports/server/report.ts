import { Readable } from 'node:stream';
import type { Context } from '#/record/server/context.ts';
import { longestNumber } from '#/capabilities/mapping/shared/case.ts';
import { writeCsv } from '#/platform/tabular/write-csv.ts';
import type { CaseProblem } from '#/capabilities/mapping/shared/case.ts';
import type { Say } from '#/capabilities/mapping/server/say.ts';

/** What became of one case. */
export interface ResultRow {
  position: number;
  line: number;
  /** The case's number: the source's own, or the one that it was given here; null where it has none. */
  key: string | null;
  outcome: 'created' | 'updated' | 'unchanged' | 'refused';
  item: string | null;
  problems: CaseProblem[] | null;
}

const page = 5000;

/** One page of a run's results in the order of its source, or of one outcome's. `after` is the last position seen. */
export function readResultPage(
  ctx: Context,
  run: string,
  { outcome, after, limit }: { outcome: string | null; after: number; limit: number },
): Promise<ResultRow[]> {
  return ctx.db.read<ResultRow>(
    { kind: 'staff' },
    {
      sql: `select r.position, r.line, case when length(r.key) > $5 then i.number else r.key end as key,
          r.outcome, i.id as item, r.problems
        from import_result r left join item i on i.id = r.item
        where r.run = $1 and r.position > $2 and ($3::text is null or r.outcome = $3) order by r.position limit $4`,
      parameters: [run, after, outcome, limit, longestNumber],
    },
  );
}

/** The results of a run, in the order of its source, or those of one outcome. */
export async function* readResults(
  ctx: Context,
  run: string,
  outcome: string | null = null,
): AsyncGenerator<ResultRow> {
  let after = -1;
  for (;;) {
    const rows = await readResultPage(ctx, run, { outcome, after, limit: page });
    yield* rows;
    const last = rows.at(-1);
    if (!last || rows.length < page) return;
    after = last.position;
  }
}

const columns = ['line', 'number', 'outcome', 'problemLine', 'code', 'problem'] as const;

/**
 * The report of a run as CSV: a row for each case, and for a refused one a row for each thing that is wrong with it, with
 * its line and code, in words of `say`.
 */
export function reportCsv(ctx: Context, run: string, say: Say): Readable {
  async function* rows() {
    for await (const { line, key, outcome, problems } of readResults(ctx, run)) {
      for (const problem of problems?.length ? problems : [null]) {
        yield {
          line,
          number: key,
          outcome: say(`import.outcome.${outcome}`, {}),
          problemLine: problem?.line ?? null,
          code: problem?.code ?? null,
          problem: problem ? say(`import.problem.${problem.code}`, problem.params) : null,
        };
      }
    }
  }
  const heads = columns.map((key) => ({ key, label: say(`import.report.${key}`, {}) }));
  return Readable.from(writeCsv(heads, rows()));
}
