import { Refusal } from '#/base/refusal.ts';
import { Parameters } from '#/platform/database/build.ts';
import type { Runner } from '#/platform/database/pools.ts';
import { checkInput } from '#/record/shared/check.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import { configurationOf } from '#/record/server/configuration.ts';
import type { Context } from '#/record/server/context.ts';
import { withFace } from '#/record/server/context.ts';
import { inputFields } from '#/record/server/kit.ts';
import { selection } from '#/record/server/read/columns.ts';
import { withoutWords } from '#/record/server/read/without-words.ts';
import { visible } from '#/record/server/read/predicate.ts';
import { incidentType } from './incident-type.ts';

/** A matrix or a rule as somebody is about to save it; `id` null for a new one. */
export interface Proposal {
  id: string | null;
  values: Row;
}

/** A past case that would have come out otherwise, and that the actor may read. */
export interface Difference<T> {
  number: string;
  title: string;
  from: T;
  to: T;
}

/** The differences that are listed, and how many there are in cases that the actor may not read. */
export interface Listed<T> {
  examples: Difference<T>[];
  hidden: number;
}

/** So many of the newest cases are looked at. */
export const pastCases = 1000;
/** So many differences are listed. */
export const mostListed = 100;

/**
 * The configuration rows in use as they would be with the proposal saved, in order. Refuses what could not be saved,
 * field by field, as saving it would.
 */
export async function proposedRows(ctx: Context, kind: string, { id, values: given }: Proposal): Promise<Row[]> {
  const type = ctx.kit.types.get(kind);
  if (!type) throw new Error(`no record type ${kind}`);
  const fields = inputFields(type, id ? 'edit' : 'create', 'workspace');
  const { values, problems } = checkInput(fields, given, 'partial', ctx.kit.shapes);
  if (Object.keys(problems).length > 0) throw new Refusal('invalid', 'refusal.invalid', problems);
  const rows = await (await configurationOf(ctx)).rows(kind);
  const known = rows.some((row) => row['id'] === id);
  const initial = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.initial ?? null]));
  const after = known
    ? rows.map((row) => (row['id'] === id ? { ...row, ...values } : row))
    : [...rows, { ...initial, ...values, id: id ?? 'proposed' }];
  return after.toSorted((a, b) => Number(a['order'] ?? 0) - Number(b['order'] ?? 0));
}

/** A past case; `$open` says whether the actor may read it. */
export type PastCase = Row & { $open: boolean };

/**
 * The newest cases, whoever may read them: a rule holds for every case. Those that the actor may not read come without
 * a word of what people wrote.
 */
export async function newestCases(ctx: Context, tx: Runner): Promise<PastCase[]> {
  const type = incidentType(ctx);
  const parameters = new Parameters();
  const open = visible(ctx, type, 'r', parameters);
  const rows = await tx.query<PastCase>({
    sql: `select ${selection(withFace(ctx, 'workspace'), type, 'r')}, (${open}) as "$open" from incident r
      order by r.opened_at desc, r.id desc limit ${pastCases}`,
    parameters: parameters.values,
  });
  return rows.map((row) => (row.$open ? row : { ...withoutWords(type, row), $open: false }));
}

/** The first of the differences in cases that the actor may read; of all others no more than how many there are. */
export function listed<T>(found: readonly { row: PastCase; from: T; to: T }[]): Listed<T> {
  const open = found.filter(({ row }) => row.$open);
  const examples = open.slice(0, mostListed).map(({ row, from, to }) => ({
    number: row['number'] as string,
    title: row['title'] as string,
    from,
    to,
  }));
  return { examples, hidden: found.length - open.length };
}
