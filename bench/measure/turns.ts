import { setTimeout as sleep } from 'node:timers/promises';
import type { Side } from '../against.ts';
import { waiting } from './behind.ts';
import { spentBy } from './cpu.ts';
import { costOf, round, start, stop, warmUp } from './drive.ts';
import type { Client, Work } from './drive.ts';
import { operations } from './operations.ts';

/** Processor milliseconds an operation of each build, and the middle of the ratios within a round. */
export interface Turns {
  old: number;
  new: number;
  ratio: number;
}

/** Milliseconds of a slice, and of what is asked for before it so that the caches are this build's. */
const slice = 400;
const lead = 60;
type Asked = Omit<Work, 'milliseconds'>;

const countedOf = ({ web, postmaster }: Side) => ({ pids: [web.pid], postmaster });

/** Warms each build up until two slices agree, for `most` seconds each at the longest. */
export async function readyInTurns(
  client: Client,
  sides: readonly Side[],
  work: readonly Asked[],
  most: number,
): Promise<void> {
  for (const [n, side] of sides.entries()) await warmUp(client, countedOf(side), work[n] as Asked, most);
}

/** Rounds of turns, a slice of each build in each. */
export async function servedInTurns(
  client: Client,
  sides: readonly Side[],
  work: readonly Asked[],
  rounds: number,
): Promise<Turns> {
  return inTurns(sides, rounds, async (side, n) => {
    const asked = work[n] as Asked;
    await client.work({ ...asked, milliseconds: lead });
    return costOf(client, countedOf(side), { ...asked, milliseconds: slice });
  });
}

/** What a first request costs after so many seconds without any. */
export async function pausedInTurns(
  client: Client,
  sides: readonly Side[],
  op: string,
  seconds: number,
): Promise<Turns> {
  const operation = operations.find((one) => one.op === op && one.caller === 'agent');
  const work = await Promise.all(
    sides.map(async ({ owner, filled, web, keys }) => ({
      address: web.told.address,
      token: keys.agent,
      requests: (await operation?.requests(owner, filled.ground)) ?? [],
      callers: 1,
    })),
  );
  await readyInTurns(client, sides, work, 5);
  return inTurns(sides, 3, async (side, n, first) => {
    if (first) await sleep(seconds * 1000);
    return costOf(client, countedOf(side), { ...(work[n] as Asked), milliseconds: 0 });
  });
}

/**
 * What the worker does behind a create. It is stopped while the web server creates, so that its time is its own; and
 * so is the other build's, since both ask the same server.
 */
export async function behindInTurns(client: Client, sides: readonly Side[], rounds: number): Promise<Turns> {
  const create = operations.find((one) => one.op === 'create' && one.caller === 'agent');
  const work = await Promise.all(
    sides.map(async ({ owner, filled, web, keys }) => ({
      address: web.told.address,
      token: keys.agent,
      requests: (await create?.requests(owner, filled.ground)) ?? [],
      callers: 1,
    })),
  );
  const workers = await Promise.all(
    sides.map(({ build, parameters }) => start('worker', parameters, { folder: build.folder })),
  );
  try {
    for (const { owner } of sides) while ((await waiting(owner)) > 0) await sleep(100);
    for (const worker of workers) worker.child.kill('SIGSTOP');
    return await inTurns(sides, rounds, async (side, n) => {
      const worker = workers[n] as (typeof workers)[number];
      const { latencies } = await client.work({ ...(work[n] as Asked), milliseconds: slice });
      const counted = { pids: [worker.pid], postmaster: side.postmaster };
      const before = spentBy(counted);
      worker.child.kill('SIGCONT');
      while ((await waiting(side.owner)) > 0) await sleep(50);
      const after = spentBy(counted);
      worker.child.kill('SIGSTOP');
      return (after.ours - before.ours + after.database - before.database) / latencies.length;
    });
  } finally {
    for (const worker of workers) {
      worker.child.kill('SIGCONT');
      await stop(worker);
    }
  }
}

/**
 * Rounds of turns, the builds in another order each time. A figure is the one that a quarter of its turns stay below,
 * since what disturbs only ever adds to it.
 */
async function inTurns(
  sides: readonly Side[],
  rounds: number,
  turn: (side: Side, n: number, first: boolean) => Promise<number>,
): Promise<Turns> {
  const costs: [number, number][] = [];
  for (let n = 0; n < rounds; n++) {
    const both: [number, number] = [0, 0];
    const order = n % 2 === 0 ? [0, 1] : [1, 0];
    for (const [nth, which] of order.entries()) both[which] = await turn(sides[which] as Side, which, nth === 0);
    costs.push(both);
  }
  const quieter = (which: 0 | 1) =>
    round(costs.map((both) => both[which]).toSorted((a, b) => a - b)[Math.floor(rounds / 4)] ?? 0);
  const ratios = costs.map(([before, after]) => after / before).toSorted((a, b) => a - b);
  const middle = ((ratios[(rounds - 1) >> 1] ?? 0) + (ratios[rounds >> 1] ?? 0)) / 2;
  return { old: quieter(0), new: quieter(1), ratio: round(middle) };
}
