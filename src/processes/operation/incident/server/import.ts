import { addBusinessDays } from '#/engines/calendar/business-days.ts';
import { DAY } from '#/base/time.ts';
import { CaseFault } from '#/capabilities/mapping/shared/fault.ts';
import { nextDeadline } from '#/capabilities/clocks/server/stored.ts';
import type { FilledCase, ImportTarget, Prepared } from '#/capabilities/mapping/server/target.ts';
import { policies } from '#/processes/design/service-level/server/api.ts';
import { configurationOf } from '#/record/server/configuration.ts';
import { soundRows } from '#/record/server/row-faults.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import { lookUpPriority } from '../engine/priority.ts';
import type { RecordedClocks } from './import/clocks.ts';
import { openClocks } from './import/clocks.ts';
import { allStatuses } from './import/status-words.ts';
import { sinceBefore, stays } from './import/stays.ts';
import { suggest } from './import/suggest.ts';
import { beginning, eventFields, walk } from './import/walk.ts';
import { closeAfterDays } from './settle.ts';

const required = ['title', 'customer'] as const;

/** How incidents come in with their history, outside of the guards of their steps. */
export const incidentImport: ImportTarget = {
  kind: 'incident',
  fields: [
    'title', 'description', 'affectedUser', 'requester', 'customer', 'channel', 'category', 'service',
    'configurationItem', 'location', 'impact', 'urgency', 'priority', 'group', 'assignee', 'closeCode', 'solution',
    'cause', 'openedAt', 'resolvedAt', 'closedAt', 'tags',
  ], // prettier-ignore
  eventFields,
  required,
  reasonKind: 'pending-reason',
  makes: ['organisation', 'group', 'service', 'location', 'category', 'configuration-item'],
  async policies(ctx) {
    return (await policies(ctx)).filter(({ kind }) => kind === 'incident').map(({ id, name }) => ({ id, name }));
  },
  async begin(ctx, { mapping, switchOver }) {
    const configuration = await configurationOf(ctx);
    const [matrix] = await soundRows(ctx, 'priority-matrix');
    const reasons = new Map(
      (await configuration.rows('pending-reason', 'all')).map((row) => [row['id'] as string, row]),
    );
    const cells = (matrix?.['cells'] as number[][] | undefined) ?? [];
    const clocksOf = await openClocks(ctx, mapping.clocks, switchOver);
    return async (filled) => prepare(filled, cells, reasons, clocksOf(), switchOver);
  },
  async wallKeys(tx, organisations) {
    if (organisations.length === 0) return new Map();
    const rows = await tx.query<{ id: string; key: number }>({
      sql: 'select id, customer_key as key from organisation where id = any($1::uuid[])',
      parameters: [organisations],
    });
    return new Map(rows.map(({ id, key }) => [id, key]));
  },
  async complete(tx, kind, row) {
    if (kind !== 'organisation') return;
    const [next] = await tx.query<{ key: number }>({
      sql: "select nextval('organisation_key') as key",
      parameters: [],
    });
    row['customerKey'] = next?.key;
  },
  statusWords: allStatuses,
  sinceBefore,
  stays,
  carryOver(before, row) {
    const moved = row['group'] !== null && before['group'] !== null && row['group'] !== before['group'];
    const reopened = endings.has(String(before['state'])) && !endings.has(String(row['state']));
    Object.assign(row, {
      reopenedCount: (before['reopenedCount'] as number) + (reopened ? 1 : 0),
      reassignedCount: (before['reassignedCount'] as number) + (moved ? 1 : 0),
      pingPong: before['pingPong'],
    });
  },
  suggest,
};

const endings = new Set(['resolved', 'closed', 'cancelled']);

function prepare(
  filled: FilledCase,
  cells: readonly (readonly number[])[],
  reasons: ReadonlyMap<string, Row>,
  clocks: RecordedClocks,
  switchOver: number,
): Prepared {
  const { fields } = filled;
  for (const field of required) {
    if (fields[field] === null || fields[field] === undefined) throw new CaseFault('field-required', { field });
  }
  if (fields['priority'] != null) fields['priorityReason'] = 'import';
  else delete fields['priority'];
  fields['requester'] ??= fields['affectedUser'] ?? null;
  fields['affectedUser'] ??= fields['requester'] ?? null;
  const inMatrix = (row: Row) => lookUpPriority(cells, row['impact'] as number, row['urgency'] as number);
  const priorityOf = (row: Row) => {
    const priority = inMatrix(row);
    // Levels that the matrix does not have need none where the file itself says the priority.
    if (priority === null && row['priorityReason']) return fields['priority'] as number;
    if (priority === null)
      throw new CaseFault('level-not-in-matrix', { impact: String(row['impact']), urgency: String(row['urgency']) });
    return priority;
  };
  // A priority that follows from impact and urgency is nobody's decision: it goes on following from them.
  if (fields['priority'] === inMatrix(levelsAtTheEnd(filled))) delete fields['priority'];
  if (fields['priority'] === undefined) fields['priorityReason'] = null;
  const { row, entries, dropped } = walk(filled, priorityOf, clocks.hears);
  const handed = clocks.handOver();
  return {
    row,
    wall: row['customer'] as string,
    entries,
    events: filled.events.length,
    dropped,
    clocks: handed,
    timers: timersOf(row, reasons, clocks, switchOver),
    dueAt: nextDeadline(handed.map(({ clock }) => clock)),
  };
}

function levelsAtTheEnd({ fields, events }: FilledCase): Row {
  const of = (field: 'impact' | 'urgency', otherwise: number) =>
    events.findLast((event) => event.fields[field] !== undefined)?.fields[field] ?? fields[field] ?? otherwise;
  return { impact: of('impact', beginning.impact), urgency: of('urgency', beginning.urgency) };
}

/** What goes on by itself from the switch-over on: closing what is resolved, reminding those who are waited for. */
function timersOf(
  row: Row,
  reasons: ReadonlyMap<string, Row>,
  { agreement }: RecordedClocks,
  switchOver: number,
): Prepared['timers'] {
  const on = (days: number) => {
    const from = Math.max(switchOver, Date.parse(row['updatedAt'] as string));
    return (agreement && addBusinessDays(agreement.calendar, from, days)) ?? from + days * DAY;
  };
  if (row['state'] === 'resolved') return [{ kind: 'incident.close', due: on(closeAfterDays), payload: {} }];
  if (row['state'] !== 'pending') return [];
  const reason = reasons.get(row['pendingReason'] as string);
  const days = reason?.['remindAfterDays'] as number | null | undefined;
  if (!days || !((reason?.['reminders'] as number) > 0)) return [];
  return [{ kind: 'incident.remind', due: on(days), payload: { nth: 1 } }];
}
