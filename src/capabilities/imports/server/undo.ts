import { message, Refusal } from '#/base/refusal.ts';
import type { Entry } from '#/capabilities/history/server/append.ts';
import { lastTold } from '#/capabilities/history/server/last-told.ts';
import { removeRecords } from '#/capabilities/removal/server/remove-records.ts';
import { Parameters, quote } from '#/platform/database/build.ts';
import type { Runner } from '#/platform/database/pools.ts';
import type { Context } from '#/record/server/context.ts';
import { toldAt } from '#/record/shared/define.ts';
import type { RecordType } from '#/record/server/kit.ts';
import { holds } from '#/record/server/permission.ts';
import { wholeRow } from '#/record/server/read/columns.ts';
import { permitted } from '#/record/server/read/predicate.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import type { BulkRecord } from '#/record/server/bulk-write.ts';
import { unskipNumbers } from '#/record/server/own-numbers.ts';
import { updateRecords, upsertItems } from '#/record/server/bulk-write.ts';
import { appendAll } from '#/capabilities/history/server/append.ts';
import type { BeforeUpdate } from './commit-batch.ts';
import type { Run } from './run-row.ts';
import { findRun } from './run-row.ts';
import type { ImportTarget } from '#/capabilities/mapping/server/target.ts';
import { isPublic } from '#/capabilities/recorded/server/write-batch.ts';

/**
 * Begins to take a run back: from here on it can only be finished. Refuses what is still under way or was a dry run,
 * a run with records that the actor may bring in no longer, and, unless `evenTouched`, one whose records somebody has
 * worked on since: the answer says how many.
 */
export async function beginUndo(ctx: Context, id: string, evenTouched: boolean): Promise<Run> {
  const run = await findRun(ctx, id);
  if (!run) throw new Refusal('not-found', 'refusal.not-found');
  if (run.dry || !['done', 'cancelled', 'failed', 'undoing'].includes(run.status)) {
    throw new Refusal('step-refused', message('import.cannot-undo', { status: run.dry ? 'dry' : run.status }));
  }
  const beyond = await countBeyond(ctx, run);
  if (beyond > 0) throw new Refusal('forbidden', message('import.undo-beyond', { count: beyond }));
  const touched = evenTouched || run.status === 'undoing' ? 0 : await countTouched(ctx, run);
  if (touched > 0) throw new Refusal('conflict', message('import.undo-touched', { count: touched }), {}, { touched });
  const statement = {
    sql: `update import_run set status = 'undoing', ended_at = null where id = $1`,
    parameters: [id],
  };
  await (ctx.tx ? ctx.tx.query(statement) : ctx.db.read({ kind: 'staff' }, statement));
  return { ...run, status: 'undoing' };
}

/**
 * Records of a run that are out of the reach of who takes it back (`reach.ts`), by their rights of now: who serves a
 * customer no longer removes nothing of theirs, whoever brought it in.
 */
async function countBeyond(ctx: Context, run: Run): Promise<number> {
  if (ctx.actor.kind === 'system' || holds(ctx.actor, 'import.manage')) return 0;
  const type = typeOf(ctx, run.kind);
  const parameters = new Parameters();
  const reached = permitted(ctx, type, type.definition.create, 't', parameters);
  const [row] = await ctx.db.read<{ beyond: number }>(
    { kind: 'staff' },
    {
      sql: `select count(*) as beyond from import_result r join ${quote(type.table)} t on t.id = r.item
        where r.run = ${parameters.value(run.id)} and r.outcome in ('created', 'updated') and (${reached}) is not true`,
      parameters: parameters.values,
    },
  );
  return row?.beyond ?? 0;
}

/** Records of a run that were changed, or written about, since it left them. */
async function countTouched(ctx: Context, run: Run): Promise<number> {
  const type = typeOf(ctx, run.kind);
  const [row] = await ctx.db.read<{ touched: number }>(
    { kind: 'staff' },
    {
      sql: `select count(*) as touched from import_result r join ${quote(type.table)} t on t.id = r.item
          left join import_record i on i.item = r.item
        where r.run = $1 and r.outcome in ('created', 'updated')
          and (i.run is distinct from $1 or i.version <> t.version or exists (select 1 from note n where n.item = r.item))`,
      parameters: [run.id],
    },
  );
  return row?.touched ?? 0;
}

function typeOf(ctx: Context, kind: string): RecordType {
  const type = ctx.kit.types.get(kind);
  if (!type) throw new Error(`no records of kind ${kind}`);
  return type;
}

/**
 * Takes back what a run did, after {@link beginUndo}: removes what it created with everything that hangs on it and
 * erases its history, restores what it updated by a compensating entry, and removes the records that it made because
 * cases named them, where nothing else uses them. Can be run again after it was killed.
 */
export async function undoRun(ctx: Context, target: ImportTarget, run: Run): Promise<Run> {
  const type = typeOf(ctx, target.kind);
  const restored = await restoreUpdated(ctx, type, run);
  const created = await itemsOf(
    ctx,
    `select item from import_result where run = $1 and outcome = 'created' order by position`,
    run.id,
  );
  const records = await removeRecords(ctx, created, `import ${run.id} taken back`);
  // Those made later may point at those made before.
  const made = await itemsOf(ctx, 'select item from import_made where run = $1 order by item desc', run.id);
  const others = await removeRecords(ctx, made, `import ${run.id} taken back`);
  const undo = {
    removed: records.removed.length + others.removed.length,
    restored: restored.restored,
    kept: records.kept.length + others.kept.length + restored.kept,
  };
  await ctx.db.transaction({ kind: 'staff' }, async (tx) => {
    await counterBack(tx, type, run.id);
    await tx.query({
      sql: `update import_run set status = 'undone', ended_at = $2, counts = counts || $3::jsonb
        where id = $1 and status = 'undoing'`,
      parameters: [run.id, new Date(ctx.now).toISOString(), JSON.stringify({ undo })],
    });
  });
  return { ...run, status: 'undone', counts: { ...run.counts, undo } };
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

async function restoreUpdated(ctx: Context, type: RecordType, run: Run): Promise<{ restored: number; kept: number }> {
  const total = { restored: 0, kept: 0 };
  for (;;) {
    const part = await ctx.db.relay(async (tx) => {
      const rows = await tx.query<Updated>({
        sql: `select r.item, r.before, i.version from import_result r join import_record i on i.item = r.item and i.run = $1
          where r.run = $1 and r.outcome = 'updated' and r.before is not null order by r.position limit ${batch} for update of r`,
        parameters: [run.id],
      });
      if (rows.length === 0) return null;
      const restored = await restore(ctx, tx, type, run.id, rows);
      // What was restored, or cannot be, is not looked at again.
      await tx.query({
        sql: 'update import_result set before = null where run = $1 and item = any($2::uuid[])',
        parameters: [run.id, rows.map(({ item }) => item)],
      });
      return { restored, kept: rows.length - restored };
    });
    if (!part) return total;
    total.restored += part.restored;
    total.kept += part.kept;
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
