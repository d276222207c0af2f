import type { Entry } from '#/capabilities/history/server/append.ts';
import { lastTold } from '#/capabilities/history/server/last-told.ts';
import { removeRecords } from '#/capabilities/removal/server/remove-records.ts';
import { quote } from '#/platform/database/build.ts';
import type { Runner } from '#/platform/database/pools.ts';
import type { Context } from '#/record/server/context.ts';
import { toldAt } from '#/record/shared/define.ts';
import type { RecordType } from '#/record/server/kit.ts';
import { wholeRow } from '#/record/server/read/columns.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import type { BulkRecord } from '#/record/server/bulk-write.ts';
import { unskipNumbers } from '#/record/server/own-numbers.ts';
import { updateRecords, upsertItems } from '#/record/server/bulk-write.ts';
import { appendAll } from '#/capabilities/history/server/append.ts';
import type { BeforeUpdate } from './commit-batch.ts';
import type { Run } from './run-row.ts';
import { typeOfRun } from './begin-undo.ts';
import { findRun } from './run-row.ts';
import type { ImportTarget } from '#/capabilities/mapping/server/target.ts';
import { isPublic } from '#/capabilities/recorded/server/write-batch.ts';

/**
 * Takes back what a run did, after `beginUndo`: removes what it created with everything that hangs on it and
 * erases its history, restores what it updated by a compensating entry, and removes the records that it made because
 * cases named them, where nothing else uses them. Can be run again after it was killed.
 */
export async function undoRun(ctx: Context, target: ImportTarget, run: Run): Promise<Run> {
  const type = typeOfRun(ctx, target.kind);
  await restoreUpdated(ctx, type, run);
  const created = await itemsOf(
    ctx,
    `select item from import_result where run = $1 and outcome = 'created' order by position`,
    run.id,
  );
  const also = (tx: Runner, removed: readonly string[]) => addUndone(tx, run.id, { removed: removed.length });
  const records = await removeRecords(ctx, created, `import ${run.id} taken back`, { also });
  // Those made later may point at those made before.
  const made = await itemsOf(ctx, 'select item from import_made where run = $1 order by item desc', run.id);
  const others = await removeRecords(ctx, made, `import ${run.id} taken back`, { also });
  await ctx.db.transaction({ kind: 'staff' }, async (tx) => {
    await counterBack(tx, type, run.id);
    await addUndone(tx, run.id, { kept: records.kept.length + others.kept.length });
    await tx.query({
      sql: `update import_run set status = 'undone', ended_at = $2 where id = $1 and status = 'undoing'`,
      parameters: [run.id, new Date(ctx.now).toISOString()],
    });
  });
  return (await findRun(ctx, run.id)) ?? run;
}

/**
 * Adds to what the undo of a run did so far, in the transaction that does it: a command and a worker may share the work,
 * or one goes on where another one was killed.
 */
async function addUndone(
  tx: Runner,
  id: string,
  { removed = 0, restored = 0, kept = 0 }: { removed?: number; restored?: number; kept?: number },
): Promise<void> {
  const sum = (name: string, parameter: string) =>
    `'${name}', coalesce((counts #>> '{undo,${name}}')::int, 0) + ${parameter}::int`;
  await tx.query({
    sql: `update import_run set counts = counts || jsonb_build_object('undo', jsonb_build_object(
        ${sum('removed', '$2')}, ${sum('restored', '$3')}, ${sum('kept', '$4')})) where id = $1 and status = 'undoing'`,
    parameters: [id, removed, restored, kept],
  });
}

/** New numbers go on from where they were before the run, unless some were given since. */
async function counterBack(tx: Runner, type: RecordType, run: string): Promise<void> {
  const [row] = await tx.query<{ from: string | null; to: string | null }>({
    sql: `select numbered_from as "from", numbered_to as "to" from import_run where id = $1 and status = 'undoing'`,
    parameters: [run],
  });
  if (row?.from == null || row.to === null) return;
  await unskipNumbers(tx, type, { from: Number(row.from), to: Number(row.to) });
}

async function itemsOf(ctx: Context, sql: string, run: string): Promise<string[]> {
  const rows = await ctx.db.read<{ item: string | null }>({ kind: 'staff' }, { sql, parameters: [run] });
  return rows.flatMap(({ item }) => item ?? []);
}

interface Updated {
  item: string;
  before: BeforeUpdate;
  version: number;
}

const batch = 500;

async function restoreUpdated(ctx: Context, type: RecordType, run: Run): Promise<void> {
  for (;;) {
    const more = await ctx.db.relay(async (tx) => {
      // One at a time: whoever waited for a row that another one restored would take the rest for done as well.
      await tx.query({ sql: 'select from import_run where id = $1 for update', parameters: [run.id] });
      const rows = await tx.query<Updated>({
        sql: `select r.item, r.before, i.version from import_result r join import_record i on i.item = r.item and i.run = $1
          where r.run = $1 and r.outcome = 'updated' and r.before is not null order by r.position limit ${batch} for update of r`,
        parameters: [run.id],
      });
      if (rows.length === 0) return false;
      const restored = await restore(ctx, tx, type, run.id, rows);
      // What was restored, or cannot be, is not looked at again.
      await tx.query({
        sql: 'update import_result set before = null where run = $1 and item = any($2::uuid[])',
        parameters: [run.id, rows.map(({ item }) => item)],
      });
      await addUndone(tx, run.id, { restored, kept: rows.length - restored });
      return true;
    });
    if (!more) return;
  }
}

async function restore(
  ctx: Context,
  tx: Runner,
  type: RecordType,
  run: string,
  updated: readonly Updated[],
): Promise<number> {
  const current = await tx.query<Row & { $customer?: number }>({
    // In the order in which imports lock them too, so that nobody waits in a circle.
    sql: `select ${wholeRow(type, 't')} from ${quote(type.table)} t where id = any($1::uuid[])
      order by id for no key update`,
    parameters: [updated.map(({ item }) => item)],
  });
  const byId = new Map(current.map((row) => [row['id'] as string, row]));
  const records: BulkRecord[] = [];
  const entries: Entry[] = [];
  const back: (Updated & { to: number })[] = [];
  for (const one of updated) {
    const row = byId.get(one.item);
    if (!row || row['version'] !== one.version) continue;
    const to = one.version + 1;
    const now = new Date(ctx.now).toISOString();
    const customer = row.$customer ?? null;
    const told = compensations(ctx, type, one, row, to, customer, run);
    const next = {
      ...row,
      ...one.before.row,
      version: to,
      updatedAt: now,
      updatedBy: ctx.actor.person,
      [toldAt]: lastTold(told, row[toldAt] as string | undefined),
    };
    records.push({ id: one.item, row: next, customer, dueAt: dueOf(one.before.clocks) });
    entries.push(...told);
    back.push({ ...one, to });
  }
  if (records.length === 0) return 0;
  const items = back.map(({ item }) => item);
  await Promise.all([
    tx.query(updateRecords(type, records)),
    tx.query(upsertItems(type, records)),
    appendAll(tx, entries),
    tx.query({ sql: 'delete from timer where item = any($1::uuid[]) and fired_at is null', parameters: [items] }),
    tx.query({ sql: 'delete from clock where item = any($1::uuid[])', parameters: [items] }),
    tx.query({
      sql: 'insert into clock select * from jsonb_populate_recordset(null::clock, $1::jsonb)',
      parameters: [JSON.stringify(back.flatMap(({ before }) => before.clocks as unknown[]))],
    }),
    tx.query({
      // The run before is again the last one that this record came from, so that it can be taken back as well.
      sql: `update import_record i set digest = decode(r.digest, 'hex'), version = r.version, run = coalesce(r.run, i.run)
        from unnest($1::uuid[], $2::text[], $3::int[], $4::uuid[]) as r (item, digest, version, run) where i.item = r.item`,
      parameters: [
        items,
        back.map(({ before }) => before.digest),
        back.map(({ to }) => to),
        back.map(({ before }) => before.run ?? null),
      ],
    }),
    restoreEvents(tx, back),
  ]);
  return records.length;
}

/** Puts the events that were kept of records back to what they were before the run. */
async function restoreEvents(tx: Runner, back: readonly Updated[]): Promise<void> {
  const rows = back.flatMap(({ item, before }) => (before.kept ? [{ item, ...before.kept }] : []));
  const without = back.filter(({ before }) => before.kept === null).map(({ item }) => item);
  await tx.query({
    sql: `update import_event e set columns = r.columns, events = r.events
      from jsonb_to_recordset($1::jsonb) as r (item uuid, columns jsonb, events jsonb) where e.item = r.item`,
    parameters: [JSON.stringify(rows)],
  });
  await tx.query({ sql: 'delete from import_event where item = any($1::uuid[])', parameters: [without] });
}

function dueOf(clocks: unknown): string | null {
  const rows = (clocks ?? []) as { running: string; due_at: string | null }[];
  const dues = rows.flatMap(({ running, due_at }) =>
    running === 'running' && due_at !== null ? [Date.parse(due_at)] : [],
  );
  return dues.length === 0 ? null : new Date(Math.min(...dues)).toISOString();
}

function compensations(
  ctx: Context,
  type: RecordType,
  one: Updated,
  row: Row,
  version: number,
  customer: number | null,
  run: string,
): Entry[] {
  const common = {
    item: one.item,
    customer,
    kind: type.definition.name,
    action: 'undo',
    at: new Date(ctx.now).toISOString(),
    actor: ctx.actor.person,
    origin: 'import',
    // By the run that is taken back its events are known as withdrawn.
    request: run,
    version,
  };
  const { changed, row: old } = one.before;
  if (changed.length === 0) return [{ ...common, audience: 'staff', payload: {} }];
  return ([true, false] as const).flatMap((open): Entry[] => {
    const fields = changed.filter((field) => isPublic(type, field) === open);
    if (fields.length === 0) return [];
    const changes = Object.fromEntries(fields.map((field) => [field, [row[field] ?? null, old[field] ?? null]]));
    return [{ ...common, audience: open ? 'everyone' : 'staff', payload: { changes } }];
  });
}
