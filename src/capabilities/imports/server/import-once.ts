import { randomUUID } from 'node:crypto';
import { keepingOf } from '#/capabilities/attachments/server/keeping.ts';
import type { Context } from '#/record/server/context.ts';
import { systemActor } from '#/record/server/context.ts';
import { runImport } from './run.ts';
import { findRun, giveUp, silence } from './run-row.ts';
import type { Run } from './run-row.ts';
import type { ImportTarget } from '#/capabilities/mapping/server/target.ts';
import { undoRun } from './undo.ts';

/** One worker a process: it knows its own runs by this. */
const worker = randomUUID();

/**
 * A worker's turn: takes the oldest run that waits, or whose worker has died, and works on it to its end. Files must
 * be known (`keepFilesIn`). Returns the run, or null when there was nothing to do. `signal` ends the turn between two
 * batches, and the next worker goes on.
 */
export async function importOnce(
  base: Omit<Context, 'tx'>,
  targets: readonly ImportTarget[],
  signal?: AbortSignal,
): Promise<Run | null> {
  const [next] = await base.db.read<{ id: string; kind: string; status: string; source: string }>(
    { kind: 'staff' },
    {
      sql: `select id, kind, status, source from import_run
        where kind = any($2) and (status in ('queued', 'undoing')
          or (status in ('dry-run', 'running') and heartbeat_at < $1))
        order by at limit 1`,
      parameters: [new Date(base.now - silence).toISOString(), targets.map(({ kind }) => kind)],
    },
  );
  const target = targets.find(({ kind }) => kind === next?.kind);
  if (!next || !target) return null;
  if (next.status === 'undoing') return takeBack(base, target, next.id);
  const ctx: Context = { ...base, actor: systemActor('import'), request: { id: next.id, origin: 'import' } };
  if (await giveUp(ctx, next.id)) return findRun(ctx, next.id);
  const { store } = keepingOf(base.db);
  const path = store.pathOf(next.source);
  return runImport(base, target, next.id, { worker, path, scratch: store.scratch, signal, aborted: 'left' });
}

/** Taking back is done again from the start after a kill, and by one process at a time. */
async function takeBack(base: Omit<Context, 'tx'>, target: ImportTarget, id: string): Promise<Run | null> {
  const ctx: Context = { ...base, actor: systemActor('import'), request: { id, origin: 'import' } };
  const run = await findRun(ctx, id);
  return run?.status === 'undoing' ? undoRun(ctx, target, run) : null;
}
