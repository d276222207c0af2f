import { isZone } from '#/base/time.ts';
import type { Field } from '#/record/shared/field.ts';
import { checkValue } from '#/record/shared/check.ts';
import type { Context } from '#/record/server/context.ts';
import { compileForm } from '../shared/instant.ts';
import type { FieldMapping, Mapping, MappingProblem, MappingProblemCode, StatusMapping } from '../shared/mapping.ts';
import { importFields } from './fill-case.ts';
import type { ImportTarget } from './target.ts';

/** What a mapping is held against. */
interface Held {
  ctx: Context;
  target: ImportTarget;
  fields: Readonly<Record<string, Field>>;
  /** The source's columns, or null where no source is at hand. */
  columns: ReadonlySet<string> | null;
  problems: MappingProblem[];
}

/**
 * Checks a mapping against its kind of record and, where they are known, the columns of a source. Returns everything
 * that is wrong with it, each at its path; nothing when it can be used.
 */
export async function checkMapping(
  ctx: Context,
  target: ImportTarget | undefined,
  document: unknown,
  columns: readonly string[] | null,
): Promise<MappingProblem[]> {
  if (!isObject(document)) return [{ path: '', code: 'not-an-object', params: {} }];
  if (document['version'] !== 1) return [{ path: 'version', code: 'version', params: {} }];
  if (!target || document['kind'] !== target.kind)
    return [{ path: 'kind', code: 'kind', params: { kind: String(document['kind']) } }];
  for (const path of ['fields', 'number'] as const) {
    if (path === 'number' && document[path] === undefined) continue;
    if (!isObject(document[path])) return [{ path, code: 'not-an-object', params: {} }];
  }
  const fields = (await importFields(ctx, target)) as Record<string, Field>;
  const held: Held = { ctx, target, fields, columns: columns && new Set(columns), problems: [] };
  const mapping = document as unknown as Mapping;
  checkNumber(held, mapping);
  for (const [name, field] of Object.entries(mapping.fields)) checkField(held, `fields.${name}`, name, field);
  for (const name of target.required) {
    if (!says(mapping.fields[name])) note(held, `fields.${name}`, 'no-source', { field: name });
  }
  if (mapping.history) checkHistory(held, mapping.history);
  else if (mapping.state) checkStatus(held, 'state', mapping.state);
  else note(held, 'state', 'status');
  checkRecords(held, mapping);
  checkSource(held, mapping);
  const known = new Set(['by-rules', 'none', ...(await target.policies(ctx)).map(({ id }) => id)]);
  if (!known.has(mapping.clocks)) note(held, 'clocks', 'clocks', { policy: String(mapping.clocks) });
  return held.problems;
}

/** Without a number each case is given a new one; only events have to be told apart by theirs. */
function checkNumber(held: Held, { number, source }: Mapping): void {
  if (number) checkFrom(held, 'number', number);
  if (number ? 'constant' in number : source?.rows === 'event') note(held, 'number', 'number');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function note(held: Held, path: string, code: MappingProblemCode, params: MappingProblem['params'] = {}): void {
  held.problems.push({ path, code, params });
}

/** Whether a field's mapping says where its value comes from. */
function says(field: FieldMapping | undefined): boolean {
  return field !== undefined && (field.from !== undefined || field.default !== undefined);
}

function checkColumn(held: Held, path: string, column: unknown): void {
  if (typeof column !== 'string') note(held, path, 'from');
  else if (held.columns && !held.columns.has(column)) note(held, path, 'unknown-column', { column });
}

function checkFrom(held: Held, path: string, from: unknown): void {
  if (!isObject(from)) return note(held, path, 'from');
  if ('column' in from) return checkColumn(held, `${path}.column`, from['column']);
  if ('constant' in from) return;
  if (typeof from['template'] !== 'string') return note(held, path, 'from');
  for (const [, column] of from['template'].matchAll(/\{([^{}]+)\}/g)) checkColumn(held, `${path}.template`, column);
}

function checkField(held: Held, path: string, name: string, mapping: unknown): void {
  const field = held.fields[name];
  if (!field) return note(held, path, 'unknown-field', { field: name });
  if (!isObject(mapping)) return note(held, path, 'not-an-object');
  const { from, map, create, default: fallback } = mapping as FieldMapping;
  if (from !== undefined) checkFrom(held, `${path}.from`, from);
  const refers = field.kind === 'ref' || field.kind === 'refs';
  const fits = (value: unknown) =>
    value === null || refers || !('problem' in checkValue(field, value, held.ctx.kit.shapes));
  if (fallback !== undefined && !fits(fallback)) note(held, `${path}.default`, 'value', { value: String(fallback) });
  for (const [word, value] of Object.entries(map ?? {})) {
    if (!fits(value)) note(held, `${path}.map.${word}`, 'value', { value: String(value) });
  }
  if (create !== undefined && !(field.to !== undefined && held.target.makes.includes(field.to))) {
    note(held, `${path}.create`, 'create', { kind: field.to ?? field.kind });
  }
}

function checkHistory(held: Held, history: NonNullable<Mapping['history']>): void {
  if (!isObject(history)) return note(held, 'history', 'not-an-object');
  checkColumn(held, 'history.time', history.time);
  if (history.author !== undefined) checkColumn(held, 'history.author', history.author);
  checkStatus(held, 'history.state', history.state);
  for (const [name, field] of Object.entries(history.fields ?? {})) {
    if (held.target.eventFields.includes(name)) checkField(held, `history.fields.${name}`, name, field);
    else note(held, `history.fields.${name}`, 'unknown-field', { field: name });
  }
  for (const [name, column] of Object.entries(history.facts ?? {})) checkColumn(held, `history.facts.${name}`, column);
}

function checkStatus(held: Held, path: string, status: StatusMapping | undefined): void {
  if (!isObject(status) || !Array.isArray(status.columns) || !isObject(status.map))
    return note(held, path, 'not-an-object');
  const states = held.ctx.kit.types.get(held.target.kind)?.definition.states ?? {};
  if (status.columns.length === 0 && !status.default) note(held, `${path}.columns`, 'from');
  for (const column of status.columns) checkColumn(held, `${path}.columns`, column);
  const all = [
    ...Object.entries(status.map).map(([word, to]) => [`map.${word}`, to] as const),
    ['default', status.default] as const,
  ];
  for (const [where, to] of all) {
    if (to !== undefined && !(isObject(to) && to.state in states)) {
      note(held, `${path}.${where}`, 'state', { state: isObject(to) ? String(to.state) : String(to) });
    }
  }
}

function checkRecords(held: Held, { records = [] }: Mapping): void {
  for (const [nth, record] of records.entries()) {
    checkColumn(held, `records.${nth}.column`, record.column);
    if (!held.target.makes.includes(record.kind))
      note(held, `records.${nth}.kind`, 'create', { kind: String(record.kind) });
  }
}

function checkSource(held: Held, { source }: Mapping): void {
  if (source?.zone !== undefined && !isZone(source.zone)) note(held, 'source.zone', 'zone', { zone: source.zone });
  for (const [nth, form] of (source?.dates ?? []).entries()) {
    if (compileForm(form) === null) note(held, `source.dates.${nth}`, 'date-form', { form });
  }
}
