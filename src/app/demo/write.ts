import { appendEntries } from '#/capabilities/history/server/append.ts';
import { nextAt, nextDeadline, upsertClocks } from '#/capabilities/clocks/server/stored.ts';
import { quote } from '#/platform/database/build.ts';
import type { Runner } from '#/platform/database/pools.ts';
import { newId } from '#/platform/ids.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import type { RecordType } from '#/record/server/kit.ts';
import type { Story } from './story.ts';

/**
 * Writes stories as their commits would have left them, a batch at a time and never row by row. Nothing goes to the
 * outbox: nobody is told of work that was made up.
 */
export async function writeStories(tx: Runner, type: RecordType, stories: readonly Story[]): Promise<void> {
  for (let from = 0; from < stories.length; from += 250) await writeBatch(tx, type, stories.slice(from, from + 250));
}

async function writeBatch(tx: Runner, type: RecordType, stories: readonly Story[]): Promise<void> {
  await insert(
    tx,
    type.table,
    stories.map((story) => recordRow(type, story)),
  );
  await insert(
    tx,
    'item',
    stories.map((story) => itemRow(type, story)),
  );
  await insert(
    tx,
    'note',
    stories.flatMap(({ notes }) => notes),
  );
  await insert(tx, 'link', stories.flatMap(linkRow));
  await insert(tx, 'timer', stories.flatMap(timerRows));
  await tx.query(
    upsertClocks(
      stories.flatMap(({ clocks, agreement }) =>
        clocks.map((clock) => ({
          clock,
          next: agreement ? nextAt(clock, agreement.calendar, agreement.thresholds) : null,
        })),
      ),
    ),
  );
  const entries = stories
    .flatMap((story) => story.entries)
    .toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  for (let from = 0; from < entries.length; from += 1000) {
    await tx.query(appendEntries(entries.slice(from, from + 1000)));
  }
}

/** Inserts rows by column name; a column that the first row leaves out keeps its default. */
async function insert(tx: Runner, table: string, rows: readonly Row[]): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const columns = Object.keys(first).map(quote).join(', ');
  await tx.query({
    sql: `insert into ${quote(table)} (${columns})
      select ${columns} from jsonb_populate_recordset(null::${quote(table)}, $1::jsonb)`,
    parameters: [JSON.stringify(rows)],
  });
}

function recordRow(type: RecordType, { row, customer, clocks }: Story): Row {
  const { due } = type.definition.item;
  const values = type.columns.map(({ field, column, type: sqlType }): [string, unknown] => {
    const empty = sqlType.endsWith('[]') ? [] : sqlType === 'boolean' ? false : null;
    return [column, (field === due ? nextDeadline(clocks) : row[field]) ?? empty];
  });
  return { ...Object.fromEntries(values), customer };
}

function itemRow(type: RecordType, { row, id, customer, clocks }: Story): Row {
  const { item: map, states, name } = type.definition;
  const value = (field: string | undefined) => (field === undefined ? null : (row[field] ?? null));
  return {
    id,
    kind: name,
    number: row['number'],
    customer,
    title: value(map.title),
    state: row['state'],
    state_group: states[row['state'] as string],
    priority: value(map.priority),
    service: value(map.service),
    support_group: value(map.group),
    assignee: value(map.assignee),
    opened_at: value(map.opened),
    due_at: nextDeadline(clocks),
    version: row['version'],
  };
}

function linkRow({ id, customer, link }: Story): Row[] {
  if (!link) return [];
  const { target, by, at } = link;
  return [{ id: newId(at), source: id, target, customer, kind: 'duplicates', by, at: new Date(at).toISOString() }];
}

function timerRows({ id, customer, timers }: Story): Row[] {
  return timers.map(({ kind, due, payload }) => ({
    id: newId(),
    item: id,
    customer,
    kind,
    due: new Date(due).toISOString(),
    payload,
  }));
}
