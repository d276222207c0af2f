import { createHash } from 'node:crypto';
import { canonicalJson } from '#/base/canonical.ts';
import type { Message } from '#/base/refusal.ts';
import { Refusal } from '#/base/refusal.ts';
import { isId } from '#/platform/ids.ts';
import type { Outcome, Row } from '#/record/server/commit/commit.ts';
import { perform } from '#/record/server/commit/perform.ts';
import type { Context } from '#/record/server/context.ts';
import type { RecordType } from '#/record/server/kit.ts';
import { ownAsked, readable } from '#/record/server/read/columns.ts';
import { getByNumber, getNamed } from '#/record/server/read/get.ts';
import type { NamedRecord } from '#/record/server/read/get.ts';
import { valueIn } from '#/record/shared/own-fields.ts';
import type { Named } from '#/record/shared/named.ts';
import type { Answer } from '../route.ts';
import { offeredSteps, offeredWithout } from './offered-steps.ts';
import type { Offered } from './offered-steps.ts';

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
  for (const { field } of ownAsked(ctx, type)) shown.push([field, valueIn(row, field) ?? null]);
  return `"${createHash('sha256').update(canonicalJson(shown)).digest('base64url')}"`;
}

/** What is to be done: `id` null for a create; `version` that the change was made on, where the caller says it. */
export interface Change {
  action: string;
  id: string | null;
  input: Row;
  version?: number | null;
}

/** Performs a change; answers with the record as it is then, or only with what the caller knows where it left their sight. */
export async function change(
  ctx: Context,
  type: RecordType,
  asked: Change,
  say: (message: Message) => string,
): Promise<Answer & { body: RecordAnswer; id: string }> {
  const { named, offered, ...outcome } = await performed(ctx, type, asked);
  const { id, number, version, state } = outcome;
  const known = ctx.face === 'portal' ? { id, number, state } : { id, number, state, version };
  const body: RecordAnswer = named
    ? { record: named.row, names: named.names, ...(offered ?? (await offeredSteps(ctx, type, named.row))) }
    : { record: known, names: {}, steps: [], may: { edit: false } };
  const shows = named ? [id] : [];
  const { note, body: text } = outcome.notes;
  const result = note === undefined && text === undefined ? {} : { result: { note, body: text } };
  return {
    id,
    body: { ...body, warnings: outcome.warnings.map(say), ...result },
    // Of what has left their sight there is nothing to name a version of, but by its number.
    headers:
      shows.length > 0 || ctx.face === 'workspace' ? { etag: entityTag(ctx, type, { ...body.record, version }) } : {},
    shows,
  };
}

/** The outcome of a change, and the record as its author sees it then; null where they do not. Reads it only where it must. */
async function performed(
  ctx: Context,
  type: RecordType,
  { action, id, input, version = null }: Change,
): Promise<Outcome & { named: NamedRecord | null; offered: Offered | null }> {
  let named: NamedRecord | null = null;
  let offered: Offered | null = null;
  const outcome = await perform(ctx, type.definition.name, action, id, input, {
    version,
    answer(shown) {
      offered = offeredWithout(ctx, type, shown.row);
      if (offered) named = shown;
      return offered !== null;
    },
    async behind(after, written) {
      named = await getNamed(after, type, written).catch((error: unknown) => {
        if (error instanceof Refusal && error.code === 'not-found') return null;
        throw error;
      });
    },
  });
  return { ...outcome, named, offered };
}
