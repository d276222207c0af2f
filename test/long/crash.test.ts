import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { sealOnce } from '#/capabilities/history/server/seal.ts';
import { verifyHistory } from '#/capabilities/history/server/verify.ts';
import { openDatabase } from '#/platform/database/pools.ts';
import { dataFolderAt } from '#/platform/process/data-folder.ts';
import { readSecret } from '#/platform/process/data-folder.ts';
import { type Installation, type Part, prepareCaller, startInstallation } from './installation.ts';
import type { Order, Word } from './ledger.ts';

const long = process.env['MAINSTAY_LONG'] === '1';
/** How often something is killed, and how many writes a second are asked for meanwhile. */
const rounds = Number(process.env['CRASH_ROUNDS'] ?? 50);
const rate = Number(process.env['CRASH_RATE'] ?? 200);
const seed = Number(process.env['CRASH_SEED'] ?? Date.now() % 1_000_000);

const say = (line: string) => process.stdout.write(`${line}\n`);

let installation: Installation | undefined;
let ledger: ChildProcess | undefined;
afterEach(({ task }) => {
  if (task.result?.state === 'fail') say(installation?.said() ?? '');
});
afterAll(async () => {
  ledger?.kill();
  await installation?.close();
});

/** The ledger's side of the conversation: its newest word of each kind, and a wait for one that fits. */
function listen(child: ChildProcess) {
  child.setMaxListeners(0);
  const waiting: { fits: (word: Word) => boolean; settle: (word: Word) => void }[] = [];
  child.on('message', (word: Word) => {
    for (const one of waiting.filter(({ fits }) => fits(word))) {
      waiting.splice(waiting.indexOf(one), 1);
      one.settle(word);
    }
  });
  return {
    tell: (order: Order) => child.send(order),
    word: <S extends Word['say']>(wanted: S, fits: (word: Extract<Word, { say: S }>) => boolean = () => true) =>
      new Promise<Extract<Word, { say: S }>>((settle, refuse) => {
        child.once('exit', () => refuse(new Error('the ledger gave up')));
        waiting.push({
          fits: (word) => word.say === wanted && fits(word as Extract<Word, { say: S }>),
          settle: (word) => settle(word as Extract<Word, { say: S }>),
        });
      }),
  };
}

const victims: readonly Part[] = ['web', 'worker', 'postgres', 'web', 'worker', 'postgres', 'everything'];

describe.runIf(long && process.platform === 'linux')('kill -9 under load', () => {
  test(
    'nothing acknowledged is lost, nothing is done twice',
    async () => {
      ledger = fork(join(import.meta.dirname, 'ledger.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
      const book = listen(ledger);
      const { smtpUrl } = await book.word('ready');
      installation = await startInstallation({ SMTP_URL: smtpUrl });
      const house = installation;
      const caller = await prepareCaller(house);
      book.tell({ say: 'begin', address: house.address, ...caller, rate, seed });
      const began = performance.now();
      let before = 0;
      const gaps: number[] = [];
      /** Time between the answers after a blow and the next one, in milliseconds, and the answers in it. */
      const served: number[] = [];
      let answers = 0;
      for (let round = 0; round < rounds; round++) {
        const victim = victims[round % victims.length] as Part;
        // The blow falls after so many answers, so at no particular moment of any request; late enough that what died
        // is started again at once, and the rate is reached in between.
        const enough = 500 + ((seed + round * 7919) % 400);
        const since = performance.now();
        await book.word('progress', ({ acknowledged }) => acknowledged >= before + enough);
        served.push(performance.now() - since);
        answers += enough;
        let pid = house.pidOf(victim);
        // Killed again and again, it is started again after longer and longer pauses.
        for (; pid === undefined; pid = house.pidOf(victim)) await book.word('progress');
        const struck = performance.timeOrigin + performance.now();
        process.kill(pid, 'SIGKILL');
        if (victim === 'everything') await house.start();
        // A request that began after the blow has been answered: it is served again.
        const back = await book.word('progress', ({ newest }) => newest > struck);
        gaps.push(performance.timeOrigin + performance.now() - struck);
        say(`round ${round + 1}: ${victim} killed, served again after ${Math.round(gaps.at(-1) ?? 0)} ms`);
        before = back.acknowledged;
      }
      book.tell({ say: 'stop' });
      const seconds = (performance.now() - began) / 1000;
      await book.word('stopped');
      say('every request has its answer');
      await drained(house, () => book.word('progress'));
      book.tell({ say: 'judge', databaseUrl: house.databaseUrl() });
      say('relay and jobs are done');
      const { verdict } = await book.word('verdict');
      const chain = await sealAndVerify(house);
      const { acknowledgements, repeated, replays, reactions, mails, ...faults } = verdict;
      process.stdout.write(
        `${JSON.stringify({
          rounds,
          seed,
          seconds: Math.round(seconds),
          perSecond: Math.round(acknowledgements / seconds),
          perSecondServed: Math.round((answers * 1000) / served.reduce((sum, one) => sum + one, 0)),
          ...verdict,
          longestGapMs: Math.round(Math.max(...gaps)),
          ...chain,
        })}\n`,
      );
      expect(acknowledgements).toBeGreaterThan(rounds * 500);
      expect(repeated).toBeGreaterThan(0);
      expect(replays).toBeGreaterThan(0);
      expect(reactions).toBeGreaterThan(acknowledgements);
      expect(mails).toBeGreaterThan(0);
      expect(faults).toEqual({
        ...Object.fromEntries(Object.keys(faults).map((name) => [name, 0])),
        refused: [],
      });
      expect(chain).toMatchObject({ problems: [], unsealed: 0 });
      expect(chain.entries).toBeGreaterThan(acknowledgements);
    },
    rounds * 30_000 + 300_000,
  );
});

/** Waits until the relay has moved every outbox row, and no job is left to do. */
async function drained(house: Installation, tick: () => Promise<unknown>): Promise<void> {
  const client = new pg.Client(house.databaseUrl());
  await client.connect();
  const left = async () => {
    const { rows } = await client.query<{ n: number }>(`select (
      (select count(*) from outbox o, follower f where (o.xid, o.id) > (f.xid, f.id))
      + (select count(*) from graphile_worker._private_jobs where attempts < max_attempts)
      + (select count(*) from mail where status in ('queued', 'sending')))::int as n`);
    return rows[0]?.n ?? 0;
  };
  try {
    while ((await left()) > 0) await tick();
  } finally {
    await client.end();
  }
}

async function sealAndVerify(house: Installation) {
  const db = openDatabase({
    url: house.databaseUrl(),
    secret: readSecret(dataFolderAt(house.folder)),
    deadline: 120_000,
    onError: () => undefined,
  });
  try {
    while ((await sealOnce(db, Date.now())) > 0);
    const { batches, entries, unsealed, problems } = await db.relay((tx) => verifyHistory(tx));
    return { batches, entries, unsealed, problems };
  } finally {
    await db.close();
  }
}
