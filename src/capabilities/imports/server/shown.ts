import { message, notFound, Refusal } from '#/base/refusal.ts';
import { isId } from '#/platform/ids.ts';
import type { Context } from '#/record/server/context.ts';
import { lookUpNames } from '#/record/server/read/names.ts';
import type { ShownResult, ShownRun } from '../shared/answers.ts';
import type { ResultRow } from '#/capabilities/import-reports/server/report.ts';
import { findRun, workersDied } from './run-row.ts';
import type { Run } from './run-row.ts';
import { controls, mustSeeRuns } from './sight.ts';
import { sayIn } from '#/capabilities/mapping/server/say.ts';

/** A run, or a refusal where there is none of that id for the actor. */
export async function runOf(ctx: Context, id: string | undefined): Promise<Run> {
  mustSeeRuns(ctx);
  const run = isId(id) ? await findRun(ctx, id) : null;
  if (!run) throw notFound();
  return run;
}

/** A run that the actor may start for real, stop or take back. Refuses one that they may only look at. */
export async function controlledRunOf(ctx: Context, id: string | undefined): Promise<Run> {
  const run = await runOf(ctx, id);
  if (!controls(ctx, run))
    throw new Refusal('forbidden', message('refusal.forbidden', { permission: 'import.manage' }));
  return run;
}

/** Runs with the names of who started them. */
export async function showRuns(ctx: Context, runs: readonly Run[]): Promise<ShownRun[]> {
  const people = runs.flatMap(({ by }) => by ?? []);
  const names = await lookUpNames(ctx, people);
  return runs.map(({ by, error, ...run }) => ({
    ...run,
    error: error === workersDied ? sayIn(ctx.actor.language, run.kind)(`import.failed.${error}`, {}) : error,
    controls: controls(ctx, { by }),
    by: by === null ? null : { id: by, name: names[by]?.title ?? '' },
  }));
}

/** One run with the name of who started it. */
export async function showRun(ctx: Context, run: Run): Promise<ShownRun> {
  const [shown] = await showRuns(ctx, [run]);
  if (!shown) throw notFound();
  return shown;
}

/** Results with their problems in words. */
export function showResults(ctx: Context, kind: string, rows: readonly ResultRow[]): ShownResult[] {
  const say = sayIn(ctx.actor.language, kind);
  return rows.map(({ key, problems, ...row }) => ({
    ...row,
    number: key,
    problems: (problems ?? []).map(({ line, code, params }) => ({
      line,
      code,
      text: say(`import.problem.${code}`, params),
    })),
  }));
}
