import { createHash } from 'node:crypto';
import { openSource } from '#/platform/tabular/open-source.ts';
import type { Context } from '#/record/server/context.ts';
import { systemActor } from '#/record/server/context.ts';
import { BrokenCell } from '#/capabilities/mapping/shared/case.ts';
import { CaseFault } from '#/capabilities/mapping/shared/fault.ts';
import { commitBatch, RunLost } from './commit-batch.ts';
import { outOfReach, reachOf } from './reach.ts';
import type { Reach } from './reach.ts';
import type { BatchState } from './commit-batch.ts';
import type { Candidate } from '#/capabilities/recorded/server/decide.ts';
import { openRowKeys } from '#/capabilities/recorded/server/row-key.ts';
import { openFiller } from '#/capabilities/mapping/server/fill-case.ts';
import type { Filler } from '#/capabilities/mapping/server/fill-case.ts';
import { readCases, shapeOf } from '#/capabilities/mapping/server/read-cases.ts';
import type { SourceItem } from '#/capabilities/mapping/server/read-cases.ts';
import { beat, claimRun, endRun, findRun, leaveRun, noCounts, silence } from './run-row.ts';
import type { Run } from './run-row.ts';
import type { FilledCase, ImportTarget, Prepared } from '#/capabilities/mapping/server/target.ts';

/** How a run is worked on. */
export interface RunOptions {
  /** Path of the kept source. */
  path: string;
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
  /** Called after each batch. */
  onProgress?: (run: Run) => void;
}

/**
 * Works on a run until its end: reads, prepares, decides and writes in batches, each with the new position in one
 * transaction, so that whatever kills it the next worker goes on where it was. Returns the run as it ended, or null
 * when somebody else has it. A dry run does the same and writes results alone.
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
  const alive = setInterval(() => void beat(ctx, id, options.worker).catch(() => {}), silence / 4);
  try {
    const begun = run.dry ? await fromTheStart(ctx, run) : run;
    if (await work(ctx, target, begun, options)) await endRun(ctx, id, options.worker, 'done');
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
    await tx.query({ sql: 'update import_run set position = 0 where id = $1', parameters: [run.id] });
  });
  return { ...run, position: 0, counts: { ...noCounts, made: {} } };
}

async function work(ctx: Context, target: ImportTarget, run: Run, options: RunOptions): Promise<boolean> {
  const source = await openSource(options.path, { signal: options.signal });
  const shape = shapeOf(source.kind, run.mapping);
  const filler = await openFiller(ctx, target, run.mapping, shape);
  const prepare = await target.begin(ctx, { mapping: run.mapping, switchOver: Date.parse(run.switchOver) });
  const type = ctx.kit.types.get(target.kind);
  if (!type) throw new Error(`no records of kind ${target.kind}`);
  const reach = await reachOf(ctx, type, run.by);
  const state: BatchState = { ctx, target, run: { ...run }, worker: options.worker, reach };
  const size = options.batch ?? 500;
  const keyOf = openRowKeys();
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
  try {
    for await (const item of readCases(source, run.mapping, options.signal)) {
      // Rows are counted from the beginning, those too that an earlier worker has dealt with.
      const rowKey = run.mapping.number || item.problem ? null : keyOf(item);
      if (skip > 0) {
        skip -= 1;
        continue;
      }
      batch.push(await candidateOf(item, rowKey, filler, prepare, reach));
      if (batch.length >= size) await flush();
      if (options.signal?.aborted) break;
    }
  } catch (error) {
    if (!options.signal?.aborted) {
      await writing.catch(() => {});
      throw error;
    }
  }
  if (options.signal?.aborted) {
    await writing;
    return false;
  }
  if (batch.length > 0) await flush();
  await writing;
  return true;
}

/** A case through the mapping and its process; what is wrong with it stops nothing but itself. */
async function candidateOf(
  item: SourceItem,
  rowKey: string | null,
  filler: Filler,
  prepare: (filled: FilledCase) => Promise<Prepared>,
  reach: Reach,
): Promise<Candidate> {
  if (item.problem) return { line: item.line, key: null, ready: null, problem: item.problem };
  let key: string | null = null;
  try {
    const number = filler.numberOf(item);
    key = number ?? rowKey;
    const { filled, uses } = filler.fill(item, number);
    const prepared = await prepare(filled);
    if (!(await reach(prepared.row))) return { line: item.line, key, ready: null, problem: outOfReach(item.line) };
    return { line: item.line, key, ready: { prepared, uses, digest: digestOf(prepared) }, problem: null };
  } catch (error) {
    if (error instanceof CaseFault) {
      return {
        line: item.line,
        key,
        ready: null,
        problem: { line: error.line ?? item.line, code: error.code, params: error.params },
      };
    }
    if (error instanceof BrokenCell)
      return { line: item.line, key, ready: null, problem: { line: item.line, code: 'cell-broken', params: {} } };
    throw error;
  }
}

/** Digest of what a case becomes: equal when nothing of the source, the mapping or the names it uses has changed. */
function digestOf({ row, wall, entries }: Prepared): Buffer {
  return createHash('sha256')
    .update(JSON.stringify([row, wall, entries]))
    .digest();
}
