import { Type } from 'typebox';
import { message, notFound, Refusal } from '#/base/refusal.ts';
import { bodyOf, numberOf, textOf } from '#/capabilities/search/server/query.ts';
import { isId } from '#/platform/ids.ts';
import { route } from '#/record/server/route.ts';
import type { Route } from '#/record/server/route.ts';
import { describeTarget } from '#/capabilities/mapping/server/describe.ts';
import { deskZone } from '#/capabilities/clocks/server/desk-zone.ts';
import { deleteMapping, listMappings, saveMapping } from '#/capabilities/mapping/server/mappings.ts';
import { previewRoutes } from '#/capabilities/import-reports/server/preview-routes.ts';
import { reasonsOf } from '#/capabilities/import-reports/server/reasons.ts';
import { readResultPage, reportCsv } from '#/capabilities/import-reports/server/report.ts';
import { cancelRun, listRuns } from './run-row.ts';
import { sayIn } from '#/capabilities/mapping/server/say.ts';
import { controlledRunOf, runOf, showResults, showRun, showRuns } from './shown.ts';
import { mustSeeRuns, mustSeeSource, rememberSource } from './sight.ts';
import { lookAtSource, receiveSource, sniffMapped, sniffWhole } from '#/capabilities/sources/server/source.ts';
import { faultsOf, requireUsable, startAfterDryRun, startRun, targetOf } from './start-run.ts';
import type { ImportTarget } from '#/capabilities/mapping/server/target.ts';
import { beginUndo } from './begin-undo.ts';

const mine = { faces: ['workspace'], rule: { permission: 'import.run' } } as const;
/** Of runs that there are: each handler asks for the ones that the person may see. */
const seen = { faces: ['workspace'], rule: 'by-record' } as const;
const source = Type.String({ pattern: '^[0-9a-f]{64}$' });
const kind = Type.String({ maxLength: 60 });
const mapping = Type.Object({}, { additionalProperties: true });
/** How a file is to be read, where that is not to be found out. */
const stated = {
  encoding: Type.Optional(Type.String({ maxLength: 40 })),
  delimiter: Type.Optional(Type.String({ maxLength: 1 })),
  sheet: Type.Optional(Type.String({ maxLength: 200 })),
  header: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
};

function statedBy(from: Record<string, unknown>): Record<string, unknown> {
  const header = from['header'] === undefined ? undefined : Number(from['header']);
  return { ...from, header };
}

/** The routes of importing, as the wizard uses them; the work itself is done by a worker. */
export function importRoutes(targets: readonly ImportTarget[]): readonly Route[] {
  return [...preparing(targets), ...running(targets), ...previewRoutes(targets)];
}

function preparing(targets: readonly ImportTarget[]): Route[] {
  return [
    route({
      ...seen,
      method: 'GET',
      path: '/imports/kinds',
      summary: 'The kinds of records that can be imported, with the fields that a mapping may fill.',
      async handle(ctx) {
        mustSeeRuns(ctx);
        return { rows: await Promise.all(targets.map((target) => describeTarget(ctx, target))) };
      },
    }),
    route({
      ...mine,
      method: 'POST',
      path: '/imports/sources',
      upload: 'source',
      creates: true,
      summary: 'Takes a file to be imported and says which columns it has, with samples of their values.',
      async handle(ctx, { body }) {
        const received = await receiveSource(ctx, body);
        await rememberSource(ctx, received.source);
        return received;
      },
    }),
    route({
      ...seen,
      method: 'GET',
      path: '/imports/sources/:source',
      summary: 'What an uploaded file looks like, read as found out or as stated.',
      query: Type.Object({ name: Type.Optional(Type.String({ maxLength: 500 })), ...stated }),
      async handle(ctx, { params, query }) {
        mustSeeRuns(ctx);
        await mustSeeSource(ctx, params['source']);
        return lookAtSource(ctx, params['source'], textOf(query['name']) ?? '', statedBy(query));
      },
    }),
    route({
      ...mine,
      method: 'POST',
      path: '/imports/suggestions',
      repeatable: true,
      summary: 'A mapping for an uploaded file, by its columns’ names and values.',
      body: Type.Object(
        { kind, source, customer: Type.Optional(Type.String({ maxLength: 200 })), ...stated },
        { additionalProperties: false },
      ),
      async handle(ctx, { body }) {
        const wanted = bodyOf(body);
        const target = targetOf(targets, wanted['kind']);
        await mustSeeSource(ctx, wanted['source']);
        const sniff = await sniffWhole(ctx, wanted['source'], statedBy(wanted));
        const zone = await deskZone(ctx);
        const offered = target.suggest(sniff, { customer: textOf(wanted['customer']), zone });
        return { ...offered, problems: await faultsOf(ctx, target, offered.mapping, sniff) };
      },
    }),
    route({
      ...mine,
      method: 'POST',
      path: '/imports/checks',
      repeatable: true,
      summary: 'What is wrong with a mapping, each fault at its path; nothing when it can be used.',
      body: Type.Object({ kind, source: Type.Optional(source), mapping }, { additionalProperties: false }),
      async handle(ctx, { body }) {
        const wanted = bodyOf(body);
        const target = targetOf(targets, wanted['kind']);
        if (wanted['source'] !== undefined) await mustSeeSource(ctx, wanted['source']);
        const sniff =
          wanted['source'] === undefined ? null : await sniffMapped(ctx, wanted['source'], wanted['mapping']);
        return { problems: await faultsOf(ctx, target, wanted['mapping'], sniff) };
      },
    }),
    route({
      ...mine,
      method: 'GET',
      path: '/imports/mappings',
      summary: 'The mappings that were saved under a name.',
      query: Type.Object({ kind: Type.Optional(kind) }),
      handle: async (ctx, { query }) => ({ rows: await listMappings(ctx, textOf(query['kind']) ?? null) }),
    }),
    route({
      ...mine,
      method: 'POST',
      path: '/imports/mappings',
      creates: true,
      summary: 'Saves a mapping under a name; one of one’s own that has the name already is replaced.',
      body: Type.Object(
        { kind, name: Type.String({ minLength: 1, maxLength: 100 }), mapping },
        { additionalProperties: false },
      ),
      async handle(ctx, { body }) {
        const wanted = bodyOf(body);
        const target = targetOf(targets, wanted['kind']);
        const usable = await requireUsable(ctx, target, wanted['mapping'], null);
        return saveMapping(ctx, String(wanted['name']).trim(), usable);
      },
    }),
    route({
      ...mine,
      method: 'DELETE',
      path: '/imports/mappings/:id',
      summary: 'Forgets a saved mapping of one’s own; runs keep the one they were started with.',
      async handle(ctx, { params }) {
        const { id } = params;
        if (!isId(id) || !(await deleteMapping(ctx, id))) throw notFound();
        return { id };
      },
    }),
  ];
}

function running(targets: readonly ImportTarget[]): Route[] {
  return [
    route({
      ...seen,
      method: 'GET',
      path: '/imports/runs',
      summary:
        'The runs that the caller may see, the newest first; `before` is the id of the last one of the page before.',
      query: Type.Object({
        limit: Type.Optional(Type.Integer({ minimum: 1 })),
        before: Type.Optional(Type.String({ maxLength: 36 })),
      }),
      async handle(ctx, { query }) {
        mustSeeRuns(ctx);
        const limit = numberOf(query['limit'], 'limit', 50, 1, 200);
        const before = textOf(query['before']) ?? null;
        if (before !== null && !isId(before)) throw notFound();
        const runs = await listRuns(ctx, limit + 1, before);
        const rows = await showRuns(ctx, runs.slice(0, limit));
        return { rows, next: runs.length > limit ? (rows.at(-1)?.id ?? null) : null };
      },
    }),
    route({
      ...mine,
      method: 'POST',
      path: '/imports/runs',
      creates: true,
      summary: 'Starts a run of an uploaded file, or a dry run of it, which changes nothing.',
      body: Type.Object(
        {
          kind,
          source,
          mapping,
          sourceName: Type.Optional(Type.String({ maxLength: 500 })),
          name: Type.Optional(Type.String({ maxLength: 200 })),
          dry: Type.Optional(Type.Boolean()),
          switchOver: Type.Optional(Type.String({ maxLength: 40 })),
        },
        { additionalProperties: false },
      ),
      handle: async (ctx, { body }) => showRun(ctx, await startRun(ctx, targets, bodyOf(body))),
    }),
    route({
      ...seen,
      method: 'GET',
      path: '/imports/runs/:id',
      summary: 'A run: how far it is, and what came of it.',
      handle: async (ctx, { params }) => showRun(ctx, await runOf(ctx, params['id'])),
    }),
    route({
      ...seen,
      method: 'GET',
      path: '/imports/runs/:id/results',
      summary: 'What became of each case, in the order of the file; `after` is the position of the last one seen.',
      query: Type.Object({
        outcome: Type.Optional(
          Type.Union(['created', 'updated', 'unchanged', 'refused'].map((outcome) => Type.Literal(outcome))),
        ),
        after: Type.Optional(Type.Integer()),
        limit: Type.Optional(Type.Integer({ minimum: 1 })),
      }),
      async handle(ctx, { params, query }) {
        const run = await runOf(ctx, params['id']);
        const limit = numberOf(query['limit'], 'limit', 100, 1, 500);
        const rows = await readResultPage(ctx, run.id, {
          outcome: textOf(query['outcome']) ?? null,
          after: numberOf(query['after'], 'after', -1, -1, Number.MAX_SAFE_INTEGER),
          limit: limit + 1,
        });
        const shown = showResults(ctx, run.kind, rows.slice(0, limit));
        return { rows: shown, next: rows.length > limit ? (shown.at(-1)?.position ?? null) : null };
      },
    }),
    route({
      ...seen,
      method: 'GET',
      path: '/imports/runs/:id/reasons',
      summary:
        'Why cases of a run were refused, each reason once with how many cases it is about, the most common first.',
      async handle(ctx, { params }) {
        return { rows: await reasonsOf(ctx, await runOf(ctx, params['id'])) };
      },
    }),
    route({
      ...seen,
      method: 'GET',
      path: '/imports/runs/:id/report',
      summary: 'The outcome of every case as CSV, with line and code of what was wrong.',
      async handle(ctx, { params }) {
        const run = await runOf(ctx, params['id']);
        const file = reportCsv(ctx, run.id, sayIn(ctx.actor.language, run.kind));
        return {
          file,
          name: `import-${run.startedAt?.slice(0, 10) ?? 'new'}.csv`,
          mediaType: 'text/csv; charset=utf-8',
        };
      },
    }),
    route({
      ...mine,
      method: 'POST',
      path: '/imports/runs/:id/start',
      creates: true,
      summary: 'Starts for real what a dry run tried.',
      handle: async (ctx, { params }) =>
        showRun(ctx, await startAfterDryRun(ctx, await controlledRunOf(ctx, params['id']))),
    }),
    route({
      ...mine,
      method: 'POST',
      path: '/imports/runs/:id/cancel',
      summary: 'Asks a run to stop before its next batch; what is in stays, and can be taken back.',
      async handle(ctx, { params }) {
        const run = await controlledRunOf(ctx, params['id']);
        if (!(await cancelRun(ctx, run.id))) throw new Refusal('step-refused', message('import.cannot-cancel'));
        return showRun(ctx, await runOf(ctx, run.id));
      },
    }),
    route({
      ...mine,
      method: 'POST',
      path: '/imports/runs/:id/undo',
      summary: 'Takes a run back: removes what it created and restores what it updated.',
      body: Type.Object({ evenTouched: Type.Optional(Type.Boolean()) }, { additionalProperties: false }),
      async handle(ctx, { params, body }) {
        const { id } = await controlledRunOf(ctx, params['id']);
        return showRun(ctx, await beginUndo(ctx, id, bodyOf(body)['evenTouched'] === true));
      },
    }),
  ];
}
