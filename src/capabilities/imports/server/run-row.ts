import { Parameters } from '#/platform/database/build.ts';
import { newId } from '#/platform/ids.ts';
import type { Context } from '#/record/server/context.ts';
import { runRead } from '#/record/server/context.ts';
import type { Counts, RunStatus, ShownRun } from '../shared/answers.ts';
import type { Mapping } from '#/capabilities/mapping/shared/mapping.ts';
import { seenRuns } from './sight.ts';

/** One run of an import, as stored: as the wizard shows it, but for what depends on who looks. */
export interface Run extends Omit<ShownRun, 'by' | 'controls'> {
  by: string | null;
}

/** The counts of a run that has not begun. */
export const noCounts: Counts = { created: 0, updated: 0, unchanged: 0, refused: 0, events: 0, made: {}, dropped: {} };

/** The select list of a run. */
export const runColumns = `id, kind, name, mapping, source, source_name as "sourceName", dry, status, position, expected,
  counts, switch_over as "switchOver", error, at, by, started_at as "startedAt", ended_at as "endedAt"`;

/** Reads a run, or null where there is none that the actor may see. */
export async function findRun(ctx: Context, id: string): Promise<Run | null> {
  const parameters = new Parameters();
  const [run] = await runRead<Run>(ctx, {
    sql: `select ${runColumns} from import_run
      where id = ${parameters.value(id)} and ${seenRuns(ctx, 'by', parameters.value)}`,
    parameters: parameters.values,
  });
  return run ?? null;
}

/** The newest runs that the actor may see, or those behind the one of an id. */
export function listRuns(ctx: Context, limit: number, before: string | null = null): Promise<Run[]> {
  const parameters = new Parameters();
  const older =
    before === null ? '' : `(at, id) < (select at, id from import_run where id = ${parameters.value(before)}) and `;
  return runRead<Run>(ctx, {
    sql: `select ${runColumns} from import_run where ${older}${seenRuns(ctx, 'by', parameters.value)}
      order by at desc, id desc limit ${parameters.value(limit)}`,
    parameters: parameters.values,
  });
}

/** The newest run of the same file through the same mapping that was cut short, or null. */
export async function findUnfinished(
  ctx: Context,
  { kind, source, mapping }: Pick<NewRun, 'kind' | 'source' | 'mapping'>,
): Promise<Run | null> {
  const [run] = await runRead<Run>(ctx, {
    sql: `select ${runColumns} from import_run where kind = $1 and source = $2 and mapping = $3::jsonb and not dry
        and status in ('queued', 'running', 'cancelled', 'failed')
        and not exists (select 1 from import_run later where later.source = import_run.source and not later.dry
          and later.at > import_run.at)
      order by at desc limit 1`,
    parameters: [kind, source, JSON.stringify(mapping)],
  });
  return run ?? null;
}

export interface NewRun {
  kind: string;
  name: string;
  mapping: Mapping;
  source: string;
  sourceName: string;
  dry: boolean;
  /** Epoch milliseconds. */
  switchOver: number;
  expected: number | null;
}

/** Writes down a run that waits to be worked on. */
export async function createRun(ctx: Context, run: NewRun): Promise<Run> {
  const [row] = await runRead<Run>(ctx, {
    sql: `insert into import_run (id, kind, name, mapping, source, source_name, dry, status, counts, switch_over, expected, at, by)
      values ($1, $2, $3, $4, $5, $6, $7, 'queued', $8, $9, $10, $11, $12) returning ${runColumns}`,
    parameters: [
      newId(ctx.now),
      run.kind,
      run.name,
      JSON.stringify(run.mapping),
      run.source,
      run.sourceName.slice(0, 255),
      run.dry,
      JSON.stringify(noCounts),
      new Date(run.switchOver).toISOString(),
      run.expected,
      new Date(ctx.now).toISOString(),
      ctx.actor.person,
    ],
  });
  if (!row) throw new Error('the run was not written');
  return row;
}

/** A worker that was not heard of for so long has died. */
export const silence = 60_000;

/** So often may workers die over a run without getting any further; then it has failed. */
export const mostAttempts = 3;

/**
 * Takes a run to work on: one that waits, or one whose worker has died. `takeOver` takes a cancelled or failed one
 * too, and one that somebody seems to work on: theirs then ends at its next batch. Null when it is not to be had.
 */
export async function claimRun(ctx: Context, id: string, worker: string, takeOver = false): Promise<Run | null> {
  const [run] = await ctx.db.read<Run>(
    { kind: 'staff' },
    {
      sql: `update import_run set status = case when dry then 'dry-run' else 'running' end, worker = $2, heartbeat_at = $3,
          started_at = coalesce(started_at, $3), ended_at = null, error = null,
          attempts = case when $4 then 1 else attempts + 1 end
        where id = $1 and (status = 'queued' or (status in ('dry-run', 'running') and ($4 or heartbeat_at < $5))
          or ($4 and status in ('cancelled', 'failed')))
        returning ${runColumns}`,
      parameters: [id, worker, new Date(ctx.now).toISOString(), takeOver, new Date(ctx.now - silence).toISOString()],
    },
  );
  return run ?? null;
}

/**
 * Says that this worker is still at it: reading a long source can take a while before anything is written. Returns
 * whether the run is still its own; it is not where somebody has cancelled it, or taken it over.
 */
export async function beat(ctx: Context, id: string, worker: string): Promise<boolean> {
  const rows = await ctx.db.read<{ id: string }>(
    { kind: 'staff' },
    {
      sql: `update import_run set heartbeat_at = $3 where id = $1 and worker = $2
        and status in ('dry-run', 'running') returning id`,
      parameters: [id, worker, new Date().toISOString()],
    },
  );
  return rows.length > 0;
}

/**
 * Ends a run over which its workers have died again and again without getting any further: trying on would take the next
 * one down too. Returns whether it was one.
 */
export async function giveUp(ctx: Context, id: string): Promise<boolean> {
  const now = new Date(ctx.now);
  const rows = await ctx.db.read<{ id: string }>(
    { kind: 'staff' },
    {
      sql: `update import_run set status = 'failed', error = $4, ended_at = $2 where id = $1
        and status in ('dry-run', 'running') and heartbeat_at < $3 and attempts >= $5 returning id`,
      parameters: [id, now.toISOString(), new Date(ctx.now - silence).toISOString(), workersDied, mostAttempts],
    },
  );
  return rows.length > 0;
}

/** What a run says that was given up; its words are `import.failed.workers-died`. */
export const workersDied = 'workers-died';

/** Says how many cases the source has, once they were counted. */
export async function expectCases(ctx: Context, id: string, count: number): Promise<void> {
  await ctx.db.read(
    { kind: 'staff' },
    { sql: 'update import_run set expected = $2 where id = $1', parameters: [id, count] },
  );
}

/** Lets go of a run in the middle, so that the next worker may go on at once. */
export async function leaveRun(ctx: Context, id: string, worker: string): Promise<void> {
  await ctx.db.read(
    { kind: 'staff' },
    {
      sql: `update import_run set worker = null, heartbeat_at = 'epoch', attempts = greatest(attempts - 1, 0) where id = $1 and worker = $2
        and status in ('dry-run', 'running')`,
      parameters: [id, worker],
    },
  );
}

/** Ends a run that this worker holds. Returns whether it still held it. */
export async function endRun(
  ctx: Context,
  id: string,
  worker: string,
  status: RunStatus,
  error: string | null = null,
): Promise<boolean> {
  const rows = await ctx.db.read<{ id: string }>(
    { kind: 'staff' },
    {
      // A run takes minutes, and its context's instant is the one it began at.
      sql: `update import_run set status = $3, error = $4, ended_at = greatest($5::timestamptz, clock_timestamp()) where id = $1 and worker = $2
        and status in ('dry-run', 'running') returning id`,
      parameters: [id, worker, status, error?.slice(0, 2000) ?? null, new Date(ctx.now).toISOString()],
    },
  );
  return rows.length > 0;
}

/** Asks a run to stop: it ends before its next batch is written. Returns whether there was anything to stop. */
export async function cancelRun(ctx: Context, id: string): Promise<boolean> {
  const rows = await runRead<{ id: string }>(ctx, {
    sql: `update import_run set status = 'cancelled', ended_at = $2 where id = $1 and status in ('queued', 'dry-run', 'running') returning id`,
    parameters: [id, new Date(ctx.now).toISOString()],
  });
  return rows.length > 0;
}
