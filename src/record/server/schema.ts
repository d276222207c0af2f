import type { Field } from '#/record/shared/field.ts';
import type { RecordDefinition } from '#/record/shared/define.ts';
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
  const search = searchExpression(definition);
  if (search) lines.push(`  search tsvector generated always as (${search}) stored`);
  return `create table ${tableOf(definition)} (\n${lines.join(',\n')}\n);\n`;
}

/** The weighted search document of a record, over the fields that say so. */
export function searchExpression(definition: RecordDefinition): string | null {
  const parts = Object.entries(definition.fields)
    .filter(([, field]) => field.search)
    .map(([name, field]) => {
      const column = columnOf(definition, name);
      const words = field.kind === 'tags' ? `mainstay_join(${column})` : `coalesce(${column}, '')`;
      return `setweight(to_tsvector('mainstay', ${words}), '${field.search}')`;
    });
  if (parts.length === 0) return null;
  return [`setweight(to_tsvector('simple', number), 'A')`, ...parts].join(' || ');
}
