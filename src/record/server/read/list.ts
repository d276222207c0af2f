import type { Filter } from '#/engines/filter/ast.ts';
import { Refusal, message } from '#/base/refusal.ts';
import { Parameters, quote } from '#/platform/database/build.ts';
import type { Statement } from '#/platform/database/build.ts';
import { languageOf } from '#/platform/text/texts.ts';
import type { Field } from '#/record/shared/field.ts';
import type { Named } from '#/record/shared/named.ts';
import type { Context } from '../context.ts';
import { runRead } from '../context.ts';
import type { RecordType } from '../kit.ts';
import type { Row } from '../commit/commit.ts';
import { armsOf } from './arms.ts';
import { gathered, ownColumn, readable, selection } from './columns.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { foundIds } from './found.ts';
import { namesOf } from './names.ts';
import { askedFor, visible } from './predicate.ts';
import { askedOf, searchCondition } from './search.ts';

export interface ListQuery {
  filter?: Filter | null;
  /** Words to find (full text). */
  search?: string;
  /** Field to sort by, `-` first for descending; ties are broken by id in the same direction. */
  sort?: string;
  limit?: number;
  /** Where the last page ended; opaque. */
  cursor?: string;
  fields?: readonly string[];
  /** Also the names behind the references in the rows. */
  named?: boolean;
}

export interface ListPage {
  rows: Row[];
  /** Cursor of the next page, or null at the end. */
  next: string | null;
  /** Names by id, where they were asked for. */
  names: Record<string, Named>;
}

export const largestPage = 200;

/** Reads one page of the records that the actor may see. Refuses an unknown sort field or a foreign cursor. */
export async function listRecords(ctx: Context, type: RecordType, query: ListQuery): Promise<ListPage> {
  const limit = Math.min(Math.max(query.limit ?? 50, 1), largestPage);
  const order = sortOf(ctx, type, query.sort ?? type.definition.sort);
  const parameters = new Parameters();
  const columns = selection(ctx, type, 'r', withSort(query.fields, order.field), order.field);
  const most = parameters.value(limit + 1);
  const page =
    foundSql(ctx, type, query, { columns, order, most }, parameters) ??
    statementOf(ctx, type, query, { columns, order, most }, parameters);
  const rows = await runRead<Row>(ctx, page);
  const more = rows.length > limit;
  if (more) rows.pop();
  const last = rows.at(-1);
  const next = more && last ? encodeCursor(order.field, last[order.field], last['id'] as string) : null;
  gathered(type, rows);
  return { rows, names: query.named ? await namesOf(ctx, type, rows) : {}, next };
}

interface Page {
  columns: string;
  order: Order;
  /** Placeholder of the number of rows. */
  most: string;
}

/**
 * A search for words and nothing else, the newest first: found by a function that works with the owner's rights, since
 * an index of words is of no use behind row-level security. Null where more is asked for, or where what the actor sees
 * hangs on more than the customer.
 */
function foundSql(
  ctx: Context,
  type: RecordType,
  { search, filter, cursor }: ListQuery,
  { columns, order, most }: Page,
  parameters: Parameters,
): Statement<Row> | null {
  const words = search === undefined || filter ? '' : askedOf(type, search, ctx.face);
  if (order.field !== type.definition.item.opened || !order.descending) return null;
  const position = cursor ? decodeCursor(cursor, order.field, order.type) : { value: null, id: null };
  const found = foundIds(ctx, type, words, { parameters, most, after: position });
  if (found === null) return null;
  return {
    // Record by record: a planner that guesses how many are found may read all of a customer's instead.
    sql: `select r.* from ${found} found (id) cross join lateral (
        select ${columns} from ${quote(type.table)} r where r.id = found.id and ${visible(ctx, type, 'r', parameters)} limit 1) r
      ${orderBy(inPage(order))} limit ${most}`,
    parameters: parameters.values,
  };
}

function statementOf(
  ctx: Context,
  type: RecordType,
  query: ListQuery,
  page: Page,
  parameters: Parameters,
): Statement<Row> {
  const asked = wanted(ctx, type, query, parameters);
  const { order } = page;
  const behind = query.cursor
    ? after(order, decodeCursor(query.cursor, order.field, order.type), parameters)
    : ['true'];
  return {
    sql: pageSql(ctx, type, { ...page, asked, behind }, parameters),
    parameters: parameters.values,
    // How rare a word is decides the plan, so that one made for any word serves none.
    ...(query.search?.trim() ? { planned: 'each-time' } : {}),
  };
}

/** The statement of one page: arm by arm where an index gives each arm's rows in the order asked for. */
function pageSql(
  ctx: Context,
  type: RecordType,
  { columns, asked, behind, order, most }: Page & { asked: readonly string[]; behind: readonly string[] },
  parameters: Parameters,
): string {
  const arms = order.field === type.definition.item.opened ? armsOf(ctx, type, 'r', parameters) : null;
  const tail = `${orderBy(order)} limit ${most}`;
  const seen = arms ?? [visible(ctx, type, 'r', parameters)];
  const rows = seen.flatMap((arm) =>
    behind.map(
      (where) => `select ${columns} from ${quote(type.table)} r where ${[arm, ...asked, where].join(' and ')} ${tail}`,
    ),
  );
  if (rows.length === 1) return rows[0] as string;
  // Ordered and limited each, so that they can be merged lazily: together they are read as far as the page goes.
  return `select * from (${rows.map((arm) => `(${arm})`).join(' union all ')}) r
    ${orderBy(inPage(order))} limit ${most}`;
}

/** The same order over rows that were selected, where a column has its field's name. */
const inPage = (order: Order): Order => ({ ...order, value: `r.${quote(order.field)}` });

function orderBy({ value, collation, descending, nullable }: Order): string {
  const direction = descending ? 'desc' : 'asc';
  return `order by ${value}${collation} ${direction}${nullable ? ' nulls last' : ''}, r.id ${direction}`;
}

/** How many records the actor may see under a query; counts at most `most`, so that a count stays cheap. */
export async function countRecords(ctx: Context, type: RecordType, query: ListQuery, most = 10_000): Promise<number> {
  const parameters = new Parameters();
  const where = conditions(ctx, type, query, parameters);
  const [row] = await runRead<{ count: number }>(ctx, {
    sql: `select count(*) as count from (select 1 from ${quote(type.table)} r where ${where.join(' and ')}
      limit ${parameters.value(most)}) counted`,
    parameters: parameters.values,
  });
  return row?.count ?? 0;
}

/** The conditions of a query: what may be seen, what is asked for, what is searched. */
export function conditions(ctx: Context, type: RecordType, query: ListQuery, parameters: Parameters): string[] {
  return [visible(ctx, type, 'r', parameters), ...wanted(ctx, type, query, parameters)];
}

function wanted(ctx: Context, type: RecordType, query: ListQuery, parameters: Parameters): string[] {
  const where: string[] = [];
  if (query.filter) where.push(askedFor(ctx, type, query.filter, 'r', parameters));
  if (query.search?.trim()) where.push(searchCondition(ctx, type, 'r', query.search, parameters));
  return where;
}

interface Order {
  field: string;
  /** SQL of what is sorted by, over the alias `r`. */
  value: string;
  /** In whose alphabet texts are sorted; empty for what is no words. */
  collation: string;
  type: string;
  descending: boolean;
  nullable: boolean;
}

function sortOf(ctx: Context, type: RecordType, sort: string): Order {
  const descending = sort.startsWith('-');
  const field = descending ? sort.slice(1) : sort;
  const own = ownColumn(type, field);
  if (own && readable(ctx, type, field)) {
    const collation = collationOf(ctx, own.definition);
    return { field, value: `(${own.value(ctx.face, 'r')})`, collation, type: own.type, descending, nullable: true };
  }
  const column = type.columns.find((candidate) => candidate.field === field);
  const sortable = column && !column.type.endsWith('[]') && column.type !== 'jsonb';
  if (!sortable || !readable(ctx, type, field)) {
    throw new Refusal('bad-request', message('refusal.unknown-sort', { field }));
  }
  const definition = type.definition.fields[field];
  return {
    field,
    value: `r.${quote(column.column)}`,
    collation: collationOf(ctx, definition),
    type: column.type,
    descending,
    nullable: !!definition && !definition.required,
  };
}

/**
 * The database orders text by code points, where Žilina comes behind every other town; people look for words where their
 * alphabet has them. A number of a record is no word, and has an index in the database's order.
 */
function collationOf(ctx: Context, definition: Field | undefined): string {
  return definition?.kind === 'text' ? ` collate mainstay_${languageOf(ctx.actor.language)}` : '';
}

function withSort(fields: readonly string[] | undefined, sort: string): readonly string[] | undefined {
  return fields && [...fields, sort];
}

/**
 * Rows behind the cursor: keyset paging, so that page 1000 costs what page 1 costs. Empty values come last, and are a
 * part of their own: with an "or" between them the index would be read from its beginning.
 */
function after(order: Order, position: { value: unknown; id: string }, parameters: Parameters): string[] {
  const { value: column } = order;
  const than = order.descending ? '<' : '>';
  const id = `${parameters.value(position.id)}::uuid`;
  if (position.value === null) return [`${column} is null and r.id ${than} ${id}`];
  const value = `${parameters.value(position.value)}::${order.type}`;
  const row = `(${column}${order.collation}, r.id) ${than} (${value}, ${id})`;
  return order.nullable ? [row, `${column} is null`] : [row];
}
