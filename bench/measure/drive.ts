import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { spentBy } from './cpu.ts';
import type { Counted, Spent } from './cpu.ts';

export interface Ask {
  method: 'GET' | 'POST';
  path: string;
  body?: unknown;
}

/** What the client process is told to do. */
export interface Work {
  address: string;
  token: string;
  requests: readonly Ask[];
  callers: number;
  milliseconds: number;
}

export interface Worked {
  latencies: number[];
  /** Milliseconds. */
  took: number;
}

/** One operation as measured: all in milliseconds but `rps`. */
export interface Figures {
  /** Processor time of all processes of ours and of PostgreSQL, per operation. */
  cpuMs: number;
  /** PostgreSQL's part of it. */
  databaseMs: number;
  rps: number;
  p50: number;
  p95: number;
  p99: number;
  requests: number;
}

/** A program of the bench that runs in a process of its own. */
export interface Started<T> {
  child: ChildProcess;
  pid: number;
  /** Its first message. */
  told: T;
  /** Milliseconds until that message. */
  took: number;
  /** Settles when it has ended. */
  ended: Promise<unknown>;
}

/** Processes that are running: whoever ends this one by hand ends them too. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

function watched(child: ChildProcess): ChildProcess {
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** Starts a program of a build (of this one, where none is named) and waits for its first message. */
export async function start<T>(
  part: 'web' | 'worker' | 'generate' | 'keys',
  parameters: readonly string[],
  { folder = path.join(import.meta.dirname, '../..'), profile }: { folder?: string; profile?: string | undefined } = {},
): Promise<Started<T>> {
  const began = performance.now();
  const log = openSync(path.join(tmpdir(), `mainstay-bench-${part}.log`), 'a');
  const child = watched(
    fork(path.join(folder, `bench/processes/${part}.ts`), parameters, {
      cwd: folder,
      execArgv: profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`],
      // It logs as in production, to a file.
      stdio: ['ignore', log, log, 'ipc'],
      env: { ...process.env, NODE_ENV: 'production', NODE_COMPILE_CACHE: path.join(tmpdir(), 'mainstay-bench-cache') },
    }),
  );
  closeSync(log);
  const ended = once(child, 'exit');
  const [told] = (await Promise.race([
    once(child, 'message'),
    ended.then(([code]) => {
      throw new Error(`${part} ended with ${String(code)}`);
    }),
  ])) as [T];
  return { child, pid: child.pid ?? 0, told, took: performance.now() - began, ended };
}

/** Ends a process that {@link start} started, in order. */
export async function stop({ child, ended }: Pick<Started<unknown>, 'child' | 'ended'>): Promise<void> {
  if (child.exitCode === null && child.connected) child.send('stop');
  await ended;
}

/** The process that calls. */
export interface Client {
  work(work: Work): Promise<Worked>;
  close(): void;
}

export function openClient(): Client {
  const child = watched(fork(path.join(import.meta.dirname, '../processes/client.ts')));
  return {
    async work(work) {
      child.send(work);
      const [worked] = (await once(child, 'message')) as [Worked | { error: string }];
      if ('error' in worked) throw new Error(worked.error);
      return worked;
    },
    close: () => void child.kill(),
  };
}

/** What is spent in a second while nobody asks for anything. */
export async function idleCost(counted: Counted): Promise<Spent> {
  const seconds = 5;
  const before = spentBy(counted);
  await sleep(seconds * 1000);
  const after = spentBy(counted);
  return { ours: (after.ours - before.ours) / seconds, database: (after.database - before.database) / seconds };
}

/** Two slices agree so far: it is warm. */
const agreed = 0.03;

/** Asks for something a second at a time until that cost the same twice, for `most` seconds at the longest. */
export async function warmUp(
  client: Client,
  counted: Counted,
  work: Omit<Work, 'milliseconds'>,
  most: number,
): Promise<void> {
  const until = performance.now() + most * 1000;
  let last = Infinity;
  let warm = false;
  while (!warm && performance.now() < until) {
    const cost = await costOf(client, counted, { ...work, milliseconds: 1000 });
    warm = Math.abs(cost - last) <= agreed * last;
    last = cost;
  }
}

/** Asks for something for a while, and tells what it cost each time. */
export async function costOf(client: Client, counted: Counted, work: Work): Promise<number> {
  const before = spentBy(counted);
  const { latencies } = await client.work(work);
  const after = spentBy(counted);
  return (after.ours - before.ours + after.database - before.database) / latencies.length;
}

/** Measures an operation that is warm; the idle cost is taken off. */
export async function measure(client: Client, work: Work, counted: Counted, idle: Spent): Promise<Figures> {
  const before = spentBy(counted);
  const { latencies, took } = await client.work(work);
  const after = spentBy(counted);
  const each = (part: keyof Spent) => (after[part] - before[part] - (idle[part] * took) / 1000) / latencies.length;
  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (share: number) => round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return {
    cpuMs: round(each('ours') + each('database')),
    databaseMs: round(each('database')),
    rps: Math.round(latencies.length / (took / 1000)),
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    requests: latencies.length,
  };
}

export const round = (value: number): number => Math.round(value * 1000) / 1000;
