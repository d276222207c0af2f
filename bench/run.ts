import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem, release } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { openPlace, openSize } from './data/place.ts';
import type { Place } from './data/place.ts';
import { memoryOf, serverMemory } from './measure/cpu.ts';
import { idleCost, measure, openClient, round, start, stop } from './measure/drive.ts';
import type { Figures } from './measure/drive.ts';
import { makeKeys } from './measure/keys.ts';
import { operations } from './measure/operations.ts';
import type { Caller } from './measure/operations.ts';

/** One operation as it is written down. */
export interface Row extends Figures {
  op: string;
  size: number;
  callers: number;
  caller: Caller;
}

export interface Options {
  sizes: number[];
  callers: number[];
  ops: string[];
  out: string | undefined;
  seconds: number;
  profile: string | undefined;
  say: (line: string) => void;
}

const say = (line: string) => console.error(line);

/** Reads what `mainstay bench` and `npm run bench` are called with. */
export function optionsOf(argv: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      size: { type: 'string', multiple: true },
      callers: { type: 'string', multiple: true },
      op: { type: 'string', multiple: true },
      out: { type: 'string' },
      seconds: { type: 'string' },
      profile: { type: 'string' },
    },
  });
  return {
    sizes: (values.size ?? ['10000']).map(Number),
    callers: (values.callers ?? ['1', '8']).map(Number),
    ops: values.op ?? [],
    out: values.out,
    seconds: Number(values.seconds ?? 4),
    profile: values.profile,
    say,
  };
}

/** Measures each size on a server of the bench's own, and writes `bench/results/<size>.json`. */
export async function bench(options: Options): Promise<void> {
  const place = await openPlace(options.say);
  try {
    for (const size of options.sizes) await one(place, size, options);
  } finally {
    await place.stop();
  }
}

async function one(place: Place, size: number, options: Options): Promise<void> {
  const { url, ground, seconds } = await openSize(place, size, options.say);
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  const parameters = [url, place.secret.toString('hex'), path.join(place.folder, 'web')];
  const web = await start<{ address: string }>('web', parameters, options.profile);
  const client = openClient();
  try {
    const keys = await makeKeys(url, place, ground);
    const counted = { pids: [web.pid], postmaster: place.postmaster };
    const idle = await idleCost(counted);
    options.say(
      `${size} tickets; idle ${(idle.ours + idle.database).toFixed(1)} ms/s; web up in ${Math.round(web.took)} ms`,
    );
    const rows: Row[] = [];
    for (const { op, caller, requests } of operations) {
      if (options.ops.length > 0 && !options.ops.includes(op) && !options.ops.includes(`${caller}:${op}`)) continue;
      const asked = await requests(owner, ground);
      for (const callers of options.callers) {
        const work = { address: web.told.address, token: keys[caller], requests: asked, callers };
        const figures = await measure(client, { ...work, milliseconds: options.seconds * 1000 }, counted, idle);
        const row: Row = { op, size, callers, caller, ...figures };
        rows.push(row);
        options.say(
          `${caller.padEnd(8)}${op.padEnd(14)} ×${callers}  cpu ${figures.cpuMs.toFixed(3)} ms (database ${figures.databaseMs.toFixed(3)})  ${figures.rps}/s  ` +
            `p50 ${figures.p50} p95 ${figures.p95} p99 ${figures.p99}`,
        );
      }
    }
    const memory = { web: memoryOf(web.pid), database: serverMemory(place.postmaster) };
    const [bytes] = (
      await owner.query<{ bytes: number }>('select pg_database_size(current_database())::float8 as bytes')
    ).rows;
    const about = { size, commit: commitOf(), date: new Date().toISOString(), machine: machineOf() };
    const facts = {
      bootMs: Math.round(web.took),
      idleCpuMsPerSecond: { ours: round(idle.ours), database: round(idle.database) },
      memoryMiB: memory,
      databaseMiB: Math.round((bytes?.bytes ?? 0) / 1024 / 1024),
      generatedSeconds: seconds === null ? null : Math.round(seconds),
    };
    write(options.out ?? path.join(import.meta.dirname, `results/${size}.json`), { ...about, ...facts, rows });
  } finally {
    client.close();
    await stop(web.child);
    await owner.end();
  }
}

function write(file: string, results: object): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
}

function commitOf(): string {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: path.join(import.meta.dirname, '..'), encoding: 'utf8' }).trim();
  try {
    const changed = git('status', '--porcelain', '--', 'src').length > 0;
    return `${git('rev-parse', '--short', 'HEAD')}${changed ? ' with changes' : ''}`;
  } catch {
    return 'unknown';
  }
}

function machineOf(): object {
  const [first] = cpus();
  return {
    processor: first?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 1024 ** 3),
    system: `Linux ${release()}`,
    node: process.version,
    postgres: 18,
    load: Number(readFileSync('/proc/loadavg', 'utf8').split(' ')[0]),
  };
}

if (import.meta.main) await bench(optionsOf(process.argv.slice(2)));
