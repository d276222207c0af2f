import { numberKey } from '#/base/number.ts';
import { notFound } from '#/base/refusal.ts';
import { Parameters, quote } from '#/platform/database/build.ts';
import { isId } from '#/platform/ids.ts';
import type { Named } from '#/record/shared/named.ts';
import type { Context } from '../context.ts';
import { runRead } from '../context.ts';
import type { RecordType } from '../kit.ts';
import type { Row } from '../commit/commit.ts';
import { gathered, selection, wholeRow } from './columns.ts';
import { namesOf } from './names.ts';
import { nothing, visible } from './predicate.ts';

/** Reads one record through the actor's face. Refuses with `not-found` where it is absent or may not be seen. */
export async function getRecord(ctx: Context, type: RecordType, id: string): Promise<Row> {
  if (!isId(id)) throw notFound();
  return one(ctx, type, 'id', id);
}

/** Reads a record by its number (`INC0000001`), through the actor's face. */
export async function getByNumber(ctx: Context, type: RecordType, number: string): Promise<Row> {
  return one(ctx, type, 'number', number);
}

/** Reads a record by its id or its number, with the names behind its references. */
export async function getNamed(ctx: Context, type: RecordType, idOrNumber: string): Promise<NamedRecord> {
  const row = await one(ctx, type, isId(idOrNumber) ? 'id' : 'number', idOrNumber);
  return { row, names: await namesOf(ctx, type, [row]) };
}

/** A record, and how the records that it refers to are shown. */
export interface NamedRecord {
  row: Row;
  names: Record<string, Named>;
}

async function one(ctx: Context, type: RecordType, column: 'id' | 'number', value: string): Promise<Row> {
  const parameters = new Parameters();
  const seen = visible(ctx, type, 'r', parameters, { single: true });
  if (seen === nothing) throw notFound();
  const named =
    column === 'id'
      ? `r.id = ${parameters.value(value)}`
      : `mainstay_number(r.number) = ${parameters.value(numberKey(value))}`;
  const where = `${named} and ${seen}`;
  const [row] = await runRead<Row>(ctx, {
    sql: `select ${selection(ctx, type, 'r')} from ${quote(type.table)} r where ${where}`,
    parameters: parameters.values,
  });
  if (!row) throw notFound();
  gathered(type, [row]);
  return row;
}

/**
 * Loads the whole row for a change, locked until the transaction ends: every column, since guards need them, but
 * only where the actor may see the record through the face they act from. Null where they may not. It is asked for
 * before this gives anything back: whatever is asked for next waits for the lock too.
 */
export async function loadRow(
  ctx: Context,
  type: RecordType,
  id: string,
  { lock }: { lock: boolean },
): Promise<Row | null> {
  const parameters = new Parameters();
  const seen = visible(ctx, type, 'r', parameters, { single: true });
  if (seen === nothing) return null;
  const where = `r.id = ${parameters.value(id)} and ${seen}`;
  const [row] = await runRead<Row>(ctx, {
    sql: `select ${wholeRow(type, 'r')} from ${quote(type.table)} r
      where ${where}${lock ? ' for no key update' : ''}`,
    parameters: parameters.values,
  });
  return row ?? null;
}

/** Whether a record is visible behind the actor's own wall. */
export async function mayBeSeen(ctx: Context, type: RecordType, id: string): Promise<boolean> {
  const parameters = new Parameters();
  const seen = visible(ctx, type, 'r', parameters, { single: true });
  if (seen === nothing) return false;
  const where = `r.id = ${parameters.value(id)} and ${seen}`;
  const rows = await runRead(ctx, {
    sql: `select 1 from ${quote(type.table)} r where ${where}`,
    parameters: parameters.values,
  });
  return rows.length > 0;
}
