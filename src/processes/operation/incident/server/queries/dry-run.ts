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
import { visible } from '#/record/server/read/predicate.ts';
import { incidentType } from './incident-type.ts';

/** A matrix or a rule as somebody is about to save it; `id` null for a new one. */
export interface Proposal {
  id: string | null;
  values: Row;
}

/** A past case that would have come out otherwise. `title` is null for who may not read the case. */
export interface Difference<T> {
  number: string;
  title: string | null;
  from: T;
  to: T;
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

/** The newest cases, whoever may read them: a rule holds for every case. */
export function newestCases(ctx: Context, tx: Runner): Promise<Row[]> {
  return tx.query<Row>({
    sql: `select ${selection(withFace(ctx, 'workspace'), incidentType(ctx), 'r')} from incident r
      order by r.opened_at desc, r.id desc limit ${pastCases}`,
    parameters: [],
  });
}

/** Which of the cases the actor may read: the others are listed by their number alone. */
export async function readableAmong(ctx: Context, tx: Runner, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const parameters = new Parameters();
  const among = `r.id = any(${parameters.value(ids)}::uuid[])`;
  const rows = await tx.query<{ id: string }>({
    sql: `select r.id from incident r where ${among} and ${visible(ctx, incidentType(ctx), 'r', parameters)}`,
    parameters: parameters.values,
  });
  return new Set(rows.map(({ id }) => id));
}

/** The first of the differences, with the titles that the actor may read. */
export async function listed<T>(
  ctx: Context,
  tx: Runner,
  found: readonly { row: Row; from: T; to: T }[],
): Promise<Difference<T>[]> {
  const first = found.slice(0, mostListed);
  const open = await readableAmong(
    ctx,
    tx,
    first.map(({ row }) => row['id'] as string),
  );
  return first.map(({ row, from, to }) => ({
    number: row['number'] as string,
    title: open.has(row['id'] as string) ? (row['title'] as string) : null,
    from,
    to,
  }));
}
