import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { reasonsOf } from '#/capabilities/import-reports/server/reasons.ts';
import { readResults, reportCsv } from '#/capabilities/import-reports/server/report.ts';
import type { Run } from '#/capabilities/imports/server/run-row.ts';
import { sayIn } from '#/capabilities/mapping/server/say.ts';
import type { Context } from '#/record/server/context.ts';
import type { DelegatedArguments } from '#/app/cli/delegate.ts';
import { textOf } from '#/app/cli/parse.ts';

const number = new Intl.NumberFormat('en');

/** Says how far a run is, after its first batch and then at most once a second. */
export function tellProgress({ say }: DelegatedArguments, started: Run): (run: Run) => void {
  const began = performance.now();
  let told = -Infinity;
  return ({ position, expected }) => {
    const now = performance.now();
    if (now - told < 1000) return;
    told = now;
    const rate = Math.round(((position - started.position) * 1000) / (now - began));
    const of = expected === null || expected < position ? '' : ` of ${number.format(expected)}`;
    say(`${number.format(position)}${of} cases, ${number.format(rate)} a second`);
  };
}

/** How many refused cases programs are told; the report has all of them. */
const mostTold = 1000;

/** Tells what came of a run: for people, or as JSON. Writes the report where one is wanted. */
export async function tellReport(ctx: Context, args: DelegatedArguments, run: Run): Promise<void> {
  const say = sayIn('en', run.kind);
  const report = textOf(args, 'report');
  if (report !== undefined) await pipeline(reportCsv(ctx, run.id, say), createWriteStream(report));
  const refused: { line: number; number: string | null; code: string; problem: string }[] = [];
  for await (const { line, key, problems } of readResults(ctx, run.id, 'refused')) {
    for (const { line: at = line, code, params } of problems ?? [])
      refused.push({ line: at, number: key, code, problem: say(`import.problem.${code}`, params) });
    if (!args.json || refused.length >= mostTold) break;
  }
  const { id, kind, status, dry, position, counts, startedAt, endedAt, error } = run;
  if (args.json) {
    args.out(JSON.stringify({ run: id, kind, status, dry, position, counts, startedAt, endedAt, error, refused }));
    return;
  }
  args.out(`${headline(run)}  (run ${id})`);
  if (counts.undo) {
    const { removed, restored, kept } = counts.undo;
    args.out(`  removed ${number.format(removed)}, restored ${number.format(restored)}, kept ${number.format(kept)}`);
    return;
  }
  for (const outcome of ['created', 'updated', 'unchanged', 'refused'] as const)
    args.out(`  ${outcome.padEnd(10)}${number.format(counts[outcome]).padStart(10)}`);
  args.out(`  ${'events'.padEnd(10)}${number.format(counts.events).padStart(10)}`);
  const made = Object.entries(counts.made).map(([of, count]) => `${of} ${number.format(count)}`);
  if (made.length > 0) args.out(`  made because cases name them: ${made.join(', ')}`);
  for (const [field, reasons] of Object.entries(counts.dropped ?? {}))
    for (const [why, count] of Object.entries(reasons))
      args.out(`  came in, but not with everything: ${field} (${why}) ${number.format(count)}`);
  const english = { ...ctx, actor: { ...ctx.actor, language: 'en' } };
  for (const { text, cases, line } of await reasonsOf(english, run))
    args.out(`  refused ${number.format(cases)}, line ${line} first: ${text}`);
  if (counts.refused > 0) args.out('  --report FILE writes all of them, case by case');
}

function headline({ status, dry, position, sourceName }: Run): string {
  if (status === 'undone') return `${sourceName} was taken back`;
  if (status === 'cancelled') return `Stopped after ${number.format(position)} cases; the same command goes on`;
  return dry ? `${sourceName}: this would happen` : `${sourceName} is in`;
}
