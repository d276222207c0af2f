import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { keepFilesIn, keepingOf } from '#/capabilities/attachments/server/keeping.ts';
import { findRun } from '#/capabilities/imports/server/run-row.ts';
import type { Run } from '#/capabilities/imports/server/run-row.ts';
import { runImport } from '#/capabilities/imports/server/run.ts';
import { pathOfSource } from '#/capabilities/sources/server/source.ts';
import { targetOf } from '#/capabilities/imports/server/start-run.ts';
import { beginUndo } from '#/capabilities/imports/server/begin-undo.ts';
import { undoRun } from '#/capabilities/imports/server/undo.ts';
import { isId } from '#/platform/ids.ts';
import { Failure } from '#/platform/process/failure.ts';
import type { Context } from '#/record/server/context.ts';
import type { DelegatedArguments } from '#/app/cli/delegate.ts';
import { textOf } from '#/app/cli/parse.ts';
import type { Runtime } from '#/app/cli/runtime.ts';
import { importTargets } from '#/app/processes.server.ts';
import { prepareImport } from './import-prepare.ts';
import { tellProgress, tellReport } from './import-report.ts';
import { asCommand } from './setup.ts';

/** What `mainstay import` ends with besides 0: some cases were refused; it was stopped. */
const exits = { refused: 3, stopped: 130 } as const;

/** `mainstay import` */
export async function run(runtime: Runtime, args: DelegatedArguments): Promise<number> {
  return asCommand(runtime, args, async (_, ctx) => {
    keepFilesIn(ctx.db, path.join(runtime.config.dataFolder, 'files'), {
      largest: Number.MAX_SAFE_INTEGER,
      largestSource: Number.MAX_SAFE_INTEGER,
      perRecord: 0,
    });
    const undo = textOf(args, 'undo');
    if (undo !== undefined) return takeBack(ctx, args, undo);
    const resume = textOf(args, 'resume');
    if (resume !== undefined) return work(ctx, args, await runOf(ctx, resume));
    const prepared = await prepareImport(ctx, args);
    if (args.values['print-mapping'] === true) {
      args.out(JSON.stringify(prepared.mapping, null, 2));
      return 0;
    }
    const started = await prepared.start();
    if (started.position > 0) args.say(`Going on with run ${started.id} after ${started.position} cases.`);
    return work(ctx, args, started);
  });
}

async function work(ctx: Context, args: DelegatedArguments, of: Run): Promise<number> {
  const stop = new AbortController();
  const ask = () => stop.abort();
  process.on('SIGINT', ask).on('SIGTERM', ask);
  try {
    const ended = await runImport(ctx, targetOf(importTargets, of.kind), of.id, {
      path: await pathOfSource(ctx, of.source),
      scratch: keepingOf(ctx.db).store.scratch,
      worker: randomUUID(),
      takeOver: true,
      signal: stop.signal,
      onProgress: tellProgress(args, of),
    });
    if (!ended) throw new Failure(`Run ${of.id} is over: ${of.status}.`);
    await tellReport(ctx, args, ended);
    if (ended.status !== 'done') return exits.stopped;
    return ended.counts.refused > 0 ? exits.refused : 0;
  } finally {
    process.off('SIGINT', ask).off('SIGTERM', ask);
  }
}

async function takeBack(ctx: Context, args: DelegatedArguments, id: string): Promise<number> {
  const found = await runOf(ctx, id);
  const begun = await beginUndo(ctx, found.id, args.values['force'] === true);
  const undone = await undoRun(ctx, targetOf(importTargets, found.kind), begun);
  await tellReport(ctx, args, undone);
  return 0;
}

async function runOf(ctx: Context, id: string): Promise<Run> {
  const found = isId(id) ? await findRun(ctx, id) : null;
  if (!found) throw new Failure(`There is no run ${id}.`);
  return found;
}
