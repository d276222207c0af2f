import { Type } from 'typebox';
import type { Static } from 'typebox';
import { Refusal } from '#/base/refusal.ts';
import { isId } from '#/platform/ids.ts';
import { problemOf } from '#/platform/http/problem.ts';
import type { Texts } from '#/platform/text/texts.ts';
import type { Commit } from '#/record/server/commit/commit.ts';
import { changedFields } from '#/record/server/commit/commit.ts';
import { perform } from '#/record/server/commit/perform.ts';
import type { Context } from '#/record/server/context.ts';
import type { RecordType } from '#/record/server/kit.ts';
import { fieldNamed, readable } from '#/record/server/read/columns.ts';
import { lookUpNames } from '#/record/server/read/names.ts';
import { beginRun, keepRow } from '#/capabilities/bulk/server/keep-run.ts';
import { fieldByField } from '#/record/shared/own-fields.ts';
import { expected } from '../database-errors.ts';
import { runOnce } from '../idempotency.ts';
import type { Keyed } from '../idempotency.ts';
import type { Answer, Call } from '../route.ts';
import { typeOf } from './type-of.ts';

/** Records of one bulk change. */
const most = 500;

export const bulkBody = Type.Object({
  ids: Type.Array(Type.String({ format: 'uuid' }), { minItems: 1, maxItems: most, uniqueItems: true }),
  action: Type.String({ description: '`edit`, or a step', maxLength: 80 }),
  input: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  preview: Type.Boolean({ description: 'Say what would happen, and change nothing' }),
});

export interface RowResult {
  id: string;
  ok: boolean;
  number?: string;
  state?: string;
  version?: number;
  changed?: string[];
  /** In a preview: each value that would change, before and after. */
  changes?: Record<string, [unknown, unknown]>;
  warnings?: string[];
  code?: string;
  detail?: string;
  fields?: Record<string, string>;
}

/** Thrown to end the transaction of a preview, with what it found. */
class Previewed extends Error {
  readonly result: RowResult;
  constructor(result: RowResult) {
    super('previewed');
    this.result = result;
  }
}

/**
 * `POST /{plural}/bulk`: one action on many records, each in a transaction of its own, so that one which refuses
 * holds up no other. The preview runs the very same code and takes it back. Sent again with the same key, rows that
 * were done stay done once, and the others are tried.
 */
export function bulk(texts: Texts) {
  return async ({ ctx, params, body, keyed, request }: Call): Promise<Answer> => {
    const type = await typeOf(ctx, params['plural'], ctx.face);
    const { ids, action, input = {}, preview } = body as Static<typeof bulkBody>;
    const step = Object.hasOwn(type.steps, action) ? type.steps[action] : undefined;
    if (action !== 'edit' && (!step || step.hidden === true)) {
      throw new Refusal('invalid', 'refusal.invalid', { action: { key: 'field.not-allowed' } });
    }
    const attempt = (row: Context, id: string) => attemptRow(row, type, { action, id, input, preview }, texts);
    const rows: RowResult[] = [];
    const key = `${keyed?.scope} ${keyed?.key}`;
    const kind = type.definition.name;
    const run = preview ? null : await beginRun(ctx, { kind, action, input, key });
    for (const id of ids) {
      ctx.request.signal?.throwIfAborted();
      const result = preview
        ? previewRow(ctx, id, attempt)
        : commitRow(ctx, id, run ?? '', attempt, { ...(keyed as Keyed), key: `${keyed?.key}:${id}` });
      rows.push(
        await result.catch((error: unknown) =>
          refusedRow(id, expected(ctx.kit, error), texts, String(request.id), ctx),
        ),
      );
    }
    const names = await lookUpNames(ctx, [...referencesIn(type, rows)]);
    return { body: { preview, run, rows, names, done: rows.filter(({ ok }) => ok).length } };
  };
}

async function attemptRow(
  ctx: Context,
  type: RecordType,
  { action, id, input, preview }: { action: string; id: string; input: Record<string, unknown>; preview: boolean },
  texts: Texts,
): Promise<RowResult> {
  let changes: RowResult['changes'];
  const also = preview ? (commit: Commit) => void (changes = changesIn(commit)) : undefined;
  const outcome = await perform(ctx, type.definition.name, action, id, input, also ? { also } : {});
  const { number, state, version, changed, warnings } = outcome;
  const said = warnings.map((warning) => texts.textOf(ctx.actor.language, warning));
  return { id, ok: true, number, state, version, changed, warnings: said, ...(changes ? { changes } : {}) };
}

/** Of a long text a preview shows the beginning. */
const longest = 200;

function changesIn(commit: Commit): Record<string, [unknown, unknown]> {
  const { before, after, type, ctx } = commit;
  const shown = (value: unknown) =>
    typeof value === 'string' && value.length > longest ? `${value.slice(0, longest)}…` : (value ?? null);
  const changes = fieldByField(
    Object.fromEntries(
      changedFields(commit)
        .filter((field) => readable(ctx, type, field))
        .map((field) => [field, [before?.[field], after[field]]]),
    ),
  );
  return Object.fromEntries(Object.entries(changes).map(([field, [was, is]]) => [field, [shown(was), shown(is)]]));
}

/** The records that values in a preview refer to. */
function referencesIn(type: RecordType, rows: readonly RowResult[]): Set<string> {
  const values = rows.flatMap(({ changes = {} }) =>
    Object.entries(changes).flatMap(([field, pair]) => (fieldNamed(type, field)?.to ? pair.flat() : [])),
  );
  return new Set(values.filter((value) => isId(value)));
}

type Attempt = (ctx: Context, id: string) => Promise<RowResult>;

async function previewRow(ctx: Context, id: string, attempt: Attempt): Promise<RowResult> {
  try {
    return await ctx.db.transaction(
      { kind: 'staff' },
      async (tx) => {
        throw new Previewed(await attempt({ ...ctx, tx }, id));
      },
      ctx.request.signal,
    );
  } catch (error) {
    if (error instanceof Previewed) return error.result;
    throw error;
  }
}

async function commitRow(
  ctx: Call['ctx'],
  id: string,
  run: string,
  attempt: Attempt,
  keyed: Keyed,
): Promise<RowResult> {
  const answer = await runOnce(ctx, keyed, async (row) => {
    const result = await attempt(row, id);
    if ((result.changed ?? []).length > 0) await row.tx?.query(keepRow(run, id, result.version ?? 0));
    return { text: JSON.stringify(result), shows: [id] };
  });
  return JSON.parse(answer.text ?? '{}') as RowResult;
}

export function refusedRow(id: string, error: unknown, texts: Texts, request: string, ctx: Context): RowResult {
  const { problem, unexpected } = problemOf(error, {
    texts,
    language: ctx.actor.language,
    request,
    aborted: ctx.request.signal?.aborted ?? false,
  });
  if (unexpected) throw error;
  const { code, detail, fields } = problem;
  return { id, ok: false, code, detail, ...(fields ? { fields } : {}) };
}
