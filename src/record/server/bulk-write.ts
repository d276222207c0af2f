import { quote } from '#/platform/database/build.ts';
import type { Statement } from '#/platform/database/build.ts';
import type { Runner } from '#/platform/database/pools.ts';
import type { RecordType } from './kit.ts';
import { sequenceOf } from './schema.ts';
import type { Row } from './commit/commit.ts';

/** A record to be written as a whole, with what the registry knows besides. */
export interface BulkRecord {
  id: string;
  /** Values by field name, the head fields included. */
  row: Row;
  /** Key of the customer's wall, or null for shared records. */
  customer: number | null;
  dueAt: string | null;
}

/** The statement that writes records of one kind, all at once: row by row would cost a round trip each. */
export function insertRecords(type: RecordType, records: readonly BulkRecord[]): Statement<unknown> {
  return {
    sql: `insert into ${quote(type.table)} (${columnNames(type)}) select ${columnNames(type)} from ${asRecords(type)}`,
    parameters: [JSON.stringify(records.map((record) => columnsOf(type, record)))],
  };
}

/** The statement that overwrites records of one kind. */
export function updateRecords(type: RecordType, records: readonly BulkRecord[]): Statement<unknown> {
  const kept = new Set(['id', 'number', 'created_at', 'created_by']);
  const sets = type.columns
    .filter(({ column }) => !kept.has(column))
    .map(({ column }) => `${quote(column)} = r.${quote(column)}`);
  return {
    sql: `update ${quote(type.table)} t set ${sets.join(', ')} from ${asRecords(type)} where t.id = r.id`,
    parameters: [JSON.stringify(records.map((record) => columnsOf(type, record)))],
  };
}

const wallColumn = { column: 'customer', type: 'integer', field: '$customer' };

function allColumns(type: RecordType): RecordType['columns'] {
  return type.definition.customer === 'own' ? [...type.columns, wallColumn] : type.columns;
}

function columnNames(type: RecordType): string {
  return allColumns(type)
    .map(({ column }) => quote(column))
    .join(', ');
}

function asRecords(type: RecordType): string {
  const columns = allColumns(type).map(({ column, type: sqlType }) => `${quote(column)} ${sqlType}`);
  return `jsonb_to_recordset($1::jsonb) as r (${columns.join(', ')})`;
}

function columnsOf(type: RecordType, { row, customer, dueAt }: BulkRecord): Row {
  const columns: Row = {};
  const { due } = type.definition.item;
  for (const { field, column, type: sqlType } of allColumns(type)) {
    const value = field === '$customer' ? customer : field === due ? dueAt : row[field];
    columns[column] =
      value ?? (sqlType.endsWith('[]') ? [] : sqlType === 'boolean' ? false : sqlType === 'jsonb' ? {} : null);
  }
  return columns;
}

const itemColumns = `id uuid, kind text, number text, customer int, title text, state text, state_group text,
  priority smallint, service uuid, support_group uuid, assignee uuid, opened_at timestamptz, due_at timestamptz, version int`;
const itemNames = itemColumns
  .replaceAll(/\s+/g, ' ')
  .split(', ')
  .map((column) => column.split(' ')[0]);

/** The statement that writes the records' rows in the registry, new or changed. */
export function upsertItems(type: RecordType, records: readonly BulkRecord[]): Statement<unknown> {
  const { item: map, states, name } = type.definition;
  const rows = records.map(({ id, row, customer, dueAt }) => {
    const value = (field: string | undefined) => (field === undefined ? null : (row[field] ?? null));
    return {
      id,
      kind: name,
      number: row['number'],
      customer,
      title: String(value(map.title) ?? row['number']),
      state: row['state'],
      state_group: states[row['state'] as string],
      priority: value(map.priority),
      service: value(map.service),
      support_group: value(map.group),
      assignee: value(map.assignee),
      opened_at: value(map.opened) ?? row['createdAt'],
      due_at: dueAt,
      version: row['version'],
    };
  });
  const changing = itemNames.filter((column) => column !== 'id' && column !== 'kind');
  return {
    sql: `insert into item (${itemNames.join(', ')}) select ${itemNames.join(', ')}
      from jsonb_to_recordset($1::jsonb) as r (${itemColumns})
      on conflict (id) do update set ${changing.map((column) => `${column} = excluded.${column}`).join(', ')}`,
    parameters: [JSON.stringify(rows)],
  };
}

/** The next numbers of a kind of record. */
export async function nextNumbers(tx: Runner, type: RecordType, count: number): Promise<string[]> {
  const rows = await tx.query<{ number: number }>({
    sql: 'select nextval($1::regclass) as number from generate_series(1, $2)',
    parameters: [sequenceOf(type.definition), count],
  });
  return rows.map(({ number }) => `${type.definition.prefix}${String(number).padStart(7, '0')}`);
}
