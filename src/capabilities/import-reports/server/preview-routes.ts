import { Type } from 'typebox';
import { textOf } from '#/capabilities/search/server/query.ts';
import type { ImportTarget } from '#/capabilities/mapping/server/target.ts';
import { longestNumber } from '#/capabilities/mapping/shared/case.ts';
import { inTurn, pathOfSource } from '#/capabilities/sources/server/source.ts';
import type { Context } from '#/record/server/context.ts';
import { route } from '#/record/server/route.ts';
import type { Route } from '#/record/server/route.ts';
import type { ShownPreview } from '#/capabilities/imports/shared/answers.ts';
import type { Run } from '#/capabilities/imports/server/run-row.ts';
import { runOf } from '#/capabilities/imports/server/shown.ts';
import { targetOf } from '#/capabilities/imports/server/start-run.ts';
import { previewCase } from './preview-case.ts';
import type { KeptPreview } from './preview-of.ts';
import { keptPreviews, showPreviews } from './show-previews.ts';

/** The route that shows cases of a dry run as they would become. */
export function previewRoutes(targets: readonly ImportTarget[]): Route[] {
  return [
    route({
      faces: ['workspace'],
      rule: 'by-record',
      method: 'GET',
      path: '/imports/runs/:id/preview',
      summary:
        'Cases of a dry run as they would become: a few of each state, or the one of a number. Nothing is written.',
      query: Type.Object({ number: Type.Optional(Type.String({ maxLength: longestNumber })) }),
      async handle(ctx, { params, query }) {
        const run = await runOf(ctx, params['id']);
        if (!run.dry) return { rows: [], hidden: 0 };
        return previewsOf(ctx, targetOf(targets, run.kind), run, textOf(query['number']));
      },
    }),
  ];
}

async function previewsOf(
  ctx: Context,
  target: ImportTarget,
  run: Run,
  number: string | undefined,
): Promise<{ rows: ShownPreview[]; hidden: number }> {
  const type = ctx.kit.types.get(target.kind);
  if (!type) throw new Error(`no records of kind ${target.kind}`);
  const wanted = number?.trim() ?? '';
  const show = async (previews: readonly KeptPreview[]) => {
    const rows = await showPreviews(ctx, type, previews);
    return { rows, hidden: previews.length - rows.length };
  };
  if (wanted === '') return show(await keptPreviews(ctx, run.id));
  const path = await pathOfSource(ctx, run.source);
  const found = await inTurn(() => previewCase(ctx, target, run, path, wanted));
  return show(found ? [found] : []);
}
