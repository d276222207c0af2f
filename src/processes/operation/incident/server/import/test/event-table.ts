import type { Mapping } from '#/capabilities/mapping/shared/mapping.ts';

/** A row of a table that has a row for each event, as ticket tools export their audit trail. */
export interface EventRow {
  number: string;
  state: string;
  at: string;
  by?: string;
  group?: string;
  title?: string;
  opened?: string;
  solved?: string;
  closed?: string;
}

const heads = ['number', 'state', 'at', 'by', 'group', 'title', 'opened', 'solved', 'closed'] as const;

/** Rows as CSV. */
export const eventTable = (rows: readonly EventRow[]): string =>
  [heads, ...rows.map((row) => heads.map((head) => row[head] ?? ''))].map((cells) => `${cells.join(';')}\n`).join('');

/** The mapping of such a table; with `given`, opened, solved and closed are taken from columns of their own. */
export const eventMapping = (given = false): Mapping => ({
  version: 1,
  kind: 'incident',
  source: { rows: 'event' },
  number: { column: 'number' },
  fields: {
    title: { from: { column: 'title', take: 'first' }, default: 'No title' },
    customer: { default: 'Acme' },
    ...(given
      ? {
          openedAt: { from: { column: 'opened' } },
          resolvedAt: { from: { column: 'solved' } },
          closedAt: { from: { column: 'closed' } },
        }
      : {}),
  },
  history: {
    time: 'at',
    author: 'by',
    state: {
      columns: ['state'],
      map: {
        New: { state: 'new' },
        Active: { state: 'in-progress' },
        Resolved: { state: 'resolved', answered: true },
        Closed: { state: 'closed' },
      },
    },
    fields: { group: { from: { column: 'group' }, unmapped: 'default' } },
  },
  clocks: 'by-rules',
});
