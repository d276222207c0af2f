import { fold } from '#/base/fold.ts';
import type { Field } from '#/record/shared/field.ts';
import { isId } from '#/platform/ids.ts';
import { checkValue } from '#/record/shared/check.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import type { Context } from '#/record/server/context.ts';
import type { Cells, Place, SourceCase } from '../shared/case.ts';
import { placeOf, textOfCell } from '../shared/case.ts';
import { CaseFault } from '../shared/fault.ts';
import type { InstantReader } from '#/engines/dates/instant.ts';
import type { FieldMapping, From, Value } from '../shared/mapping.ts';
import type { Lookups, Made } from './lookups.ts';

/** What reading a field needs besides its mapping. */
export interface Tools {
  ctx: Context;
  source: 'log' | 'cases' | 'events';
  /** Words that stand for nothing in every column, folded. */
  nothing?: ReadonlySet<string>;
  instants: InstantReader;
  lookups: Lookups;
}

/** What a case uses: records that have to be made for it, and what of it came in without its value. */
export class Uses extends Set<Made> {
  /** Field → why its value was left out. */
  readonly dropped = new Map<string, string>();
  /** Fields that have a column, of which this case says nothing there. */
  readonly silent = new Set<string>();
}

interface Read {
  value: unknown;
  made: Made | null;
  /** Why the text's value is left out, where it is. */
  dropped?: { field: string; why: 'word-unknown' | 'record-unknown' };
}

/** A field's mapping made ready. `uses` collects the records that have to be made for the value. */
export interface FieldReader {
  /** The value for a case; the default where the source says nothing. */
  ofCase(source: SourceCase, uses: Uses): unknown;
  /** The value that an event names, or undefined where it says nothing. */
  ofEvent(cells: Cells, source: SourceCase, uses: Uses): unknown;
}

/** Makes a field's mapping ready to read many cases. */
export function readField(tools: Tools, name: string, field: Field, mapping: FieldMapping): FieldReader {
  const texts = mapping.from === undefined ? null : readTexts(tools, mapping.from);
  const convert = converter(tools, name, field, mapping);
  let fallback: Read | undefined;
  const byDefault = (uses: Uses) => {
    if (mapping.from !== undefined) uses.silent.add(name);
    fallback ??= valueFrom(tools, name, field, mapping, mapping.default ?? field.initial ?? null);
    return use(fallback, uses);
  };
  const many = field.kind === 'tags' || field.kind === 'refs';
  return {
    ofCase(source, uses) {
      const found = texts?.ofCase(source) ?? [];
      if (many) {
        const values = found.map((text) => convert(text)).map((read) => (read ? use(read, uses) : null));
        const all = [...new Set(values.flat().filter((value) => value !== null))];
        return all.length > 0 ? all.slice(0, field.max ?? 50) : byDefault(uses);
      }
      let left: Read | null = null;
      for (const text of found) {
        const read = convert(text);
        if (read?.dropped?.why === 'word-unknown') left = read;
        else if (read) return use(read, uses);
      }
      if (left) use(left, uses);
      return byDefault(uses);
    },
    ofEvent(cells, source, uses) {
      const text = texts?.ofEvent(cells, source) ?? null;
      const read = text === null ? null : convert(text);
      const value = read ? use(read, uses) : undefined;
      return read?.dropped?.why === 'word-unknown' ? undefined : value;
    },
  };
}

function use(read: Read, uses: Uses): unknown {
  if (read.made && !read.made.written) uses.add(read.made);
  if (read.dropped) uses.dropped.set(read.dropped.field, read.dropped.why);
  return read.value;
}

/** The texts that a source has for a field, the one that counts first; an empty list where it says nothing. */
export function readTexts(tools: Pick<Tools, 'source' | 'nothing'>, from: From) {
  if ('constant' in from) {
    const text = from.constant === null ? null : String(from.constant);
    return { ofCase: () => (text === null ? [] : [text]), ofEvent: () => text };
  }
  if ('template' in from) {
    const parts = from.template
      .split(/\{([^{}]+)\}/)
      .map((part, at) => (at % 2 === 0 ? part : placeOf(part, tools.source)));
    const fillIn = (source: SourceCase, cells: Cells | undefined) => {
      const text = parts
        .map((part) => (typeof part === 'string' ? part : (cellAt(tools, part, source, cells) ?? '')))
        .join('');
      return text.trim() === '' ? null : text;
    };
    return {
      ofCase: (source: SourceCase) => {
        const text = fillIn(source, source.events[0]?.cells);
        return text === null ? [] : [text];
      },
      ofEvent: (cells: Cells, source: SourceCase) => fillIn(source, cells),
    };
  }
  const place = placeOf(from.column, tools.source);
  return {
    ofCase(source: SourceCase): string[] {
      if (place.of === 'case') return [saidBy(tools, source.cells[place.key])].filter((text) => text !== null);
      const texts = source.events.map(({ cells }) => saidBy(tools, cells[place.key])).filter((text) => text !== null);
      // All of them, so that words which stand for nothing can be passed over.
      return from.take === undefined || from.take === 'last' ? texts.toReversed() : texts;
    },
    ofEvent: (cells: Cells, source: SourceCase) => cellAt(tools, place, source, cells),
  };
}

function cellAt(
  tools: Pick<Tools, 'nothing'>,
  place: Place,
  source: SourceCase,
  cells: Cells | undefined,
): string | null {
  return saidBy(tools, (place.of === 'case' ? source.cells : cells)?.[place.key]);
}

/** A cell as text; null where it says nothing, or a word that stands for nothing. */
export function saidBy({ nothing }: Pick<Tools, 'nothing'>, cell: unknown): string | null {
  const text = textOfCell(cell);
  return text !== null && nothing?.has(fold(text)) ? null : text;
}

/** Text → value, remembered: a log repeats itself. Null where the text stands for nothing. */
function converter(tools: Tools, name: string, field: Field, mapping: FieldMapping): (text: string) => Read | null {
  const empty = new Set((mapping.empty ?? []).map(fold));
  const map = new Map(Object.entries(mapping.map ?? {}).map(([word, value]) => [fold(word.trim()), value]));
  const remembered = new Map<string, Read | null>();
  const convert = (text: string): Read | null => {
    const word = fold(text);
    if (empty.has(word)) return null;
    const mapped = map.get(word);
    if (mapped !== undefined) return mapped === null ? null : valueFrom(tools, name, field, mapping, mapped);
    if (mapping.map && mapping.unmapped === 'default')
      return { value: null, made: null, dropped: { field: name, why: 'word-unknown' } };
    if (mapping.map && mapping.unmapped === 'refuse')
      throw new CaseFault('value-unmapped', { field: name, value: text.slice(0, 100) });
    return valueFrom(tools, name, field, mapping, typed(tools, name, field, text));
  };
  return (text) => {
    let read = remembered.get(text);
    if (read === undefined) {
      read = convert(text);
      if (remembered.size < 50_000) remembered.set(text, read);
    }
    return read;
  };
}

function wrong(name: string, value: string): CaseFault {
  return new CaseFault('value-wrong', { field: name, value: value.slice(0, 100) });
}

const words: Readonly<Record<string, boolean>> = {
  true: true, yes: true, y: true, t: true, ano: true, ja: true, oui: true, '1': true,
  false: false, no: false, n: false, f: false, nie: false, nein: false, non: false, '0': false,
}; // prettier-ignore

/** A text in the form that its field wants. Throws a CaseFault where it has none. */
export function typed(tools: Pick<Tools, 'instants'>, name: string, field: Field, text: string): Value {
  switch (field.kind) {
    case 'level': {
      // "1 - High" is the first level, whatever the old tool calls it.
      const [, level] = /^(\d+)(?:\s*[-–—:.)(]\s*\D.*)?$/.exec(text) ?? [];
      if (level === undefined) throw wrong(name, text);
      return Number(level);
    }
    case 'integer':
    case 'decimal': {
      const number = Number(/^-?\d+,\d+$/.test(text) ? text.replace(',', '.') : text);
      if (!Number.isFinite(number)) throw wrong(name, text);
      return number;
    }
    case 'boolean': {
      const value = words[fold(text)];
      if (value === undefined) throw wrong(name, text);
      return value;
    }
    case 'date':
    case 'instant': {
      const at = tools.instants(text);
      if (at === null) throw wrong(name, text);
      const iso = new Date(at).toISOString();
      return field.kind === 'date' ? iso.slice(0, 10) : iso;
    }
    case 'choice':
      return field.options?.find((option) => fold(option) === fold(text)) ?? text;
    case 'tags':
      // Several in one cell, as this product and others write them; a tag of ours has no comma.
      return text
        .split(/[,;\n]/)
        .map((tag) => tag.trim().slice(0, 60).trim())
        .filter((tag) => tag !== '');
    case 'text':
      // One line: a title in quotes may have line breaks and tabs.
      // oxlint-disable-next-line no-control-regex
      return text.replaceAll(/[\u0001-\u001F\u007F]+/g, ' ').trim();
    default:
      return text;
  }
}

function valueFrom(tools: Tools, name: string, field: Field, mapping: FieldMapping, value: Value | unknown): Read {
  if (value === null || value === undefined)
    return { value: field.kind === 'tags' || field.kind === 'refs' ? [] : null, made: null };
  if (field.kind === 'ref' && field.to) return reference(tools, name, field.to, mapping, String(value));
  const fitting = mapping.long === 'cut' ? cutToFit(field, value) : value;
  const result = checkValue(field, fitting, tools.ctx.kit.shapes);
  if (!('problem' in result)) return { value: result.value, made: null };
  const text = String(value);
  if (!isTooLong(field, value)) throw wrong(name, text);
  const length = text.normalize('NFC').length;
  throw new CaseFault('value-long', { field: name, value: text.slice(0, 100), length, limit: field.max ?? length });
}

/** Whether a text has more characters than its field takes. */
export function isTooLong(field: Field, value: unknown): boolean {
  const isText = field.kind === 'text' || field.kind === 'long-text';
  return isText && typeof value === 'string' && value.normalize('NFC').length > (field.max ?? Number.POSITIVE_INFINITY);
}

/** A text as long as its field takes, between two characters, with an ellipsis for the rest. */
function cutToFit(field: Field, value: unknown): unknown {
  if (!isTooLong(field, value)) return value;
  const kept = String(value)
    .normalize('NFC')
    .slice(0, (field.max ?? 1) - 1);
  // Half of a surrogate pair is no character.
  return `${(kept.isWellFormed() ? kept : kept.slice(0, -1)).trimEnd()}…`;
}

function reference(tools: Tools, name: string, kind: string, mapping: FieldMapping, text: string): Read {
  const found = tools.lookups.find(kind, text);
  if (found) return { value: found.id, made: found.made };
  // An id of another installation is nobody's name: nothing is called by it.
  if (!mapping.create || isId(text)) {
    if (mapping.unmapped === 'default')
      return { value: null, made: null, dropped: { field: name, why: 'record-unknown' } };
    throw new CaseFault('record-unknown', { field: name, kind, name: text.slice(0, 100) });
  }
  const made = makeRecord(tools, kind, mapping.spelling ? capitalise(text) : text, mapping.create);
  return { value: made.id, made };
}

/** Notes a record to be made; references among its further values are by name. */
export function makeRecord(tools: Tools, kind: string, name: string, given: Readonly<Record<string, Value>>): Made {
  const fields = tools.ctx.kit.types.get(kind)?.definition.fields ?? {};
  const values: Row = {};
  const needs: Made[] = [];
  for (const [key, value] of Object.entries(given)) {
    const to = fields[key]?.kind === 'ref' ? fields[key].to : undefined;
    if (to === undefined || value === null) values[key] = value;
    else {
      const found = tools.lookups.find(to, String(value));
      if (!found) throw new CaseFault('record-unknown', { field: key, kind: to, name: String(value).slice(0, 100) });
      values[key] = found.id;
      if (found.made) needs.push(found.made);
    }
  }
  return tools.lookups.make(tools.ctx, kind, name, values, needs);
}

/** `POLAND` → `Poland`, `czech republic` → `Czech Republic`; words of up to three capitals stay: `USA`. */
export function capitalise(text: string): string {
  return text.replaceAll(/\p{L}+/gu, (word) => {
    const shouted = word === word.toUpperCase();
    if (shouted && word.length <= 3) return word;
    if (!shouted && word !== word.toLowerCase()) return word;
    return word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase();
  });
}
