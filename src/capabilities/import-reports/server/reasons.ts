import type { CaseProblem } from '#/capabilities/mapping/shared/case.ts';
import { sayIn } from '#/capabilities/mapping/server/say.ts';
import type { Context } from '#/record/server/context.ts';
import type { RefusalReason } from '#/capabilities/imports/shared/answers.ts';
import type { Run } from '#/capabilities/imports/server/run-row.ts';

/** The most reasons that are told, those of the most cases first. */
const most = 100;

/**
 * Why cases of a run were refused, each reason with its words once, and how many cases it is about. A case for which
 * several things are wrong counts for each of them.
 */
export async function reasonsOf(ctx: Context, run: Pick<Run, 'id' | 'kind'>): Promise<RefusalReason[]> {
  const rows = await ctx.db.read<{ code: string; params: CaseProblem['params']; cases: number; line: number }>(
    { kind: 'staff' },
    {
      // The line of another row says nothing about the reason.
      sql: `select p ->> 'code' as code, (p -> 'params') - 'line' - 'count' as params,
          count(distinct r.position)::int as cases, min((p ->> 'line')::int) as line
        from import_result r cross join jsonb_array_elements(r.problems) p
        where r.run = $1 and r.outcome = 'refused' group by 1, 2 order by 3 desc, 4 limit ${most}`,
      parameters: [run.id],
    },
  );
  const say = sayIn(ctx.actor.language, run.kind);
  return rows.map(({ code, params, cases, line }) => {
    const text = say(`import.reason.${code}`, params);
    const told = text === `import.reason.${code}` ? say(`import.problem.${code}`, params) : text;
    return { code, text: told, word: wordOf(code, params), cases, line };
  });
}

const ofWords: ReadonlySet<string> = new Set(['state-unmapped', 'value-unmapped', 'value-wrong']);

/** The word that a reason is about, where a mapping could say what it means. */
function wordOf(code: string, { value, field }: CaseProblem['params']): RefusalReason['word'] {
  if (!ofWords.has(code) || typeof value !== 'string') return null;
  return { field: typeof field === 'string' ? field : null, text: value };
}
