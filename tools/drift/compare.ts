import type { RecordDefinition } from '#/record/shared/define.ts';
import type { Field } from '#/record/shared/field.ts';
import { columnOf, columnsOf, hasDocuments, searchExpression, sequenceOf, tableOf } from '#/record/server/schema.ts';
import type { Table } from './tables.ts';

/**
 * What differs between definitions and schema, a sentence each: tables, columns, types, nullability, closed lists,
 * limits, references, uniqueness, what the server may do with them, the sequence of numbers, the search document and the
 * wall between customers.
 */
export function findDrift(
  definitions: readonly RecordDefinition[],
  tables: ReadonlyMap<string, Table>,
  sequences: ReadonlySet<string>,
): string[] {
  const tableOfKind = (kind: string) => {
    const found = definitions.find(({ name }) => name === kind);
    return found ? tableOf(found) : null;
  };
  return definitions.flatMap((definition) => {
    const name = tableOf(definition);
    const table = tables.get(name);
    if (!table) return [`${definition.name}: there is no table ${name}`];
    return [
      ...columnDrift(definition, table),
      ...listDrift(definition, table),
      ...referenceDrift(definition, table, tableOfKind),
      ...searchDrift(definition, table),
      ...(table.granted ? [] : ['mainstay_staff and mainstay_relay may not read and write it']),
      ...(sequences.has(sequenceOf(definition))
        ? []
        : [`there is no sequence ${sequenceOf(definition)} for them to use`]),
      ...(definition.customer === 'own' && !table.walled ? ['row-level security is not forced'] : []),
    ].map((says) => `${name}: ${says}`);
  });
}

function columnDrift(definition: RecordDefinition, table: Table): string[] {
  const found: string[] = [];
  const wanted = columnsOf(definition);
  for (const { name, type, nullable } of wanted) {
    const there = table.columns.get(name);
    if (!there) {
      found.push(`column ${name} (${type}) is missing`);
      continue;
    }
    if (there.type !== type) found.push(`column ${name} is ${there.type}, the definition says ${type}`);
    if (there.nullable !== nullable) {
      found.push(`column ${name} is ${nullable ? 'not null, and need not be given' : 'nullable, and must be given'}`);
    }
  }
  const known = new Set([...wanted.map(({ name }) => name), 'search']);
  // A column of the storage alone (a projection, a key) is one that fills itself or may stay empty.
  for (const [name, column] of table.columns) {
    if (!known.has(name) && !column.nullable && !column.default && !column.generated) {
      found.push(`column ${name} must be filled, and no field does`);
    }
  }
  return found;
}

/** The words of `check (x in (…))` and the bounds of `check (x between …)`, as PostgreSQL writes them back. */
function listDrift(definition: RecordDefinition, table: Table): string[] {
  const found: string[] = [];
  const compare = (column: string, wanted: readonly string[]) => {
    const check = checkOn(table, column);
    const words = check ? [...check.matchAll(/'((?:[^']|'')*)'::text/g)].map(([, word]) => word as string) : [];
    const missing = wanted.filter((word) => !words.includes(word));
    const spare = words.filter((word) => !wanted.includes(word));
    if (missing.length > 0) found.push(`the check of ${column} lacks ${missing.join(', ')}`);
    if (spare.length > 0) found.push(`the check of ${column} still allows ${spare.join(', ')}`);
  };
  compare('state', Object.keys(definition.states));
  for (const [name, field] of entries(definition)) {
    const column = columnOf(definition, name);
    if (field.kind === 'choice') compare(column, field.options ?? []);
    if (field.kind === 'level') {
      const bounds = numbers(checkOn(table, column));
      const [low, high] = [field.min ?? 1, field.max ?? 0];
      if (bounds[0] !== low || bounds[1] !== high) {
        found.push(`the check of ${column} is not between ${low} and ${high}`);
      }
    }
    if ((field.kind === 'text' || field.kind === 'long-text') && field.max) {
      const length = numbers(table.checks.find((check) => check.includes(`length(${column})`)))[0];
      if (length !== field.max) found.push(`the check of ${column} does not end at ${field.max} characters`);
    }
  }
  return found;
}

function checkOn(table: Table, column: string): string | undefined {
  // `CHECK ((state = ANY (ARRAY['new'::text …` and `CHECK (((impact >= 1) AND (impact <= 5)))`
  return table.checks.find((check) => new RegExp(`^CHECK \\(+"?${column}"? (=|>=)`).test(check));
}

function numbers(check: string | undefined): number[] {
  return check ? [...check.matchAll(/(?:<=|>=) (\d+)/g)].map(([, number]) => Number(number)) : [];
}

function referenceDrift(
  definition: RecordDefinition,
  table: Table,
  tableOfKind: (kind: string) => string | null,
): string[] {
  const found: string[] = [];
  for (const [name, field] of entries(definition)) {
    const column = columnOf(definition, name);
    if (field.kind === 'ref') {
      const wanted = tableOfKind(field.to ?? '');
      if (wanted === null) found.push(`${name} points at ${field.to}, which is no record type`);
      else if (table.references.get(column) !== wanted) found.push(`column ${column} does not reference ${wanted}`);
    }
    if (field.unique && !table.unique.has(column)) found.push(`column ${column} is not unique`);
  }
  for (const column of ['id', 'number']) if (!table.unique.has(column)) found.push(`column ${column} is not unique`);
  return found;
}

/** The search document covers what the definition says, each with its weight. */
function searchDrift(definition: RecordDefinition, table: Table): string[] {
  const words = searchExpression(definition, 'new.');
  if (words === null) return [];
  if (hasDocuments(definition)) {
    const kept = table.document?.includes(words);
    return kept ? [] : ['the trigger of the search document does not work out what the definition says'];
  }
  const column = table.columns.get('search');
  if (!column?.generated) return ['there is no generated column search'];
  // The database writes casts and brackets of its own into what it was told.
  const bare = (sql: string) => sql.replaceAll(/::text|public\.|[\s()"]/g, '').toLowerCase();
  const wanted = searchExpression(definition) ?? '';
  return bare(column.generated) === bare(wanted) ? [] : [`the search document is not ${wanted}`];
}

function entries(definition: RecordDefinition): [string, Field][] {
  return Object.entries(definition.fields) as [string, Field][];
}
