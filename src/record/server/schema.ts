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

/** The sequence that numbers a kind of record. */
export function sequenceOf({ name }: Pick<RecordDefinition, 'name'>): string {
  return `${name.replaceAll('-', '_')}_number`;
}

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
 * The statements that a new record type starts from: its table, what staff and the worker may do with it, and the sequence
 * that numbers it. A person reads them, adds indexes, policies and what customers may read, and saves them as a numbered
 * migration. `tables` maps record kinds to tables, for the foreign keys.
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
  const parted = hasDocuments(definition);
  const search = parted ? null : searchExpression(definition);
  if (search) lines.push(`  search tsvector generated always as (${search}) stored`);
  const table = tableOf(definition);
  const once = `create unique index ${table}_number_once on ${table} (mainstay_number(number));\n`;
  const sequence = sequenceOf(definition);
  const granted = `grant select, insert, update on ${table} to mainstay_staff, mainstay_relay;
create sequence ${sequence};
grant usage on sequence ${sequence} to mainstay_staff, mainstay_relay;
`;
  const statement = `create table ${table} (\n${lines.join(',\n')}\n);\n${once}${granted}`;
  return parted ? `${statement}\n${createDocument(definition)}` : statement;
}

/**
 * Whether a record type has its search documents in the table `document`: records that customers have, of which there
 * are many, and whose state changes again and again. In their own table each change would enter all their words into the
 * index anew.
 */
export function hasDocuments(definition: RecordDefinition): boolean {
  return definition.customer === 'own' && Object.values(definition.fields).some(({ search }) => search);
}

/** The statements that give a record type its part of `document`, in sixteen by customer, and the trigger that keeps it. */
function createDocument(definition: RecordDefinition): string {
  const table = tableOf(definition);
  const part = `document_${table}`;
  const opened = definition.item.opened ? columnOf(definition, definition.item.opened) : 'created_at';
  const words = searchExpression(definition, 'new.');
  const fields = Object.entries(definition.fields).filter(([, field]) => field.search);
  const said = ['number', ...fields.map(([name]) => columnOf(definition, name))];
  const columns = [...new Set([...said, 'customer', opened])];
  return `create table ${part} partition of document (customer not null) for values in ('${definition.name}')
  partition by hash (customer);
alter table ${part} add primary key (item, part, customer);
do $$ begin
  for n in 0..15 loop
    execute format('create table %I partition of ${part} for values with (modulus 16, remainder %s)', '${part}_' || n, n);
  end loop;
end $$;
grant select, insert, update, delete on ${part} to mainstay_staff, mainstay_relay;
create function ${part}() returns trigger language plpgsql as $$
declare
  words constant tsvector := case when tg_op <> 'DELETE' then
    ${words} end;
begin
  if tg_op = 'DELETE' then
    delete from public.${part} where item = old.id and customer = old.customer;
    return null;
  end if;
  if tg_op = 'UPDATE' then
    -- What was said about the record goes where the record goes.
    if (new.customer, new.${opened}) is distinct from (old.customer, old.${opened}) then
      update public.${part} set customer = new.customer, opened_at = new.${opened}
        where item = new.id and customer = old.customer;
    end if;
    update public.${part} set search = words where item = new.id and part = new.id and customer = new.customer;
    if found then return null; end if;
  end if;
  insert into public.${part} (item, part, kind, customer, opened_at, search)
    values (new.id, new.id, '${definition.name}', new.customer, new.${opened}, words);
  return null;
end $$;
create trigger ${part} after insert or delete or update of ${columns.join(', ')} on ${table}
  for each row execute function ${part}();
`;
}

/**
 * The search document of a record, over the fields that say so, by their weights; `row` goes in front of its columns. Its
 * number is found as it is written, and without the zeros in it: `INC0001502` is also `INC1502` and `1502`.
 */
export function searchExpression(definition: RecordDefinition, row = ''): string | null {
  const fields = Object.entries(definition.fields).filter(([, field]) => field.search);
  if (fields.length === 0) return null;
  const weights = ['A', 'B', 'C', 'D'].map((weight) => {
    const texts = fields
      .filter(([, field]) => field.search === weight)
      .map(([name, field]) => {
        const column = `${row}${columnOf(definition, name)}`;
        return field.kind === 'tags' ? `mainstay_join(${column})` : `coalesce(${column}, '')`;
      });
    return weight === 'A' ? [`mainstay_number_words(${row}number)`, ...texts] : texts;
  });
  while (weights.at(-1)?.length === 0) weights.pop();
  return `mainstay_document(${weights.map((texts) => texts.join(" || ' ' || ") || 'null').join(', ')})`;
}
