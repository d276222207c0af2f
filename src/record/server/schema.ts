import type { Field } from '#/record/shared/field.ts';
import type { RecordDefinition } from '#/record/shared/define.ts';
import { toldAt } from '#/record/shared/define.ts';
import { toColumn } from '#/base/words.ts';

/** A column as a definition asks for it. */
export interface Column {
  name: string;
  type: string;
  nullable: boolean;
}

/** Table of a record type. */
export function tableOf(definition: RecordDefinition): string {
  return definition.table ?? toColumn(definition.name);
}

/** Column of a field. */
export function columnOf(definition: RecordDefinition, field: string): string {
  return definition.fields[field]?.column ?? toColumn(field);
}

const types: Record<Field['kind'], string> = {
  text: 'text',
  'long-text': 'text',
  integer: 'integer',
  decimal: 'numeric',
  boolean: 'boolean',
  date: 'date',
  instant: 'timestamp with time zone',
  choice: 'text',
  level: 'smallint',
  ref: 'uuid',
  refs: 'uuid[]',
  tags: 'text[]',
  json: 'jsonb',
};

/** SQL type of a field's column. */
export function typeOf(field: Pick<Field, 'kind'>): string {
  return types[field.kind];
}

const filled = new Set(['boolean', 'refs', 'tags']);

/** The columns that a definition's table must have, beyond those which the database computes. */
export function columnsOf(definition: RecordDefinition): Column[] {
  const own = Object.entries(definition.fields).map(([name, field]) => ({
    name: columnOf(definition, name),
    type: typeOf(field),
    nullable: !field.required && !filled.has(field.kind),
  }));
  return [
    { name: 'id', type: 'uuid', nullable: false },
    { name: 'number', type: 'text', nullable: false },
    ...(definition.customer === 'own' ? [{ name: 'customer', type: 'integer', nullable: false }] : []),
    { name: 'state', type: 'text', nullable: false },
    { name: 'version', type: 'integer', nullable: false },
    ...own,
    { name: 'custom', type: 'jsonb', nullable: false },
    { name: 'created_at', type: 'timestamp with time zone', nullable: false },
    { name: 'created_by', type: 'uuid', nullable: true },
    { name: 'updated_at', type: 'timestamp with time zone', nullable: false },
    { name: 'updated_by', type: 'uuid', nullable: true },
    ...(definition.follow ? [{ name: toColumn(toldAt), type: 'timestamp with time zone', nullable: false }] : []),
  ];
}

function checkOf(column: string, field: Field): string | null {
  if (field.kind === 'choice') return `check (${column} in (${field.options?.map((o) => `'${o}'`).join(', ')}))`;
  if (field.kind === 'level') return `check (${column} between ${field.min ?? 1} and ${field.max})`;
  if ((field.kind === 'text' || field.kind === 'long-text') && field.max) {
    return `check (length(${column}) <= ${field.max})`;
  }
  return null;
}

/**
 * The statement that a new record type starts from: a person reads it, adds indexes and policies, and saves it as a
 * numbered migration. `tables` maps record kinds to tables, for the foreign keys.
 */
export function createTable(definition: RecordDefinition, tables: (kind: string) => string): string {
  const byColumn = new Map(Object.entries(definition.fields).map(([k, f]) => [columnOf(definition, k), f as Field]));
  const lines = columnsOf(definition).map((column) => {
    const field = byColumn.get(column.name);
    const parts = [column.name, column.type.replace('timestamp with time zone', 'timestamptz')];
    if (!column.nullable) parts.push('not null');
    if (column.name === 'id') parts.push('primary key');
    if (column.name === 'number' || field?.unique) parts.push('unique');
    if (column.name === 'version') parts.push('default 1');
    if (column.name === 'custom') parts.push("default '{}'");
    if (field?.kind === 'boolean') parts.push('default false');
    if (field?.kind === 'refs' || field?.kind === 'tags') parts.push("default '{}'");
    if (column.name === 'customer') parts.push('references organisation (customer_key)');
    if (field?.kind === 'ref' && field.to) parts.push(`references ${tables(field.to)} (id)`);
    const check = field && checkOf(column.name, field);
    if (check) parts.push(check);
    if (column.name === 'state') {
      const states = Object.keys(definition.states).map((state) => `'${state}'`);
      parts.push(`check (state in (${states.join(', ')}))`);
    }
    return `  ${parts.join(' ')}`;
  });
  const document = documentTableOf(definition);
  const search = document ? null : searchExpression(definition);
  if (search) lines.push(`  search tsvector generated always as (${search}) stored`);
  const table = `create table ${tableOf(definition)} (\n${lines.join(',\n')}\n);\n`;
  return document ? `${table}\n${createDocument(definition, document)}` : table;
}

/**
 * Where the search documents of a record type are when not in its own table: records that customers have, of which
 * there are many, and whose state changes again and again. In their table each change would enter all their words into
 * the index anew.
 */
export function documentTableOf(definition: RecordDefinition): string | null {
  const searched = definition.customer === 'own' && Object.values(definition.fields).some(({ search }) => search);
  return searched ? `${tableOf(definition)}_document` : null;
}

function createDocument(definition: RecordDefinition, document: string): string {
  const table = tableOf(definition);
  const opened = definition.item.opened ? columnOf(definition, definition.item.opened) : 'created_at';
  const words = searchExpression(definition, 'new.');
  const fields = Object.entries(definition.fields).filter(([, field]) => field.search);
  const columns = ['number', 'customer', opened, ...fields.map(([name]) => columnOf(definition, name))];
  return `create table ${document} (
  id uuid not null,
  customer integer not null,
  opened_at timestamptz not null,
  search tsvector not null,
  primary key (id, customer)
) partition by hash (customer);
do $$ begin
  for n in 0..15 loop
    execute format('create table %I partition of ${document} for values with (modulus 16, remainder %s)',
      '${document}_' || n, n);
  end loop;
end $$;
create function ${document}() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    delete from public.${document} where id = old.id and customer = old.customer;
  elsif tg_op = 'INSERT' then
    insert into public.${document} (id, customer, opened_at, search) values (new.id, new.customer, new.${opened},
      ${words});
  else
    update public.${document} set customer = new.customer, opened_at = new.${opened}, search =
      ${words}
      where id = new.id and customer = old.customer;
  end if;
  return null;
end $$;
create trigger ${document} after insert or delete or update of ${[...new Set(columns)].join(', ')} on ${table}
  for each row execute function ${document}();
create index ${document}_words on ${document} using gin (search) with (gin_pending_list_limit = 512);
create index ${document}_customer on ${document} (customer, opened_at desc, id desc);
create index ${document}_opened on ${document} (opened_at desc, id desc);
-- What everybody may know of the records within the wall; the words that staff alone may read are left out.
create view ${document}_public with (security_barrier) as
  select id, customer, ts_filter(search, '{a,b,c}') as search from ${document}
  where case session_user when 'mainstay_customer' then customer = (select wall_customer())
    when 'mainstay_customers' then customer = any ((select wall_customers())::int[]) else true end;
grant select, insert, update on ${document} to mainstay_staff, mainstay_relay;
grant delete on ${document} to mainstay_relay;
grant select on ${document}_public to mainstay_staff, mainstay_customer, mainstay_customers;
`;
}

/** The weighted search document of a record, over the fields that say so; `row` goes in front of its columns. */
export function searchExpression(definition: RecordDefinition, row = ''): string | null {
  const parts = Object.entries(definition.fields)
    .filter(([, field]) => field.search)
    .map(([name, field]) => {
      const column = columnOf(definition, name);
      const words = field.kind === 'tags' ? `mainstay_join(${row}${column})` : `coalesce(${row}${column}, '')`;
      return `setweight(to_tsvector('mainstay', ${words}), '${field.search}')`;
    });
  if (parts.length === 0) return null;
  return [`setweight(to_tsvector('simple', ${row}number), 'A')`, ...parts].join(' || ');
}
