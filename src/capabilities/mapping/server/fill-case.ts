import { fold } from '#/base/words.ts';
import type { Field, Fields } from '#/record/shared/field.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import type { Context } from '#/record/server/context.ts';
import type { Cells, SourceCase } from '../shared/case.ts';
import { longestNumber, placeOf, wordAsMapped } from '../shared/case.ts';
import { CaseFault } from '../shared/fault.ts';
import { instantReader } from '#/engines/dates/instant.ts';
import type { Mapping, StateMapping, StatusMapping } from '../shared/mapping.ts';
import type { FieldReader, Tools } from './fill-field.ts';
import { deskZone } from '#/capabilities/clocks/server/desk-zone.ts';
import { isTooLong, makeRecord, readField, readTexts, saidBy } from './fill-field.ts';
import { openLookups } from './lookups.ts';
import type { Made } from './lookups.ts';
import type { FilledCase, FilledEvent, ImportTarget } from './target.ts';

/** A mapping made ready. Both throw a CaseFault for what cannot come in. */
export interface Filler {
  /** The case's original number; null where the mapping gives each case a new one. */
  numberOf(source: SourceCase): string | null;
  /** Fills a case, and says which records have to be made for it. */
  fill(source: SourceCase, number: string | null): { filled: FilledCase; uses: Set<Made> };
}

const noField: Field = { kind: 'text', required: false, computed: false, audience: 'staff' };

/** Makes a mapping ready to fill the cases of a source. The mapping was checked before (`checkMapping`). */
export async function openFiller(
  ctx: Context,
  target: ImportTarget,
  mapping: Mapping,
  source: Tools['source'],
): Promise<Filler> {
  const fields = await importFields(ctx, target);
  const tools: Tools = {
    ctx,
    source,
    nothing: new Set((mapping.source?.empty ?? []).map((word) => fold(word.trim()))),
    instants: instantReader({ zone: mapping.source?.zone ?? (await deskZone(ctx)), forms: mapping.source?.dates }),
    lookups: openLookups(),
  };
  for (const kind of kindsIn(ctx, target, mapping, fields)) await tools.lookups.load(ctx, kind);
  const reader = (name: string, of: Mapping['fields']) => {
    const read = of[name];
    return read ? readField(tools, name, (fields[name] ?? noField) as Field, read) : null;
  };
  const caseReaders = Object.keys(mapping.fields).map((name) => [name, reader(name, mapping.fields)] as const);
  const eventFields = mapping.history?.fields ?? {};
  const eventReaders = Object.keys(eventFields).map((name) => [name, reader(name, eventFields)] as const);
  const number = mapping.number ? readTexts(tools, mapping.number) : null;
  const events = mapping.history ? readEvents(tools, target, mapping.history, eventReaders) : null;
  const status = mapping.state ? readStatus(tools, target, mapping.state) : null;
  const extras = (mapping.records ?? []).map((extra) => readExtra(tools, extra));
  const keepWhole = wholeTitle(tools, mapping, fields);
  const numberOf = (from: SourceCase): string | null => {
    if (number === null) return null;
    const [text] = number.ofCase(from);
    if (text === undefined) throw new CaseFault('number-missing');
    if (text.length > longestNumber) throw new CaseFault('number-too-long', { limit: longestNumber });
    return text;
  };
  const fill = (from: SourceCase, text: string | null) => {
    const uses = new Set<Made>();
    const filled: FilledCase = { line: from.line, number: text, fields: {}, state: null, events: [] };
    for (const [name, read] of caseReaders) set(filled.fields, name, read?.ofCase(from, uses));
    if (events) filled.events = events(from, uses);
    if (status) filled.state = status(from.cells, from);
    if (events && filled.events.length === 0) throw new CaseFault('no-events');
    for (const extra of extras) extra(from, uses);
    keepWhole?.(from, filled.fields);
    return { filled, uses };
  };
  return { numberOf, fill };
}

/** Keeps a title that was cut whole in the details, above what stands there. */
function wholeTitle(tools: Tools, mapping: Mapping, fields: Fields) {
  const { from, long } = mapping.fields['title'] ?? {};
  const details = fields['description'];
  if (long !== 'cut' || from === undefined || !details) return null;
  const texts = readTexts(tools, from);
  return (source: SourceCase, row: Row): void => {
    const [whole] = texts.ofCase(source);
    if (whole === undefined || !isTooLong(fields['title'] as Field, whole)) return;
    const all = [whole, row['description']].filter((part) => typeof part === 'string').join('\n\n');
    row['description'] = all.slice(0, details.max ?? all.length).toWellFormed();
  };
}

/** The fields that a mapping may fill, customers' own ones as `custom.key`. */
export async function importFields(ctx: Context, target: ImportTarget): Promise<Fields> {
  const definition = ctx.kit.types.get(target.kind)?.definition;
  if (!definition) throw new Error(`no records of kind ${target.kind}`);
  const own = Object.fromEntries(target.fields.map((name) => [name, definition.fields[name]]));
  const custom = definition.custom ? await ctx.kit.customFields(ctx, target.kind) : {};
  const others = Object.fromEntries(Object.entries(custom).map(([key, field]) => [`custom.${key}`, field]));
  return { ...own, ...others } as Fields;
}

function set(row: Row, name: string, value: unknown): void {
  if (name.startsWith('custom.')) row['custom'] = { ...(row['custom'] as Row | undefined), [name.slice(7)]: value };
  else row[name] = value;
}

function kindsIn(ctx: Context, target: ImportTarget, mapping: Mapping, fields: Fields): Set<string> {
  const kinds = new Set<string>(target.reasonKind ? [target.reasonKind] : []);
  const created = (kind: string, values: Readonly<Record<string, unknown>> | undefined) => {
    const own = ctx.kit.types.get(kind)?.definition.fields ?? {};
    for (const key of Object.keys(values ?? {})) if (own[key]?.to) kinds.add(own[key].to);
  };
  for (const [name, { create }] of [
    ...Object.entries(mapping.fields),
    ...Object.entries(mapping.history?.fields ?? {}),
  ]) {
    const to = fields[name]?.to;
    if (to === undefined) continue;
    kinds.add(to);
    created(to, create);
  }
  for (const { kind, create } of mapping.records ?? []) {
    kinds.add(kind);
    created(kind, create);
  }
  return kinds;
}

type EventReaders = readonly (readonly [string, FieldReader | null])[];

function readEvents(
  tools: Tools,
  target: ImportTarget,
  history: NonNullable<Mapping['history']>,
  fields: EventReaders,
) {
  const time = readTexts(tools, { column: history.time });
  const author = history.author === undefined ? null : readTexts(tools, { column: history.author });
  const facts = Object.entries(history.facts ?? {}).map(
    ([name, column]) => [name, readTexts(tools, { column })] as const,
  );
  const status = readStatus(tools, target, history.state);
  const one = (source: SourceCase, line: number, cells: Cells, uses: Set<Made>): FilledEvent => {
    const when = time.ofEvent(cells, source);
    if (when === null) throw new CaseFault('time-missing');
    const at = tools.instants(when);
    if (at === null) throw new CaseFault('time-wrong', { value: when.slice(0, 100) });
    const event: FilledEvent = {
      line,
      at,
      author: author?.ofEvent(cells, source)?.slice(0, 200) ?? null,
      ...status(cells, source),
      fields: {},
      facts: {},
    };
    for (const [name, read] of fields) {
      const value = read?.ofEvent(cells, source, uses);
      if (value !== undefined) event.fields[name] = value;
    }
    for (const [name, read] of facts) {
      const text = read.ofEvent(cells, source);
      if (text !== null) event.facts[name] = text.slice(0, 1000);
    }
    return event;
  };
  return (source: SourceCase, uses: Set<Made>): FilledEvent[] => {
    const filled = source.events.map(({ line, cells }) => {
      try {
        return one(source, line, cells, uses);
      } catch (error) {
        // The line of the event, not that of its case, is where somebody has to look.
        if (error instanceof CaseFault) throw new CaseFault(error.code, error.params, error.line ?? line);
        throw error;
      }
    });
    // A stable sort: events of one instant stay in the order of the file.
    return filled.toSorted((a, b) => a.at - b.at);
  };
}

type Status = { state: StateMapping; reason: string | null; recorded: string };

function readStatus(tools: Tools, target: ImportTarget, mapping: StatusMapping) {
  const places = mapping.columns.map((column) => placeOf(column, tools.source));
  const map = new Map(Object.entries(mapping.map).map(([words, state]) => [wordAsMapped(words), state]));
  const remembered = new Map<string, Status>();
  const read = (recorded: string): Status => {
    const state = map.get(wordAsMapped(recorded)) ?? mapping.default;
    if (!state) throw new CaseFault('state-unmapped', { value: recorded.slice(0, 100) });
    const reason =
      state.reason === undefined || !target.reasonKind ? null : tools.lookups.find(target.reasonKind, state.reason);
    if (state.reason !== undefined && !reason) {
      throw new CaseFault('record-unknown', { field: 'reason', kind: target.reasonKind ?? '', name: state.reason });
    }
    return { state, reason: reason?.id ?? null, recorded };
  };
  return (cells: Cells, source: SourceCase): Status => {
    const recorded = places
      .map(({ of, key }) => saidBy(tools, (of === 'case' ? source.cells : cells)[key]) ?? '')
      .join('/');
    let status = remembered.get(recorded);
    if (!status) {
      status = read(recorded);
      if (remembered.size < 10_000) remembered.set(recorded, status);
    }
    return status;
  };
}

function readExtra(tools: Tools, extra: NonNullable<Mapping['records']>[number]) {
  const texts = readTexts(tools, { column: extra.column, take: 'all' });
  const empty = new Set((extra.empty ?? []).map(fold));
  return (source: SourceCase, uses: Set<Made>): void => {
    for (const text of new Set(texts.ofCase(source))) {
      if (empty.has(fold(text))) continue;
      const found = tools.lookups.find(extra.kind, text);
      const made = found ? found.made : makeRecord(tools, extra.kind, text, extra.create);
      if (made && !made.written) uses.add(made);
    }
  };
}
