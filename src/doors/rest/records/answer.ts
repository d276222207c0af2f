import { createHash } from 'node:crypto';
import { canonicalJson } from '#/base/canonical.ts';
import type { Message } from '#/base/refusal.ts';
import { Refusal } from '#/base/refusal.ts';
import { isId } from '#/platform/ids.ts';
import type { Outcome, Row } from '#/record/server/commit/commit.ts';
import type { Context } from '#/record/server/context.ts';
import type { RecordType } from '#/record/server/kit.ts';
import { readable } from '#/record/server/read/columns.ts';
import { getByNumber, getNamed } from '#/record/server/read/get.ts';
import type { NamedRecord } from '#/record/server/read/get.ts';
import type { Named } from '#/record/server/read/names.ts';
import type { Answer } from '../route.ts';
import { offeredSteps } from './offered-steps.ts';

/** A record as it is answered. */
export interface RecordAnswer {
  record: Row;
  names: Record<string, Named>;
  steps: string[];
  may: { edit: boolean };
  warnings?: string[];
  /** What the action made or gives back besides the record: the id of a note, the text of a recalled reply. */
  result?: { note?: unknown; body?: unknown };
}

/** The id behind an id or a number; not found where the record may not be seen. */
export async function idOf(ctx: Context, type: RecordType, idOrNumber: string): Promise<string> {
  return isId(idOrNumber) ? idOrNumber : ((await getByNumber(ctx, type, idOrNumber))['id'] as string);
}

/** A record with the names behind its references and what the caller may do with it now. */
export async function describe(ctx: Context, type: RecordType, { row, names }: NamedRecord): Promise<RecordAnswer> {
  return { record: row, names, ...(await offeredSteps(ctx, type, row)) };
}

/**
 * A record's entity tag: `"7"`, its version. On the portal a digest of what the portal shows of it, which stays the
 * same whatever is done inside.
 */
export function entityTag(ctx: Context, type: RecordType, row: Row): string {
  if (ctx.face === 'workspace') return `"${String(row['version'])}"`;
  const shown = type.columns
    .filter(({ field }) => readable(ctx, type, field))
    .map(({ field }) => [field, row[field] ?? null]);
  return `"${createHash('sha256').update(canonicalJson(shown)).digest('base64url')}"`;
}

/** The answer to a change: the record as it is now, or only what the caller knows where it left their sight. */
export async function changed(
  ctx: Context,
  type: RecordType,
  outcome: Outcome,
  say: (message: Message) => string,
): Promise<Answer & { body: RecordAnswer }> {
  const { id, number, version, state } = outcome;
  let shows = [id];
  const body = await getNamed(ctx, type, id).then(
    (named) => describe(ctx, type, named),
    (error: unknown) => {
      if (!(error instanceof Refusal && error.code === 'not-found')) throw error;
      shows = [];
      const known = ctx.face === 'portal' ? { id, number, state } : { id, number, state, version };
      return { record: known, names: {}, steps: [], may: { edit: false } };
    },
  );
  const { note, body: text } = outcome.notes;
  const result = note === undefined && text === undefined ? {} : { result: { note, body: text } };
  return {
    body: { ...body, warnings: outcome.warnings.map(say), ...result },
    // Of what has left their sight there is nothing to name a version of, but by its number.
    headers:
      shows.length > 0 || ctx.face === 'workspace' ? { etag: entityTag(ctx, type, { ...body.record, version }) } : {},
    shows,
  };
}
