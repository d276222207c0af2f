import path from 'node:path';
import { EventEmitter } from 'node:events';
import { Logger, run } from 'graphile-worker';
import type { Runner, WorkerEvents } from 'graphile-worker';
import { keepFilesIn, uploadsIn } from '#/capabilities/attachments/server/keeping.ts';
import { keepHeadsIn, sealsIn } from '#/capabilities/history/server/kept-heads.ts';
import { tellWith } from '#/capabilities/notifications/server/mailing.ts';
import type { Config } from '#/platform/config/config.ts';
import { unsealText } from '#/platform/mail/seal.ts';
import { openTransport } from '#/platform/mail/transport.ts';
import { loadTexts } from '#/platform/text/load.ts';
import { newId } from '#/platform/ids.ts';
import { openDatabase } from '#/platform/database/pools.ts';
import { repeat } from '#/platform/repeat.ts';
import { freeAbandoned, showPresence } from '#/record/server/after/abandoned-jobs.ts';
import type { Presence } from '#/record/server/after/abandoned-jobs.ts';
import { runJob } from './run-job.ts';
import { systemActor } from '#/record/server/context.ts';
import type { Context } from '#/record/server/context.ts';
import { buildKit } from './kit.ts';
import { reactions } from './processes.server.ts';
import { recurring } from './recurring.ts';
import type { WorkerParts } from './recurring.ts';

export interface WorkerRuntime {
  databaseUrl: string;
  secret: Buffer;
  config: Pick<
    Config,
    | 'dataFolder'
    | 'requestDeadline'
    | 'workerConcurrency'
    | 'sessionIdle'
    | 'smtpUrl'
    | 'smtpTls'
    | 'smtpCa'
    | 'mailFrom'
    | 'publicUrl'
  > & { sealFolder?: string | undefined };
  log?: (level: 'info' | 'error', message: string, facts?: Record<string, unknown>) => void;
}

/** Starts the process that relays, fires timers, seals history and runs reactions. */
export async function startWorker(runtime: WorkerRuntime): Promise<{ close(): Promise<void> }> {
  const log = runtime.log ?? toStandardError;
  const db = openDatabase({
    url: runtime.databaseUrl,
    secret: runtime.secret,
    // Jobs may take longer than a person waits for an answer.
    deadline: Math.max(runtime.config.requestDeadline, 60_000),
    // One for each job, each recurring turn and the end of each job: whoever waited for a connection that another of
    // them holds would give up in the end, and a job whose end cannot be said is done again.
    size: 2 * runtime.config.workerConcurrency + recurring.length + 1,
    onError: (error) => log('error', 'a database connection broke', { error: error.message }),
  });
  keepFilesIn(db, path.join(runtime.config.dataFolder, 'files'));
  keepHeadsIn(db, sealsIn(runtime.config), runtime.secret);
  const parts = { ...openParts(runtime, db), log };
  const kit = buildKit((line, facts) => log('error', line, facts));
  const stopping = new AbortController();
  const base = (): Omit<Context, 'tx'> => ({
    db,
    kit,
    actor: systemActor('worker'),
    face: 'workspace',
    now: Date.now(),
    request: { id: newId(), origin: 'job' },
  });
  const loops = recurring.map((job) =>
    repeat(() => job.turn(base(), stopping.signal, parts), {
      every: job.every,
      onError: (error) => log('error', `${job.name} failed`, { error: String(error) }),
    }),
  );
  let jobs = await startJobs(runtime, db, base, log);
  loops.push(
    repeat(
      async () => {
        if (jobs.ended()) {
          // What it had is freed below.
          jobs.presence?.end();
          jobs = await startJobs(runtime, db, base, log);
        }
        await jobs.presence?.keep();
        await freeAbandoned(db);
      },
      { every: 5000, onError: (error) => log('error', 'looking after the queue failed', { error: String(error) }) },
    ),
  );
  return {
    async close() {
      stopping.abort();
      await Promise.all(loops.map((loop) => loop.close()));
      if (!jobs.ended()) await jobs.runner.stop();
      jobs.presence?.end();
      await db.close();
    },
  };
}

/** Mail and what else a worker has besides its database; says to reactions how people are told. */
function openParts({ config, secret }: WorkerRuntime, db: Context['db']): Omit<WorkerParts, 'log'> {
  const { smtpUrl, smtpTls, smtpCa, mailFrom: from, publicUrl, sessionIdle, dataFolder } = config;
  tellWith(db, loadTexts(), smtpUrl === undefined ? null : { publicUrl, from, secret });
  return {
    transport: smtpUrl === undefined ? null : openTransport({ smtpUrl, smtpTls, smtpCa, from, publicUrl }),
    uploads: uploadsIn(dataFolder),
    unseal: (sealed) => unsealText(secret, sealed),
    sessionIdle,
  };
}

type Log = NonNullable<WorkerRuntime['log']>;

const handlers = new Map(reactions.map((reaction) => [reaction.name, reaction]));

/** The queue at work. */
interface Jobs {
  runner: Runner;
  presence: Presence | undefined;
  /** It has come to its end by itself, as where it could not write down which jobs are done. */
  ended(): boolean;
}

async function startJobs(
  runtime: WorkerRuntime,
  db: Context['db'],
  base: () => Omit<Context, 'tx'>,
  log: Log,
): Promise<Jobs> {
  let presence: Presence | undefined;
  let ended = false;
  const events: WorkerEvents = new EventEmitter();
  events.on('pool:create', ({ workerPool }) => {
    presence = showPresence(db, workerPool.id);
  });
  const runner = await run({
    pgPool: db.pool('relay'),
    events,
    // What it says of itself is for who works on it; failures of reactions are told below.
    logger: new Logger(() => (level, message) => {
      if (level === 'error' && !message.startsWith('Failed task')) log('error', message);
    }),
    concurrency: runtime.config.workerConcurrency,
    // New jobs are told of: this is how soon those are found that wait for their time, or were told of to a broken line.
    pollInterval: 1000,
    // Fetched by the batch instead of one at a time. What lies here for a minute goes back to other workers.
    // That they are done is written down by the batch too: what a crash forgets of it is delivered again, and marked.
    preset: { worker: { localQueue: { size: 20, ttl: 60_000 }, completeJobBatchDelay: 30 } },
    noHandleSignals: true,
    parsedCronItems: [],
    // graphile-worker migrates on start unless the schema is current; `migrate` has brought it there as the owner.
    taskList: {
      async react(payload, helpers) {
        const { attempts, max_attempts: most } = helpers.job;
        await runJob(base, handlers, payload, { attempts, most }, (reaction, facts) =>
          log('error', `reaction ${reaction} failed`, facts),
        );
      },
    },
  });
  const end = () => void (ended = true);
  runner.promise.then(end, end);
  return { runner, presence, ended: () => ended };
}

function toStandardError(level: 'info' | 'error', message: string, facts: Record<string, unknown> = {}): void {
  process.stderr.write(`${JSON.stringify({ level, message, ...facts })}\n`);
}
