import { tmpdir } from 'node:os';
import { openSource } from '#/platform/tabular/open-source.ts';
import { openBreath } from '#/platform/process/breathe.ts';
import type { Context } from '#/record/server/context.ts';
import { systemActor } from '#/record/server/context.ts';
import { commitBatch, RunLost } from './commit-batch.ts';
import type { BatchState } from './commit-batch.ts';
import { openPreviews } from '#/capabilities/import-reports/server/keep-previews.ts';
import { outOfReach, reachOf } from './reach.ts';
import type { Candidate } from '#/capabilities/recorded/server/decide.ts';
import { openCandidates } from '#/capabilities/recorded/server/candidate.ts';
import { readCases } from '#/capabilities/sources/server/read-cases.ts';
import { sharedNumbers } from '#/capabilities/recorded/server/shared-numbers.ts';
import { beat, claimRun, endRun, expectCases, findRun, leaveRun, noCounts } from './run-row.ts';
import type { Run } from './run-row.ts';
import type { ImportTarget } from '#/capabilities/mapping/server/target.ts';

/** How a run is worked on. */
export interface RunOptions {
  /** Path of the kept source. */
  path: string;
  /** Folder for what is too much for memory; the system's own where none is said. */
  scratch?: string | undefined;
  /** Who works on it: a UUID of this process's own. */
  worker: string;
  /** Take the run even from somebody who seems to work on it. */
  takeOver?: boolean;
  /** Aborting it ends the work between two batches. */
  signal?: AbortSignal | undefined;
  /** What becomes of a run whose work was aborted: nobody wants it any more (usual), or the next worker goes on. */
  aborted?: 'cancelled' | 'left';
  /** Cases in a batch, which is one transaction. */
  batch?: number;
  /** Bytes of a large table's rows in memory at a time. */
  bound?: number | undefined;
  /** Milliseconds between two looks at whether the run is still wanted. */
  pulse?: number;
  /** Called after each batch. */
  onProgress?: (run: Run) => void;
}

/**
 * Works on a run until its end: reads, prepares, decides and writes in batches, each with the new position in one
 * transaction, so that whatever kills it the next worker goes on where it was. Returns the run as it ended, or null
 * when somebody else has it. A dry run does the same and writes results alone. Whether the run is still wanted is looked
 * at every few seconds, whatever it is busy with.
 */
export async function runImport(
  base: Omit<Context, 'tx'>,
  target: ImportTarget,
  id: string,
  options: RunOptions,
): Promise<Run | null> {
  const ctx: Context = { ...base, actor: systemActor('import'), request: { id, origin: 'import' } };
  const run = await claimRun(ctx, id, options.worker, options.takeOver);
  if (!run) return null;
  const lost = new AbortController();
  const look = async () => {
    if (!(await beat(ctx, id, options.worker))) lost.abort(new RunLost());
  };
  const alive = setInterval(() => void look().catch(() => {}), options.pulse ?? 2000);
  const signal = AbortSignal.any([lost.signal, ...(options.signal ? [options.signal] : [])]);
  try {
    const begun = run.dry ? await fromTheStart(ctx, run) : run;
    if (await work(ctx, target, begun, { ...options, signal })) await endRun(ctx, id, options.worker, 'done');
    else if (lost.signal.aborted) return await findRun(ctx, id);
    else if (options.aborted === 'left') await leaveRun(ctx, id, options.worker);
    else await endRun(ctx, id, options.worker, 'cancelled');
  } catch (error) {
    if (!(error instanceof RunLost)) {
      await endRun(ctx, id, options.worker, 'failed', error instanceof Error ? error.message : String(error));
      throw error;
    }
  } finally {
    clearInterval(alive);
  }
  return findRun(ctx, id);
}

/** What a dry run would make is known to nobody once its process is gone, so that it begins anew. */
async function fromTheStart(ctx: Context, run: Run): Promise<Run> {
  await ctx.db.transaction({ kind: 'staff' }, async (tx) => {
    await tx.query({ sql: 'delete from import_result where run = $1', parameters: [run.id] });
    await tx.query({ sql: 'delete from import_preview where run = $1', parameters: [run.id] });
    await tx.query({ sql: 'update import_run set position = 0 where id = $1', parameters: [run.id] });
  });
  return { ...run, position: 0, counts: { ...noCounts, made: {} } };
}

async function work(
  ctx: Context,
  target: ImportTarget,
  run: Run,
  options: RunOptions & { signal: AbortSignal },
): Promise<boolean> {
  const { signal } = options;
  const type = ctx.kit.types.get(target.kind);
  if (!type) throw new Error(`no records of kind ${target.kind}`);
  const reach = await reachOf(ctx, type, run.by);
  const state: BatchState = { ctx, target, run: { ...run }, worker: options.worker, reach };
  const size = options.batch ?? 500;
  const breathe = openBreath();
  let skip = run.position;
  let batch: Candidate[] = [];
  let writing: Promise<void> = Promise.resolve();
  const flush = async () => {
    // One batch is written while the next is read; no third one waits in memory.
    await writing;
    const full = batch;
    batch = [];
    writing = commitBatch(state, full).then(() => options.onProgress?.(state.run));
    writing.catch(() => {});
  };
  let expecting: Promise<void> = Promise.resolve();
  const onCases = (count: number) => {
    expecting = expectCases(ctx, run.id, count);
    state.run = { ...state.run, expected: count };
  };
  try {
    const source = await openSource(options.path, { signal });
    const shared = await sharedNumbers(source, run.mapping, { signal, onCases });
    const candidates = await openCandidates(ctx, target, run, source.kind, shared);
    if (run.dry) state.previews = openPreviews(target, type, candidates.madeName);
    const { scratch = tmpdir(), bound } = options;
    for await (const item of readCases(source, run.mapping, { signal, scratch, bound, onCases })) {
      await breathe();
      // Rows are counted from the beginning, those too that an earlier worker has dealt with.
      const key = candidates.keyOf(item);
      if (skip > 0) {
        skip -= 1;
        continue;
      }
      const candidate = await candidates.of(item, key);
      const { ready } = candidate;
      const far = ready !== null && !(await reach(ready.prepared.row));
      batch.push(far ? { ...candidate, ready: null, problems: [outOfReach(item.line)] } : candidate);
      if (batch.length >= size) await flush();
      if (signal.aborted) break;
    }
  } catch (error) {
    if (!signal.aborted) {
      await writing.catch(() => {});
      throw error;
    }
  }
  await expecting;
  if (signal.aborted) {
    await writing;
    return false;
  }
  if (batch.length > 0) await flush();
  await writing;
  return true;
}
