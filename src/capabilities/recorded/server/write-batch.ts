import { upsertClocks } from '#/capabilities/clocks/server/stored.ts';
import type { Entry } from '#/capabilities/history/server/append.ts';
import { lastTold } from '#/capabilities/history/server/last-told.ts';
import type { Runner } from '#/platform/database/pools.ts';
import { newId } from '#/platform/ids.ts';
import type { Context } from '#/record/server/context.ts';
import { toldAt } from '#/record/shared/define.ts';
import type { RecordType } from '#/record/server/kit.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import type { BulkRecord } from '#/record/server/bulk-write.ts';
import { insertRecords, nextNumbers, updateRecords, upsertItems } from '#/record/server/bulk-write.ts';
import { skipNumbers } from '#/record/server/own-numbers.ts';
import { isRowKey } from './row-key.ts';
import { appendAll } from '#/capabilities/history/server/append.ts';
import { isVersioned, same } from './compare.ts';
import type { Decision, Known } from './decide.ts';
import type { KeptEvents } from './kept-events.ts';
import type { ImportTarget, Prepared, RecordedEntry } from '#/capabilities/mapping/server/target.ts';

interface Writing extends BulkRecord {
  key: string;
  digest: Buffer;
  prepared: Prepared;
  entries: RecordedEntry[];
  /** What goes into its history of all that. */
  written: Entry[];
  known: Known | null;
  kept: KeptEvents | null;
}

/**
 * Writes what was decided, in the transaction of its batch and in a handful of statements: records, registry rows,
 * history, clocks and timers. No outbox row: nobody is notified, assigned or escalated by what happened elsewhere.
 * Returns the item of each decision, by its place.
 */
export async function writeDecisions(
  ctx: Context,
  tx: Runner,
  target: ImportTarget,
  type: RecordType,
  run: string,
  decisions: readonly Decision[],
): Promise<(string | null)[]> {
  const walls = await target.wallKeys(tx, [
    ...new Set(decisions.flatMap(({ candidate }) => candidate.ready?.prepared.wall ?? [])),
  ]);
  const writing = decisions.flatMap((decision) => writingOf(ctx, type, walls, decision) ?? []);
  const created = writing.filter(({ known }) => known === null);
  await giveNumbers(tx, type, created);
  const updated = writing.filter(({ known }) => known !== null);
  const refreshed = decisions.filter((decision) => decision.outcome === 'unchanged' && decision.refresh);
  const writes: Promise<unknown>[] = [];
  if (created.length > 0) {
    const numbers = created.map(({ key }) => key);
    writes.push(tx.query(insertRecords(type, created)), moveCounter(tx, type, run, numbers));
  }
  if (updated.length > 0) writes.push(tx.query(updateRecords(type, updated)), ...forget(tx, updated));
  if (writing.length > 0) {
    const clocks = writing.flatMap(clocksOf);
    writes.push(
      tx.query(upsertItems(type, writing)),
      appendAll(
        tx,
        writing.flatMap(({ written }) => written),
      ),
    );
    if (clocks.length > 0) writes.push(tx.query(upsertClocks(clocks)));
    writes.push(writeTimers(tx, writing), writeRecorded(tx, type, run, writing), writeKept(tx, writing));
  }
  if (refreshed.length > 0) writes.push(refreshDigests(tx, type, refreshed));
  await Promise.all(writes);
  const byKey = new Map(writing.map(({ key, id }) => [key, id]));
  return decisions.map((decision) => {
    if (decision.outcome === 'created' || decision.outcome === 'updated')
      return byKey.get(decision.candidate.key ?? '') ?? null;
    return decision.item;
  });
}

function writingOf(
  ctx: Context,
  type: RecordType,
  walls: ReadonlyMap<string, number>,
  decision: Decision,
): Writing | null {
  const { candidate, outcome } = decision;
  if (!candidate.ready || candidate.key === null || (outcome !== 'created' && outcome !== 'updated')) return null;
  const { prepared, digest, kept } = candidate.ready;
  const known = outcome === 'updated' ? decision.known : null;
  const id = known?.item ?? newId(ctx.now);
  const entries = known ? appended(known) : prepared.entries;
  const corrected = known ? correctionsOf(type, known, prepared.row) : {};
  const last = entries.at(-1)?.version ?? known?.version ?? 0;
  const head = known
    ? { version: last + (Object.keys(corrected).length > 0 ? 1 : 0), updatedAt: new Date(ctx.now).toISOString() }
    : { createdBy: null };
  const row: Row = {
    ...prepared.row,
    ...head,
    id,
    number: known?.row['number'] ?? candidate.key,
    updatedBy: ctx.actor.person,
  };
  const customer = prepared.wall === null ? null : (walls.get(prepared.wall) ?? null);
  const one = { id, key: candidate.key, digest, row, customer, dueAt: prepared.dueAt, prepared, entries, known, kept };
  const written = entriesOf(ctx, type, one, corrected);
  row[toldAt] = lastTold(written, known?.row[toldAt] as string | undefined) ?? row['createdAt'];
  return { ...one, written };
}

/** Moves the counter of new numbers past those of the file, and remembers it with the run. */
async function moveCounter(tx: Runner, type: RecordType, run: string, numbers: readonly string[]): Promise<void> {
  const moved = await skipNumbers(tx, type, numbers);
  if (!moved) return;
  await tx.query({
    sql: 'update import_run set numbered_from = coalesce(numbered_from, $2), numbered_to = $3 where id = $1',
    parameters: [run, moved.from, moved.to],
  });
}

/** Cases that came without a number get the next ones, in the order of the file. */
async function giveNumbers(tx: Runner, type: RecordType, created: readonly Writing[]): Promise<void> {
  const without = created.filter(({ key }) => isRowKey(key));
  if (without.length === 0) return;
  const numbers = await nextNumbers(tx, type, without.length);
  for (const [nth, one] of without.entries()) one.row['number'] = numbers[nth];
}

/** Events that are new in the source go on where the record's own versions end; one event is one version. */
function appended({ added, version }: Known): RecordedEntry[] {
  const versions = [...new Set(added.map((entry) => entry.version))];
  return added.map((entry) => ({
    ...entry,
    action: 'import',
    version: version + versions.indexOf(entry.version) + 1,
  }));
}

type Changes = Record<string, [unknown, unknown]>;

/** What changes besides what the added events tell of: field → value before, value after. */
function correctionsOf(type: RecordType, { row, added }: Known, next: Row): Changes {
  const told = { ...row };
  for (const { payload } of added) {
    for (const [field, [, to]] of Object.entries((payload['changes'] ?? {}) as Changes)) told[field] = to;
  }
  const fields = type.columns.map(({ field }) => field).filter((field) => isVersioned(type, field));
  const wrong = fields.filter((field) => !same(told[field], next[field]));
  return Object.fromEntries(wrong.map((field) => [field, [told[field] ?? null, next[field] ?? null]]));
}

function entriesOf(
  ctx: Context,
  type: RecordType,
  { id, customer, row, entries, known }: Omit<Writing, 'written'>,
  corrected: Changes,
): Entry[] {
  const common = { item: id, customer, kind: type.definition.name, origin: 'import', request: ctx.request.id };
  const recorded = entries.map(({ known: _, ...entry }) => ({ ...common, ...entry, actor: null }));
  if (!known) return recorded;
  const now = {
    ...common,
    action: 'import',
    at: new Date(ctx.now).toISOString(),
    actor: ctx.actor.person,
    version: row['version'] as number,
  };
  const parts = [
    ['everyone', Object.entries(corrected).filter(([field]) => isPublic(type, field))],
    ['staff', Object.entries(corrected).filter(([field]) => !isPublic(type, field))],
  ] as const;
  const corrections = parts
    .filter(([, changes]) => changes.length > 0)
    .map(([audience, changes]): Entry => ({ ...now, audience, payload: { changes: Object.fromEntries(changes) } }));
  return [...recorded, ...corrections];
}

/** Whether people outside of the desk may read a field's changes. */
export function isPublic(type: RecordType, field: string): boolean {
  const { follow, fields } = type.definition;
  return follow !== undefined && field !== 'custom' && fields[field]?.audience !== 'staff';
}

function clocksOf({ id, customer, prepared }: Writing) {
  return prepared.clocks.map(({ clock, next }) => ({
    clock: { ...clock, item: id, customer, computedOnImport: true },
    next,
  }));
}

/** Clocks and timers of an earlier import, which this one computes anew. */
function forget(tx: Runner, updated: readonly Writing[]): Promise<unknown>[] {
  const items = updated.map(({ id }) => id);
  return [
    tx.query({ sql: 'delete from timer where item = any($1::uuid[]) and fired_at is null', parameters: [items] }),
  ];
}

async function writeTimers(tx: Runner, writing: readonly Writing[]): Promise<void> {
  const rows = writing.flatMap(({ id, customer, prepared }) =>
    prepared.timers.map(({ kind, due, payload }) => ({
      id: newId(),
      item: id,
      customer,
      kind,
      due: new Date(due).toISOString(),
      payload,
    })),
  );
  if (rows.length === 0) return;
  await tx.query({
    sql: `insert into timer (id, item, customer, kind, due, payload) select * from jsonb_to_recordset($1::jsonb)
      as r (id uuid, item uuid, customer int, kind text, due timestamptz, payload jsonb)`,
    parameters: [JSON.stringify(rows)],
  });
}

function writeRecorded(tx: Runner, type: RecordType, run: string, writing: readonly Writing[]): Promise<unknown> {
  return tx.query({
    sql: `insert into import_record (kind, key, item, run, digest, version)
      select $1, r.key, r.item, $2, r.digest, r.version
      from unnest($3::text[], $4::uuid[], $5::bytea[], $6::int[]) as r (key, item, digest, version)
      on conflict (kind, key) do update set run = excluded.run, digest = excluded.digest, version = excluded.version`,
    parameters: [
      type.definition.name,
      run,
      writing.map(({ key }) => key),
      writing.map(({ id }) => id),
      writing.map(({ digest }) => digest),
      writing.map(({ row }) => row['version']),
    ],
  });
}

async function writeKept(tx: Runner, writing: readonly Writing[]): Promise<void> {
  const rows = writing.flatMap(({ id, kept }) => (kept ? [{ item: id, ...kept }] : []));
  if (rows.length === 0) return;
  await tx.query({
    sql: `insert into import_event (item, columns, events)
      select item, columns, events from jsonb_to_recordset($1::jsonb) as r (item uuid, columns jsonb, events jsonb)
      on conflict (item) do update set columns = excluded.columns, events = excluded.events`,
    parameters: [JSON.stringify(rows)],
  });
}

function refreshDigests(tx: Runner, type: RecordType, decisions: readonly Decision[]): Promise<unknown> {
  return tx.query({
    sql: `update import_record i set digest = r.digest from unnest($2::text[], $3::bytea[]) as r (key, digest)
      where i.kind = $1 and i.key = r.key`,
    parameters: [
      type.definition.name,
      decisions.map(({ candidate }) => candidate.key),
      decisions.map(({ candidate }) => candidate.ready?.digest),
    ],
  });
}

/** The clocks of records as they stand, whole, for an undo. */
export async function clocksBefore(tx: Runner, items: readonly string[]): Promise<ReadonlyMap<string, unknown>> {
  if (items.length === 0) return new Map();
  const rows = await tx.query<{ item: string; clocks: unknown }>({
    sql: 'select item, jsonb_agg(to_jsonb(c)) as clocks from clock c where item = any($1::uuid[]) group by item',
    parameters: [items],
  });
  return new Map(rows.map(({ item, clocks }) => [item, clocks]));
}
