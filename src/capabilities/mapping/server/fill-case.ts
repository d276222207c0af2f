import { fold } from '#/base/fold.ts';
import type { Field, Fields } from '#/record/shared/field.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import type { Context } from '#/record/server/context.ts';
import type { Cells, SourceCase, SourceEvent } from '../shared/case.ts';
import { longestNumber, placeOf, wordAsMapped } from '../shared/case.ts';
import { CaseFault, CaseFaults } from '../shared/fault.ts';
import { instantReader } from '#/engines/dates/instant.ts';
import type { Mapping, StateMapping, StatusMapping } from '../shared/mapping.ts';
import type { FieldReader, Tools } from './fill-field.ts';
import { deskZone } from '#/capabilities/clocks/server/desk-zone.ts';
import { isTooLong, makeRecord, readField, readTexts, saidBy, Uses } from './fill-field.ts';
import { openInOrder } from './in-order.ts';
import type { InOrder } from './in-order.ts';
import { openLookups } from './lookups.ts';
import type { FilledCase, FilledEvent, ImportTarget } from './target.ts';

/** A mapping made ready. What cannot come in throws a CaseFault, and of a whole case all of them at once. */
export interface Filler {
  /** The case's original number; null where the mapping gives each case a new one. */
  numberOf(source: SourceCase): string | null;
  /** A case with its events in the order in which they happened. */
  inOrder: InOrder;
  /** Fills a case, and says which records have to be made for it. */
  fill(source: SourceCase, number: string | null): { filled: FilledCase; uses: Uses };
  /** What a status of an event means, by the words that it was recorded with; null where the mapping has none for it. */
  statusOf(recorded: string): Pick<FilledEvent, 'state' | 'reason'> | null;
  /** How a record is called that is not there yet and would be made; null of any other id. */
  madeName(id: string): string | null;
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
  const inOrder: InOrder = mapping.history
    ? openInOrder(readTexts(tools, { column: mapping.history.time }).ofEvent, tools.instants)
    : (from) => from;
  const fill = (whole: SourceCase, text: string | null) => {
    const from = inOrder(whole);
    const uses = new Uses();
    const all = openFaults();
    const filled: FilledCase = { line: from.line, number: text, fields: {}, state: null, events: [] };
    for (const [name, read] of caseReaders)
      all.gather(() => set(filled.fields, name, read?.ofCase(from, uses)), from.line);
    if (events) filled.events = events(from, uses, all);
    if (status) all.gather(() => void (filled.state = status(from.cells, from)), from.line);
    if (events && from.events.length === 0) all.gather(() => fail('no-events'), from.line);
    for (const extra of extras) all.gather(() => extra(from, uses), from.line);
    keepWhole?.(from, filled.fields);
    all.end();
    return { filled, uses };
  };
  const statusOf = mapping.history ? readStatus(tools, target, mapping.history.state).of : () => null;
  return { numberOf, inOrder, fill, statusOf, madeName: tools.lookups.madeName };
}

function fail(code: string): never {
  throw new CaseFault(code);
}

/** Gathers what is wrong with a case, so that nobody has to try once for each thing; the same is told once. */
function openFaults() {
  const faults = new Map<string, CaseFault>();
  return {
    gather(read: () => void, line: number): void {
      try {
        read();
      } catch (error) {
        if (!(error instanceof CaseFault)) throw error;
        const { code, params } = error;
        const key = JSON.stringify([code, params]);
        // The line of the event, not that of its case, is where somebody has to look.
        if (faults.size < 20 && !faults.has(key)) faults.set(key, new CaseFault(code, params, error.line ?? line));
      }
    },
    end(): void {
      if (faults.size > 0) throw new CaseFaults([...faults.values()]);
    },
  };
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
  const one = (source: SourceCase, { line, cells, known }: SourceEvent, uses: Uses): FilledEvent => {
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
      ...(known ? { known } : {}),
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
  return (source: SourceCase, uses: Uses, faults: ReturnType<typeof openFaults>): FilledEvent[] => {
    const filled: FilledEvent[] = [];
    for (const event of source.events) faults.gather(() => void filled.push(one(source, event, uses)), event.line);
    return filled;
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
  const ofCells = (cells: Cells, source: SourceCase): Status => {
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
  const known = (recorded: string) => (map.has(wordAsMapped(recorded)) || mapping.default ? read(recorded) : null);
  return Object.assign(ofCells, { of: known });
}

function readExtra(tools: Tools, extra: NonNullable<Mapping['records']>[number]) {
  const texts = readTexts(tools, { column: extra.column, take: 'all' });
  const empty = new Set((extra.empty ?? []).map(fold));
  return (source: SourceCase, uses: Uses): void => {
    for (const text of new Set(texts.ofCase(source))) {
      if (empty.has(fold(text))) continue;
      const found = tools.lookups.find(extra.kind, text);
      const made = found ? found.made : makeRecord(tools, extra.kind, text, extra.create);
      if (made && !made.written) uses.add(made);
    }
  };
}
