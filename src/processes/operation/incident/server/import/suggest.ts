import { fold } from '#/base/words.ts';
import { bestColumn } from '#/capabilities/mapping/shared/similar.ts';
import { instantReader } from '#/capabilities/mapping/shared/instant.ts';
import type { FieldMapping, Mapping, StateMapping, Value } from '#/capabilities/mapping/shared/mapping.ts';
import type { Suggestion } from '#/capabilities/mapping/server/target.ts';
import type { Sniff } from '#/platform/tabular/sniff.ts';

/** Statuses that desks use, alone and with a sub-status. Whoever waits for the user has asked them something. */
const statuses: Readonly<Record<string, StateMapping>> = {
  'accepted/in progress': { state: 'in-progress' },
  'accepted/assigned': { state: 'assigned' },
  'accepted/wait': { state: 'pending' },
  'accepted/wait - user': { state: 'pending', reason: 'user', answered: true },
  'accepted/wait - customer': { state: 'pending', reason: 'user', answered: true },
  'accepted/wait - vendor': { state: 'pending', reason: 'supplier' },
  'accepted/wait - implementation': { state: 'pending', reason: 'change' },
  'queued/awaiting assignment': { state: 'new' },
  'completed/resolved': { state: 'resolved' },
  'completed/closed': { state: 'closed' },
  'completed/in call': { state: 'closed', answered: true },
  'completed/cancelled': { state: 'cancelled' },
  'unmatched/unmatched': { state: 'new' },
};
const plainStatuses: Readonly<Record<string, StateMapping>> = {
  new: { state: 'new' },
  open: { state: 'new' },
  opened: { state: 'new' },
  queued: { state: 'new' },
  reopened: { state: 'in-progress' },
  assigned: { state: 'assigned' },
  accepted: { state: 'in-progress' },
  active: { state: 'in-progress' },
  'in progress': { state: 'in-progress' },
  'work in progress': { state: 'in-progress' },
  pending: { state: 'pending' },
  'on hold': { state: 'pending' },
  waiting: { state: 'pending' },
  resolved: { state: 'resolved' },
  solved: { state: 'resolved' },
  completed: { state: 'resolved' },
  closed: { state: 'closed' },
  done: { state: 'closed' },
  cancelled: { state: 'cancelled' },
  canceled: { state: 'cancelled' },
};

const levels: Readonly<Record<string, Value>> = {
  major: 1, critical: 1, high: 1, medium: 2, moderate: 2, low: 3, '1': 1, '2': 2, '3': 3, '4': 3, '5': 3,
}; // prettier-ignore

/** Names under which other tools keep what a field holds. */
const names: Readonly<Record<string, readonly string[]>> = {
  number: [
    'number',
    'incident id',
    'case id',
    'ticket id',
    'ticket number',
    'case:concept:name',
    'concept:name',
    'key',
    'id',
  ],
  title: ['title', 'subject', 'summary', 'short description', 'brief description', 'name'],
  description: ['description', 'details', 'body', 'text'],
  group: ['org:group', 'assignment group', 'support group', 'assigned group', 'group', 'team', 'queue'],
  service: ['product', 'service', 'business service', 'application', 'service component wbs (aff)'],
  configurationItem: ['configuration item', 'ci name (aff)', 'ci name', 'ci', 'affected ci', 'asset'],
  location: ['resource country', 'location', 'site', 'country', 'office'],
  category: ['category', 'type'],
  impact: ['impact'],
  urgency: ['urgency'],
  affectedUser: ['affected user', 'caller', 'requester', 'requester email', 'reported by', 'contact', 'customer email'],
  solution: ['solution', 'resolution', 'close notes', 'resolution notes'],
  openedAt: ['opened at', 'open time', 'opened', 'created at', 'created', 'create time', 'sys created on'],
  resolvedAt: ['resolved at', 'resolved time', 'resolved', 'solved at'],
  closedAt: ['closed at', 'close time', 'closed', 'completed at'],
  state: ['state', 'status', 'ticket status'],
  time: ['time:timestamp', 'timestamp', 'event time', 'time', 'datestamp'],
  author: ['org:resource', 'resource', 'author', 'agent', 'user'],
  lines: ['organization involved', 'organisation involved', 'organisation line', 'department'],
};

const forms = [
  'dd/MM/yyyy HH:mm:ss',
  'dd-MM-yyyy HH:mm:ss',
  'dd.MM.yyyy HH:mm:ss',
  'dd/MM/yyyy HH:mm',
  'd.M.yyyy H:mm',
  'd/M/yyyy H:mm',
  'dd/MM/yyyy',
  'd.M.yyyy',
];

/** A mapping for a source by its columns' names and what is known of the values of such tools. */
export function suggest(sniff: Sniff, { customer }: { customer?: string | undefined }): Suggestion {
  const used = new Set<string>();
  const find = (field: string, columns: readonly string[]) => {
    const found = bestColumn(
      names[field] ?? [field],
      columns.filter((column) => !used.has(column)),
    );
    if (found !== undefined) used.add(found);
    return found;
  };
  const mapping = sniff.kind === 'xes' ? ofLog(sniff, find, used) : ofTable(sniff, find);
  const fields: Record<string, FieldMapping> = {
    ...mapping.fields,
    customer: customer === undefined ? {} : { from: { constant: customer }, create: { kind: 'customer' } },
    channel: { default: 'import' },
  };
  const line = mapping.records?.[0];
  const records =
    line && customer !== undefined ? [{ ...line, create: { ...line.create, parent: customer } }] : mapping.records;
  const open = customer === undefined ? ['customer'] : [];
  return {
    mapping: { ...mapping, fields, ...(records ? { records } : {}) },
    unused: sniff.columns.filter((column) => !used.has(column)),
    open,
  };
}

type Find = (field: string, columns: readonly string[]) => string | undefined;

function ofLog(sniff: Sniff, find: Find, used: Set<string>): Mapping {
  const ofCases = sniff.columns.filter((column) => column.startsWith('trace.'));
  const ofEvents = sniff.columns.filter((column) => column.startsWith('event.'));
  const number = find('number', ofCases) ?? 'trace.concept:name';
  const status = ['event.concept:name', 'event.lifecycle:transition'].filter((column) => ofEvents.includes(column));
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
  return {
    version: 1,
    kind: 'incident',
    number: { column: number },
    fields: {
      title: { from: { template: `Case {${number}}` } },
      ...common(find, ofEvents.length > 0 ? [...ofCases, ...ofEvents] : ofCases),
      ...(lines ? { tags: { from: { column: lines, take: 'all' } } } : {}),
    },
    history: {
      time,
      ...(author ? { author } : {}),
      state: { columns: status, map: status.length > 1 ? statuses : { ...plainStatuses } },
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
  return {
    version: 1,
    kind: 'incident',
    source: { rows: 'case', zone: 'UTC', dates: formsOf(sniff, times) },
    ...(number === undefined ? {} : { number: { column: number } }),
    fields: {
      ...titleOf(title, number),
      ...plain('description'),
      ...plain('solution'),
      ...common(find, columns),
      ...(group ? { group: { from: { column: group }, create: {} } } : {}),
      ...Object.fromEntries(
        times.flatMap(([field, column]) => (column === undefined ? [] : [[field, { from: { column } }]])),
      ),
    },
    state:
      state === undefined
        ? { columns: [], map: {}, default: { state: 'closed' } }
        : { columns: [state], map: { ...plainStatuses, ...seen(sniff, state) } },
    clocks: 'by-rules',
  };
}

/** A title of its own, else one made of the number; without either a person has to say where it comes from. */
function titleOf(title: string | undefined, number: string | undefined): Record<string, FieldMapping> {
  if (title !== undefined) return { title: { from: { column: title } } };
  return number === undefined ? {} : { title: { from: { template: `Case {${number}}` } } };
}

function common(find: Find, columns: readonly string[]): Record<string, FieldMapping> {
  const service = find('service', columns);
  const item = find('configurationItem', columns);
  const impact = find('impact', columns);
  const urgency = find('urgency', columns);
  const user = find('affectedUser', columns);
  return {
    ...(service ? { service: { from: { column: service }, create: { onPortal: false } } } : {}),
    ...(item ? { configurationItem: { from: { column: item }, unmapped: 'default' } } : {}),
    // Only people who are here already: an import never makes up an account.
    ...(user ? { affectedUser: { from: { column: user }, unmapped: 'default' } } : {}),
    impact: impact ? { from: { column: impact }, map: levels, default: 3 } : { default: 3 },
    urgency: urgency ? { from: { column: urgency }, map: levels, default: 2 } : { default: 2 },
  };
}

/** Statuses of the sample that are known by a word in them. */
function seen(sniff: Sniff, column: string): Record<string, StateMapping> {
  const words = new Set(sniff.rows.map(({ values }) => fold(String(values[column] ?? '').trim())));
  const known = [...words].flatMap((word): [string, StateMapping][] => {
    if (word === '' || word in plainStatuses) return [];
    const found = Object.entries(plainStatuses).find(([name]) => word.includes(name));
    return found ? [[word, found[1]]] : [];
  });
  return Object.fromEntries(known);
}

/** The first form that reads every time of the sample. */
function formsOf(sniff: Sniff, times: readonly (readonly [string, string | undefined])[]): string[] {
  const texts = times.flatMap(([, column]) =>
    column === undefined ? [] : sniff.rows.map(({ values }) => String(values[column] ?? '').trim()),
  );
  const filled = texts.filter((text) => text !== '');
  if (filled.every((text) => instantReader({})(text) !== null)) return [];
  const found = forms.find((form) => filled.every((text) => instantReader({ forms: [form] })(text) !== null));
  return found === undefined ? [] : [found];
}
