import type { Message } from '#/base/refusal.ts';
import { Refusal } from '#/base/refusal.ts';
import { isId } from '#/platform/ids.ts';
import type { Outcome, Row } from '#/record/server/commit/commit.ts';
import type { Context } from '#/record/server/context.ts';
import type { RecordType } from '#/record/server/kit.ts';
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

/** `"7"`: a record's version as an entity tag. */
export const entityTag = (version: unknown): string => `"${String(version)}"`;

/** The answer to a change: the record as it is now, or only what the caller knows where it left their sight. */
export async function changed(
  ctx: Context,
  type: RecordType,
  outcome: Outcome,
  say: (message: Message) => string,
): Promise<Answer & { body: RecordAnswer }> {
  const { id, number, version, state } = outcome;
  const body = await getNamed(ctx, type, id).then(
    (named) => describe(ctx, type, named),
    (error: unknown) => {
      if (!(error instanceof Refusal && error.code === 'not-found')) throw error;
      return { record: { id, number, state, version }, names: {}, steps: [], may: { edit: false } };
    },
  );
  const { note, body: text } = outcome.notes;
  const result = note === undefined && text === undefined ? {} : { result: { note, body: text } };
  return {
    body: { ...body, warnings: outcome.warnings.map(say), ...result },
    headers: { etag: entityTag(version) },
  };
}
