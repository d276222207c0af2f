import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Ground } from '../data/people.ts';
import { spentBy } from './cpu.ts';
import type { Spent } from './cpu.ts';
import { round, start, stop } from './drive.ts';

/** What happens behind a commit: a figure for each thing that the worker does. */
export interface Behind {
  /** Events moved on: jobs made, screens told, history sealed, reactions run; processor time for each. */
  relay: { events: number; cpuMs: number; perSecond: number } | null;
  /** Clocks that fell due: how late the latest was found, and the processor time for each. */
  timers: { running: number; due: number; latestMs: number; cpuMs: number } | null;
}

export interface Behinds {
  owner: pg.Client;
  ground: Ground;
  postmaster: number;
  parameters: readonly string[];
}

/** Runs the worker over what the measured operations left behind, and then over clocks that fall due together. */
export async function measureBehind(of: Behinds): Promise<Behind> {
  const events = await unrelayed(of.owner);
  const timed = (await count(of.owner, running)) >= 50_000;
  if (timed) await fillUp(of.owner);
  const worker = await start('worker', of.parameters);
  const counted = { pids: [worker.pid], postmaster: of.postmaster };
  try {
    const before = spentBy(counted);
    const began = performance.now();
    while ((await waiting(of.owner)) > 0) await sleep(100);
    const seconds = (performance.now() - began) / 1000;
    const relay =
      events < 500
        ? null
        : {
            events,
            cpuMs: round(between(before, spentBy(counted)) / events),
            perSecond: Math.round(events / seconds),
          };
    // What was written meanwhile is sealed as well, and then it is quiet.
    await sleep(40_000);
    return { relay, timers: timed ? await dueTogether(of, counted) : null };
  } finally {
    await stop(worker);
  }
}

const between = (from: Spent, to: Spent) => to.ours - from.ours + to.database - from.database;

/** Where a build's relay stands: an older one knows it by another name. */
const positions = new WeakMap<pg.Client, string>();

/** How many events the relay has not moved yet. */
async function unrelayed(owner: pg.Client): Promise<number> {
  let table = positions.get(owner);
  if (table === undefined) {
    const { rows } = await owner.query<{ here: boolean }>(`select to_regclass('follower') is not null as here`);
    table = rows[0]?.here ? 'follower' : 'relay_position';
    positions.set(owner, table);
  }
  return count(owner, `outbox where (xid, id) > (select xid, id from ${table} order by xid, id limit 1)`);
}

const jobs = 'graphile_worker.jobs';
const running = "clock where running = 'running'";

/** How much the worker has still to do: events, and the jobs that came of them. */
export const waiting = async (owner: pg.Client): Promise<number> =>
  (await unrelayed(owner)) + (await count(owner, jobs));

const names = new Map<string, string>();

/** Prepared once: what is asked again and again while something is measured is no part of it. */
async function count(owner: pg.Client, from: string): Promise<number> {
  const name = names.get(from) ?? `count ${names.size}`;
  names.set(from, name);
  const { rows } = await owner.query<{ n: number }>({ name, text: `select count(*)::int as n from ${from}` });
  return rows[0]?.n ?? 0;
}

/** As many running clocks as the promise speaks of: what is missing gets an update clock beside its resolution clock. */
async function fillUp(owner: pg.Client): Promise<void> {
  await owner.query(
    `insert into clock (item, kind, customer, policy, calendar, target_amount, target_unit, running, due_at, fold, events,
        fired, next_at)
      select item, 'update', customer, policy, calendar, target_amount, target_unit, running, due_at, fold, events, fired,
        next_at from clock where kind = 'resolution' and running = 'running'
      limit greatest(0, 100000 - (select count(*) from clock where running = 'running'))
      on conflict do nothing`,
  );
}

/** Five thousand clocks reach half of their time within the same minute. */
async function dueTogether({ owner, ground }: Behinds, counted: { pids: number[]; postmaster: number }) {
  const due = 5000;
  const goal = 43_200 * 60_000;
  const first = Date.now() + 15_000;
  const { rowCount } = await owner.query(
    `with chosen as (select item, kind, row_number() over (order by item) as n from clock
        where running = 'running' and policy = $1 and fired = 0 and next_at is not null limit $2)
      update clock c set next_at = to_timestamp((t.at + $4 / 2) / 1000.0), due_at = to_timestamp((t.at + $4) / 1000.0),
        fold = c.fold || jsonb_build_object('startedAt', t.at, 'changedAt', t.at, 'firstDue', t.at + $4, 'due', t.at + $4)
      from chosen cross join lateral (select $3::bigint - $4::bigint / 2 + chosen.n * 60000 / $2 as at) t
      where c.item = chosen.item and c.kind = chosen.kind`,
    [ground.policies.urgent, due, first, goal],
  );
  // A database that was measured before may have no clock left that has not fired: nothing is measured then.
  if (!rowCount) return null;
  const before = spentBy(counted);
  let latest = 0;
  while (Date.now() < first + 60_000 || latest < 0) {
    const { rows } = await owner.query<{ late: number | null }>(
      'select (extract(epoch from clock_timestamp() - min(next_at)) * 1000)::float8 as late from clock where next_at <= now()',
    );
    latest = Math.max(latest, rows[0]?.late ?? 0);
    await sleep(40);
  }
  while ((await count(owner, 'clock where next_at <= now()')) > 0) await sleep(20);
  const spent = between(before, spentBy(counted));
  const all = await count(owner, running);
  return {
    running: all,
    due: rowCount,
    latestMs: Math.round(latest),
    cpuMs: round(spent / rowCount),
  };
}
