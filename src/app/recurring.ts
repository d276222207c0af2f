import { fireClocks } from '#/capabilities/clocks/server/fire.ts';
import { keepHead } from '#/capabilities/history/server/keep-head.ts';
import { sealOnce } from '#/capabilities/history/server/seal.ts';
import { clearUnfinished, clearUploads } from '#/capabilities/attachments/server/remains.ts';
import { importOnce } from '#/capabilities/imports/server/import-once.ts';
import { withheld } from '#/capabilities/notifications/server/withheld.ts';
import { sendQueued } from '#/platform/mail/send-queued.ts';
import type { ForWhom } from '#/platform/mail/send-queued.ts';
import type { Transport } from '#/platform/mail/transport.ts';
import { purgeAccess, recordFailedSignIns } from '#/processes/foundation/server/api.ts';
import { countWords } from '#/capabilities/search/server/count-words.ts';
import { dropPartitions, makePartitions } from '#/platform/database/partitions.ts';
import { fireTimers, nextDue } from '#/record/server/after/timers.ts';
import { reactionsFollower } from '#/record/server/after/jobs.ts';
import { liveFollower } from '#/doors/rest/live/follower.ts';
import { relayOnce } from '#/record/server/after/relay.ts';
import type { Context } from '#/record/server/context.ts';
import { clockRules } from './clocks.ts';
import { importTargets, reactions, timers } from './processes.server.ts';

/** Something that runs by the clock. */
export interface Recurring {
  name: string;
  /** Milliseconds between turns at most. */
  every: number;
  /** One turn; may say in how many milliseconds it wants the next. `stopping` asks a long one to come to an end. */
  turn(base: Omit<Context, 'tx'>, stopping: AbortSignal, parts: WorkerParts): Promise<number | void>;
}

/** What a worker brings along besides the database. */
export interface WorkerParts {
  /** Where mail goes; null where no mail server is set up. */
  transport: Transport | null;
  /** Opens mails that wait encrypted. */
  unseal: (sealed: string) => string;
  /** Milliseconds without a request after which a session ends. */
  sessionIdle: number;
  /** The folder in which uploads wait. */
  uploads: string;
  log: (level: 'info' | 'error', message: string, facts?: Record<string, unknown>) => void;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** Who is handed everything that commits announce. */
export const followers = [reactionsFollower(reactions), liveFollower];

/** Everything that runs by the clock. */
export const recurring: readonly Recurring[] = [
  {
    // What commits announced, on its way to followers: to reactions and screens.
    name: 'relay',
    every: 200,
    turn: async ({ db }) => ((await relayOnce(db, followers)) > 0 ? 0 : undefined),
  },
  {
    // Thresholds and breaches of clocks, timers of records: found within a second of their time.
    name: 'timers',
    every: 500,
    async turn(base) {
      const due = await nextDue(base);
      if (due === null) return;
      if (due > base.now) return Math.max(due - base.now, 10);
      const clocks = await fireClocks(base, clockRules);
      const fired = await fireTimers(base, timers);
      // What is due and could not be had is somebody else's at work.
      return clocks > 0 || fired > 0 ? 0 : undefined;
    },
  },
  {
    // History is chained; what is newer than the last seal is the only part that could be cut unseen.
    name: 'seal',
    every: 30 * second,
    turn: async ({ db, now }) => ((await sealOnce(db, now)) >= 5000 ? 0 : undefined),
  },
  {
    // The end of the chain goes where whoever edits the database cannot take it back: into a file, and into the log.
    name: 'keep-head',
    every: 4 * minute,
    async turn({ db, now }, _stopping, { log }) {
      const turn = await keepHead(db, now);
      if ('broken' in turn) {
        log('error', 'the history does not hold the seal that was kept last: see mainstay verify', { ...turn.broken });
      } else if (turn.kept) log('info', 'the history is sealed up to here', { ...turn.kept });
    },
  },
  {
    // Imports and their undoing, one at a time in a process; they go on where another process was killed.
    name: 'import',
    every: second,
    turn: async (base, stopping) => ((await importOnce(base, importTargets, stopping)) ? 0 : undefined),
  },
  {
    // Mail that waits for its server; a server that is away holds up nothing else.
    name: 'mail',
    every: second,
    async turn(base, _stopping, { transport, unseal }) {
      const most = 20;
      if (!transport) return;
      const options = { most, unseal, withheld: (mail: ForWhom) => withheld(base, mail) };
      return (await sendQueued(base.db, transport, base.now, options)) === most ? 0 : undefined;
    },
  },
  {
    // Sign-ins that failed come into the histories of those whose accounts were tried.
    name: 'failed-sign-ins',
    every: 60 * second,
    turn: async ({ db, now }) => void (await recordFailedSignIns({ database: db }, now)),
  },
  {
    // Which words stand in so many documents that their index is the longer way to the newest of them.
    name: 'count-words',
    every: hour,
    turn: ({ db }) => countWords(db),
  },
  {
    // The parts by time of the tables that only grow, days to a year ahead.
    name: 'partitions',
    every: hour,
    turn: async ({ db, now }) => void (await makePartitions(db, now)),
  },
  {
    // Outbox rows, idempotency keys, marks, sessions, links and old news that nobody can ask for any more; files that a
    // killed process was receiving.
    name: 'purge',
    every: hour,
    async turn({ db, now }, _stopping, { sessionIdle, uploads }) {
      await purge(db, now);
      await purgeAccess({ database: db, settings: { sessionIdle } }, now);
      await clearUploads(uploads, now);
      await clearUnfinished(db, now);
    },
  },
];

const kept = {
  outbox: 7 * 24 * hour,
  keys: 24 * hour,
  timers: 30 * 24 * hour,
  mail: 30 * 24 * hour,
  read: 180 * 24 * hour,
};

/** Takes away what nobody can ask for any more at an instant. */
export async function purge(db: Context['db'], now: number): Promise<void> {
  const before = (age: number) => new Date(now - age).toISOString();
  await dropPartitions(db, 'outbox', before(kept.outbox));
  await dropPartitions(db, 'notification', before(kept.read));
  await db.relay(async (tx) => {
    await tx.query({ sql: 'delete from reaction_done where at < $1', parameters: [before(kept.outbox * 2)] });
    await tx.query({ sql: 'delete from idempotency_key where at < $1', parameters: [before(kept.keys)] });
    // A mail that failed stays for a person to see.
    await tx.query({ sql: "delete from mail where status = 'sent' and at < $1", parameters: [before(kept.mail)] });
    // What was read, of parts that hold something unread.
    await tx.query({ sql: 'delete from notification where read_at < $1', parameters: [before(kept.read)] });
    await tx.query({ sql: 'delete from timer where fired_at < $1', parameters: [before(kept.timers)] });
  });
}
