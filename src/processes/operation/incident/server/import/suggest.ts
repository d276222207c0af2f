import { fold } from '#/base/fold.ts';
import { findForms } from '#/engines/dates/find-forms.ts';
import type { FieldMapping, Mapping, StateMapping } from '#/capabilities/mapping/shared/mapping.ts';
import { withEvents } from '#/capabilities/sources/shared/rows.ts';
import type { EventColumns } from '#/capabilities/sources/shared/rows.ts';
import { bestColumn } from '#/capabilities/sources/shared/similar.ts';
import type { Suggestion } from '#/capabilities/mapping/server/target.ts';
import { isFilled } from '#/platform/tabular/find-header.ts';
import { sharedValues } from '#/platform/tabular/column-words.ts';
import type { Sniff } from '#/platform/tabular/sniff.ts';
import { incident } from '#/processes/operation/incident/shared/incident.ts';
import { choiceWords } from './choice-words.ts';
import { columnNames } from './column-names.ts';
import { levelsOf } from './level-words.ts';
import { eventFields } from './walk.ts';
import { allStatuses, knownStatuses, pairedStatuses } from './status-words.ts';

interface Choices {
  customer?: string | undefined;
  /** Zone of times without an offset. */
  zone?: string | undefined;
}

/** A mapping for a source by its columns' names and what is known of the values of such tools. */
export function suggest(sniff: Sniff, { customer, zone = 'UTC' }: Choices): Suggestion {
  const used = new Set<string>();
  const find = (field: string, columns: readonly string[]) => {
    const found = bestColumn(
      columnNames[field] ?? [field],
      columns.filter((column) => !used.has(column)),
    );
    if (found !== undefined) used.add(found);
    return found;
  };
  const isLog = sniff.kind === 'xes';
  const ofRows = isLog ? ofLog(sniff, find, used) : ofTable(sniff, find);
  const events = isLog ? null : eventColumns(find, sniff.columns);
  // Whose the cases are is said once, or stands in the file.
  const owner = customer === undefined && !isLog ? find('customer', sniff.columns) : undefined;
  const mapping = events && isOfEvents(sniff, ofRows, events) ? asEvents(sniff, ofRows, events) : ofRows;
  if (mapping === ofRows && !isLog) for (const column of Object.values(events ?? {})) used.delete(column);
  const source = { ...mapping.source, ...readingOf(sniff), zone, ...emptyOf(sniff, used) };
  const fields: Record<string, FieldMapping> = {
    channel: { default: 'import' },
    ...mapping.fields,
    customer: customerOf(customer, owner),
  };
  const line = mapping.records?.[0];
  const records =
    line && customer !== undefined ? [{ ...line, create: { ...line.create, parent: customer } }] : mapping.records;
  const open = customer === undefined && owner === undefined ? ['customer'] : [];
  return {
    mapping: { ...mapping, source, fields, ...(records ? { records } : {}) },
    unused: sniff.columns.filter((column) => !used.has(column)),
    open,
    events,
  };
}

/** The customer that was said, made where there is none; else the one that a column names, if it is here. */
function customerOf(said: string | undefined, column: string | undefined): FieldMapping {
  if (said !== undefined) return { from: { constant: said }, create: { kind: 'customer' } };
  return column === undefined ? {} : { from: { column } };
}

/** What was found out of how the source is to be read, so that the run reads it as it was looked at. */
function readingOf({ reading, kind }: Sniff): Mapping['source'] {
  const { encoding, sure, sheet, sheets, header, top } = reading;
  const first = top.find(isFilled);
  return {
    // What is not sure is asked for.
    ...(sure && encoding !== null && encoding !== 'utf-8' ? { encoding } : {}),
    ...(kind === 'xlsx' && sheet !== null && sheets.length > 1 ? { sheet } : {}),
    ...(header !== null && first !== undefined && header !== first.line ? { header } : {}),
  };
}

/** Words of the columns that stand for nothing as it seems: a person sees them, and may say otherwise. */
function emptyOf(sniff: Sniff, used: ReadonlySet<string>): Mapping['source'] {
  const found = [...used].flatMap((column) => sniff.words[column]?.placeholders ?? []);
  const different = new Map(found.map((word) => [fold(word), word]));
  return different.size === 0 ? {} : { empty: [...different.values()] };
}

/** The columns that say when a row was written, and by whom. */
function eventColumns(find: Find, columns: readonly string[]): EventColumns {
  const time = find('changedAt', columns) ?? '';
  const author = find('changedBy', columns);
  return { time, ...(author === undefined ? {} : { author }) };
}

/** Whether each row seems to be an event: rows share their numbers, and say when they were written. */
function isOfEvents(sniff: Sniff, { number }: Mapping, { time }: EventColumns): boolean {
  const words = number && 'column' in number ? sniff.words[number.column] : undefined;
  if (!words || time === '') return false;
  const { values, shared } = sharedValues(words);
  return shared > 0 && shared * 10 >= values;
}

/** The mapping of such a table; the form of its times is found together with the others. */
function asEvents(sniff: Sniff, ofRows: Mapping, events: EventColumns): Mapping {
  const mapping = withEvents(ofRows, events, eventFields);
  const columns = ['openedAt', 'resolvedAt', 'closedAt'].flatMap((field) => {
    const from = ofRows.fields[field]?.from;
    return from && 'column' in from ? [from.column] : [];
  });
  const { forms } = findForms([events.time, ...columns].flatMap((column) => timesOf(sniff, column)));
  // A case is put together with its events of earlier files, whose words this one need not have.
  const state = mapping.history && { ...mapping.history.state, map: { ...allStatuses, ...mapping.history.state.map } };
  const history = mapping.history && state ? { history: { ...mapping.history, state } } : {};
  return { ...mapping, ...history, source: { ...mapping.source, dates: forms } };
}

type Find = (field: string, columns: readonly string[]) => string | undefined;

/** The words of a column; null where they are too many to be known. */
function wordsOf(sniff: Sniff, column: string): string[] | null {
  const words = sniff.words[column];
  return words?.complete && sniff.exact ? words.words.map(([text]) => text) : null;
}

function ofLog(sniff: Sniff, find: Find, used: Set<string>): Mapping {
  const ofCases = sniff.columns.filter((column) => column.startsWith('trace.'));
  const ofEvents = sniff.columns.filter((column) => column.startsWith('event.'));
  const number = find('number', ofCases) ?? 'trace.concept:name';
  const status = statusOfLog(sniff, ofEvents);
  for (const column of status) used.add(column);
  const time = find('time', ofEvents) ?? 'event.time:timestamp';
  const author = find('author', ofEvents);
  const group = find('group', ofEvents);
  const location = find('location', ofEvents);
  const lines = find('lines', ofEvents);
  const facts = [lines, ...ofEvents.filter((column) => !used.has(column) && /role|country/.test(column))].filter(
    (column) => column !== undefined,
  );
  for (const column of facts) used.add(column);
  const none = ['0', '-', 'unknown', 'n/a'];
  const [activity = ''] = status;
  const words = wordsOf(sniff, activity);
  return {
    version: 1,
    kind: 'incident',
    number: { column: number },
    fields: {
      title: { from: { template: `Case {${number}}` } },
      ...common(sniff, find, ofEvents.length > 0 ? [...ofCases, ...ofEvents] : ofCases),
      ...(lines ? { tags: { from: { column: lines, take: 'all' } } } : {}),
    },
    history: {
      time,
      ...(author ? { author } : {}),
      state: { columns: status, map: status.length > 1 ? pairedStatuses : words ? knownStatuses(words) : allStatuses },
      fields: {
        ...(group ? { group: { from: { column: group }, empty: none, create: {} } } : {}),
        ...(location
          ? { location: { from: { column: location }, empty: none, spelling: 'capitalised', create: {} } }
          : {}),
      },
      facts: Object.fromEntries(facts.map((column) => [column.slice(6), column])),
    },
    ...(lines ? { records: [{ kind: 'organisation', column: lines, create: { kind: 'unit' } }] } : {}),
    clocks: 'by-rules',
  };
}

/** Activity and transition, unless the transition says of every event that it is over. */
function statusOfLog(sniff: Sniff, ofEvents: readonly string[]): string[] {
  const columns = ['event.concept:name', 'event.lifecycle:transition'].filter((column) => ofEvents.includes(column));
  const transitions = wordsOf(sniff, 'event.lifecycle:transition');
  return transitions?.length === 1 && fold(transitions[0] ?? '') === 'complete' ? columns.slice(0, 1) : columns;
}

function ofTable(sniff: Sniff, find: Find): Mapping {
  const { columns } = sniff;
  // No column that looks like a number: each case is given a new one, rather than one made of some other column.
  const number = find('number', columns);
  const title = find('title', columns);
  const state = find('state', columns);
  const times = (['openedAt', 'resolvedAt', 'closedAt'] as const).map(
    (field) => [field, find(field, columns)] as const,
  );
  const group = find('group', columns);
  const plain = (field: string): Record<string, FieldMapping> => {
    const column = find(field, columns);
    return column === undefined ? {} : { [field]: { from: { column } } };
  };
  const { forms } = findForms(times.flatMap(([, column]) => timesOf(sniff, column)));
  return {
    version: 1,
    kind: 'incident',
    source: { rows: 'case', dates: forms },
    ...(number === undefined ? {} : { number: { column: number } }),
    fields: {
      ...titleOf(sniff, title, number),
      ...plain('description'),
      ...plain('solution'),
      ...plain('cause'),
      ...tagsOf(find('tags', columns), columns),
      ...common(sniff, find, columns),
      ...(group ? { group: { from: { column: group }, create: {} } } : {}),
      ...made('category', find('category', columns)),
      ...made('location', find('location', columns)),
      ...people('assignee', find('assignee', columns)),
      ...choice('channel', find('channel', columns)),
      ...choice('closeCode', find('closeCode', columns)),
      ...Object.fromEntries(
        times.flatMap(([field, column]) => (column === undefined ? [] : [[field, { from: { column } }]])),
      ),
    },
    // Without a column nobody knows which state a case is in: that is asked, and never made up.
    state: { columns: state === undefined ? [] : [state], map: state === undefined ? {} : statusMap(sniff, state) },
    clocks: 'by-rules',
  };
}

function statusMap(sniff: Sniff, column: string): Record<string, StateMapping> {
  const words = wordsOf(sniff, column);
  return words ? knownStatuses(words) : { ...allStatuses };
}

/** A title of its own, else one made of the number; without either a person has to say where it comes from. */
function titleOf(sniff: Sniff, title: string | undefined, number: string | undefined): Record<string, FieldMapping> {
  if (title !== undefined) {
    const tooLong = (sniff.words[title]?.longest ?? 0) > (incident.fields.title.max ?? Number.POSITIVE_INFINITY);
    return { title: { from: { column: title }, ...(tooLong ? { long: 'cut' as const } : {}) } };
  }
  return number === undefined ? {} : { title: { from: { template: `Case {${number}}` } } };
}

/** Some tools write a column for each tag, all of one name. */
function tagsOf(column: string | undefined, columns: readonly string[]): Record<string, FieldMapping> {
  if (column === undefined) return {};
  const others = columns.filter(
    (name) => name.startsWith(`${column} (`) && /^\(\d+\)$/.test(name.slice(column.length + 1)),
  );
  if (others.length === 0) return { tags: { from: { column } } };
  return { tags: { from: { template: [column, ...others].map((name) => `{${name}}`).join(', ') } } };
}

function made(field: string, column: string | undefined): Record<string, FieldMapping> {
  return column === undefined ? {} : { [field]: { from: { column }, create: {} } };
}

/** Only people who are here already: an import never makes up an account. */
function people(field: string, column: string | undefined): Record<string, FieldMapping> {
  return column === undefined ? {} : { [field]: { from: { column }, unmapped: 'default' } };
}

function choice(field: 'channel' | 'closeCode', column: string | undefined): Record<string, FieldMapping> {
  if (column === undefined) return {};
  const fallback = field === 'channel' ? { default: 'import' } : {};
  const own = Object.fromEntries((incident.fields[field].options ?? []).map((option) => [option, option]));
  return { [field]: { from: { column }, map: { ...own, ...choiceWords[field] }, unmapped: 'default', ...fallback } };
}

function common(sniff: Sniff, find: Find, columns: readonly string[]): Record<string, FieldMapping> {
  const service = find('service', columns);
  const item = find('configurationItem', columns);
  const priority = find('priority', columns);
  return {
    ...(service ? { service: { from: { column: service }, create: { onPortal: false } } } : {}),
    ...(item ? { configurationItem: { from: { column: item }, unmapped: 'default' } } : {}),
    ...people('affectedUser', find('affectedUser', columns)),
    ...people('requester', find('requester', columns)),
    impact: levelFrom(sniff, 'impact', find('impact', columns)),
    urgency: levelFrom(sniff, 'urgency', find('urgency', columns)),
    ...(priority ? { priority: levelFrom(sniff, 'priority', priority) } : {}),
  };
}

const usual = { impact: { default: 3 }, urgency: { default: 2 }, priority: {} } as const;
/** Words that may still come where a column was not read to its end. */
const plainLevels = ['high', 'medium', 'moderate', 'low'];

function levelFrom(sniff: Sniff, field: keyof typeof usual, column: string | undefined): FieldMapping {
  if (column === undefined) return usual[field];
  const last = incident.fields[field].max ?? 5;
  const isPriority = field === 'priority';
  const words = wordsOf(sniff, column);
  if (words) return { from: { column }, map: levelsOf(words, last, isPriority), ...usual[field] };
  // What was seen of a column says by which scale its words are meant; what is more severe than all of it comes first.
  const seen = sniff.words[column]?.complete ? sniff.words[column].words.map(([text]) => text) : [];
  const scale = seen.length > 0 ? [...seen, ...plainLevels] : ['critical', ...plainLevels];
  return { from: { column }, map: { critical: 1, ...levelsOf(scale, last, isPriority) }, ...usual[field] };
}

/** Texts of a column of times, without those that seem to stand for nothing. */
function timesOf(sniff: Sniff, column: string | undefined): string[] {
  const found = column === undefined ? undefined : sniff.words[column];
  if (!found) return [];
  const empty = new Set(found.placeholders);
  return [...found.extremes, ...found.words.map(([text]) => text)].filter((text) => !empty.has(text));
}
