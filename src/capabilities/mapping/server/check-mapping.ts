import { isZone } from '#/base/time.ts';
import type { Field } from '#/record/shared/field.ts';
import { checkValue } from '#/record/shared/check.ts';
import { fold } from '#/base/fold.ts';
import { isEncoding } from '#/platform/tabular/encoding.ts';
import type { Sniff } from '#/platform/tabular/sniff.ts';
import type { Context } from '#/record/server/context.ts';
import { compileForm } from '#/engines/dates/date-form.ts';
import { CaseFault } from '../shared/fault.ts';
import { findForms } from '#/engines/dates/find-forms.ts';
import { instantReader } from '#/engines/dates/instant.ts';
import type { InstantReader } from '#/engines/dates/instant.ts';
import { asBefore } from '../shared/mapping.ts';
import type {
  FieldMapping,
  From,
  Mapping,
  MappingProblem,
  MappingProblemCode,
  StatusMapping,
} from '../shared/mapping.ts';
import { importFields } from './fill-case.ts';
import { isTooLong, typed } from './fill-field.ts';
import { openLookups } from './lookups.ts';
import type { ImportTarget } from './target.ts';

/** What a mapping is held against. */
interface Held {
  ctx: Context;
  target: ImportTarget;
  fields: Readonly<Record<string, Field>>;
  /** The source's columns, or null where no source is at hand. */
  columns: ReadonlySet<string> | null;
  /** What the columns have in them, as far as is known. */
  words: Sniff['words'];
  /** Reads times as the mapping does; null where its zone or forms are wrong. */
  instants: InstantReader | null;
  /** Names that stand for fixed references, to be looked up at the end. */
  named: { path: string; kind: string; name: string }[];
  problems: MappingProblem[];
}

/**
 * Checks a mapping against its kind of record and, where they are known, the columns of a source and what they have in
 * them. Returns everything that is wrong with it, each at its path; nothing when it can be used.
 */
export async function checkMapping(
  ctx: Context,
  target: ImportTarget | undefined,
  document: unknown,
  columns: readonly string[] | null,
  words: Sniff['words'] = {},
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
  const mapping = document as unknown as Mapping;
  const held: Held = {
    ctx,
    target,
    fields,
    columns: columns && new Set(columns),
    words,
    instants: null,
    named: [],
    problems: [],
  };
  checkSource(held, mapping);
  checkNumber(held, mapping);
  for (const [name, field] of Object.entries(mapping.fields)) checkField(held, `fields.${name}`, name, field);
  for (const name of target.required) {
    if (!says(mapping.fields[name])) note(held, `fields.${name}`, 'no-source', { field: name });
  }
  if (mapping.history) checkHistory(held, mapping.history);
  else if (mapping.state) checkStatus(held, 'state', mapping.state);
  else note(held, 'state', 'status');
  checkRecords(held, mapping);
  checkTimes(held, mapping);
  await checkNames(held);
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
  if (typeof column !== 'string' || column === '') note(held, path, 'from');
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
  if (isObject(from) && 'constant' in from) checkConstant(held, `${path}.from.constant`, name, mapping as FieldMapping);
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

/** A fixed value is read as a cell would be: what cannot be is told at once, and not case by case. */
function checkConstant(
  held: Held,
  path: string,
  name: string,
  { from, map, create, unmapped, long }: FieldMapping,
): void {
  const field = held.fields[name];
  const value = (from as Extract<From, { constant: unknown }>).constant;
  if (!field || value === null || value === undefined || String(value).trim() === '') return;
  const text = String(value).trim();
  if (map && fold(text) in map) return;
  if (field.kind === 'ref' && field.to) {
    if (create === undefined && unmapped !== 'default') held.named.push({ path, kind: field.to, name: text });
    return;
  }
  const isTime = field.kind === 'instant' || field.kind === 'date';
  if (isTime && held.instants?.(text) === null) return note(held, path, 'time', { value: text });
  if (isTime || field.kind === 'refs') return;
  if (isTooLong(field, text)) {
    if (long !== 'cut')
      note(held, path, 'value-long', { value: text.slice(0, 60), length: text.length, limit: field.max ?? 0 });
    return;
  }
  try {
    const read = typed({ instants: () => null }, name, field, text);
    if ('problem' in checkValue(field, read, held.ctx.kit.shapes)) note(held, path, 'value', { value: text });
  } catch (error) {
    if (!(error instanceof CaseFault)) throw error;
    note(held, path, 'value', { value: text });
  }
}

/** Fixed references have to be there, where none is made for them. */
async function checkNames(held: Held): Promise<void> {
  const lookups = openLookups();
  for (const { path, kind, name } of held.named) {
    await lookups.load(held.ctx, kind);
    if (!lookups.find(kind, name)) note(held, path, 'record', { value: name.slice(0, 100) });
  }
}

/** The columns that times are read from, with the paths where they are stated. */
function timeColumns(held: Held, { fields, history }: Mapping): { path: string; column: string }[] {
  const of = (path: string, all: Readonly<Record<string, FieldMapping>>) =>
    Object.entries(all).flatMap(([name, field]) => {
      const kind = held.fields[name]?.kind;
      const column = isObject(field?.from) && 'column' in field.from ? field.from.column : undefined;
      return (kind === 'instant' || kind === 'date') && column !== undefined
        ? [{ path: `${path}.${name}`, column }]
        : [];
    });
  return [
    ...of('fields', fields),
    ...(isObject(history)
      ? [{ path: 'history.time', column: history.time }, ...of('history.fields', history.fields ?? {})]
      : []),
  ];
}

/**
 * Times that cannot be read as the mapping stands. Where day and month could be either, somebody has to say which; where
 * only some texts of a column are no times, their cases are refused one by one.
 */
function checkTimes(held: Held, mapping: Mapping): void {
  const { instants } = held;
  if (!instants) return;
  const empty = new Set((mapping.source?.empty ?? []).map((word) => fold(word.trim())));
  const open = timeColumns(held, mapping).map(({ path, column }) => {
    const seen = held.words[column];
    const texts = [...new Set([...(seen?.words ?? []).map(([text]) => text), ...(seen?.extremes ?? [])])];
    const filled = texts.filter((text) => !empty.has(fold(text)));
    return { path, column, filled, unread: filled.filter((text) => instants(text) === null) };
  });
  // One tool writes one form: what one column says of the order holds for the others.
  const found = findForms(open.flatMap(({ unread }) => unread));
  for (const { path, column, filled, unread } of open) {
    const [value] = unread;
    if (value === undefined) continue;
    const asked = found.choices.length > 0 && findForms(unread).choices.length > 0;
    const [one = [], other = []] = found.choices;
    if (asked) note(held, path, 'date-order', { column, value, forms: one[0] ?? '', others: other[0] ?? '' });
    else if (unread.length === filled.length) note(held, path, 'date-unknown', { column, value: value.slice(0, 60) });
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
    const leaves = isObject(to) && to.state === asBefore && path === 'history.state' && status.columns.length > 0;
    if (to !== undefined && !leaves && !(isObject(to) && to.state in states)) {
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
  if (source === undefined) {
    held.instants = instantReader({});
    return;
  }
  const { zone, dates = [], encoding, delimiter, header, empty } = source;
  const before = held.problems.length;
  if (zone !== undefined && !isZone(zone)) note(held, 'source.zone', 'zone', { zone });
  for (const [nth, form] of dates.entries()) {
    if (compileForm(String(form)) === null) note(held, `source.dates.${nth}`, 'date-form', { form: String(form) });
  }
  // The zone moves times, and makes none readable that was not.
  if (held.problems.length === before) held.instants = instantReader({ forms: dates });
  if (encoding !== undefined && !isEncoding(encoding)) note(held, 'source.encoding', 'encoding', { encoding });
  if (delimiter !== undefined && !/^[!-~\t ]$/.test(delimiter))
    note(held, 'source.delimiter', 'delimiter', { delimiter });
  if (header !== undefined && !(Number.isInteger(header) && header > 0 && header <= 1000))
    note(held, 'source.header', 'header', { header: String(header) });
  if (empty !== undefined && !(Array.isArray(empty) && empty.every((word) => typeof word === 'string')))
    note(held, 'source.empty', 'not-an-object');
}
