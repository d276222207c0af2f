import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem, release } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { ParseArgsConfig } from 'node:util';
import pg from 'pg';
import { compare } from './against.ts';
import { thisBuild } from './data/builds.ts';
import { dropCopy, openCopy, openPlace, parametersOf } from './data/place.ts';
import type { Place } from './data/place.ts';
import { disturbed, memoryOf, serverMemory, watchOthers } from './measure/cpu.ts';
import { idleCost, measure, openClient, round, start, stop, warmUp } from './measure/drive.ts';
import type { Figures } from './measure/drive.ts';
import { measureBehind } from './measure/behind.ts';
import { measureImport } from './measure/importing.ts';
import { measureBrowser } from './measure/browser.ts';
import { makeKeys, password } from './measure/keys.ts';
import { chosenFrom, crowd } from './measure/operations.ts';
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
  /** Folder of the bench's own server; its databases are kept there. */
  data: string | undefined;
  seconds: number;
  profile: string | undefined;
  /** A revision to compare this build with, in turns. */
  against: string | undefined;
  /** Rounds of turns, each a slice of each build. */
  rounds: number;
  /** Longest time that an operation warms up, in seconds. */
  warm: number;
  /** Seconds of silence before a first read. */
  pause: number;
  /** Figures are written nowhere, whoever else uses the machine. */
  anyway: boolean;
  /** Also what the worker does behind, and what a browser loads. */
  whole: boolean;
  say: (line: string) => void;
}

/** What a command line gave: the values of its options by name. */
export interface Given {
  values: Record<string, string | boolean | (string | boolean)[] | undefined>;
}

/** Reads what `mainstay bench` was called with. */
export function optionsOf({ values }: Given): Options {
  const text = (name: string) => (typeof values[name] === 'string' ? values[name] : undefined);
  const texts = (name: string) => [values[name] ?? []].flat().map(String);
  const or = (given: string[], usual: string[]) => (given.length > 0 ? given : usual);
  return {
    sizes: or(texts('size'), ['10000', '100000', '1000000']).map(Number),
    callers: or(texts('callers'), ['1', '8']).map(Number),
    ops: texts('op'),
    out: text('out'),
    data: text('data'),
    seconds: Number(text('seconds') ?? 4),
    profile: text('profile'),
    against: text('against'),
    rounds: Number(text('rounds') ?? 12),
    warm: Number(text('warm') ?? 15),
    pause: Number(text('pause') ?? 40),
    anyway: values['anyway'] === true,
    whole: texts('op').length === 0,
    say: (line) => console.error(line),
  };
}

/** Measures each size on a server of the bench's own, and writes what it finds to `bench/results`. */
export async function bench(options: Options): Promise<void> {
  // What was started ends with this process, and work trees go with it.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  const place = await openPlace(options.say, options.data);
  try {
    for (const size of options.sizes) {
      const others = watchOthers(place.postmaster);
      const found =
        options.against === undefined ? await one(place, size, options) : await compared(place, size, options);
      const why = options.anyway ? 'Not written to bench/results, as --anyway asks.' : disturbed(others());
      if (why !== null) options.say(why);
      else if (found.file !== null) write(found.file, found.results);
    }
  } finally {
    await place.stop();
  }
}

/** What was measured, and where it belongs; null where only a part was. */
interface Found {
  file: string | null;
  results: object;
}

async function compared(place: Place, size: number, options: Options): Promise<Found> {
  const rows = await compare(place, size, { ...options, against: options.against as string });
  const file =
    options.out ?? (options.whole ? path.join(import.meta.dirname, `results/comparison-${size}.json`) : null);
  return { file, results: { size, date: new Date().toISOString(), machine: machineOf(), ...rows } };
}

async function one(place: Place, size: number, options: Options): Promise<Found> {
  const build = thisBuild();
  const name = `bench_measured`;
  const filled = await openCopy(place, { build, size, name }, options.say);
  const { url, ground, seconds } = filled;
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  const parameters = parametersOf(place, url);
  const client = openClient();
  const web = await start<{ address: string }>('web', parameters, { profile: options.profile }).catch(
    async (error: unknown) => {
      client.close();
      await owner.end();
      throw error;
    },
  );
  try {
    const keys = await makeKeys(place, build, filled);
    const counted = { pids: [web.pid], postmaster: place.postmaster };
    const idle = await idleCost(counted);
    options.say(
      `${size} tickets; idle ${(idle.ours + idle.database).toFixed(1)} ms/s; web up in ${Math.round(web.took)} ms`,
    );
    const rows: Row[] = [];
    let crowds = false;
    for (const { op, caller, crowded = false, requests } of chosenFrom(options.ops)) {
      if (crowded && !crowds) await crowd(owner, ground);
      crowds ||= crowded;
      const asked = await requests(owner, ground);
      for (const callers of options.callers) {
        const work = { address: web.told.address, token: keys[caller], requests: asked, callers };
        await warmUp(client, counted, work, options.warm);
        const figures = await measure(client, { ...work, milliseconds: options.seconds * 1000 }, counted, idle);
        const row: Row = { op, size, callers, caller, ...figures };
        rows.push(row);
        options.say(
          `${caller.padEnd(9)}${op.padEnd(14)} ×${callers}  cpu ${figures.cpuMs.toFixed(3)} ms (database ${figures.databaseMs.toFixed(3)})  ${figures.rps}/s  ` +
            `p50 ${figures.p50} p95 ${figures.p95} p99 ${figures.p99}`,
        );
      }
    }
    const memory = { web: memoryOf(web.pid), database: serverMemory(place.postmaster) };
    const [bytes] = (
      await owner.query<{ bytes: number }>('select pg_database_size(current_database())::float8 as bytes')
    ).rows;
    const about = { size, commit: build.commit, date: new Date().toISOString(), machine: machineOf() };
    const email = `agent.1@bench.example`;
    const browser = options.whole ? await measureBrowser(web.told.address, email, password) : [];
    for (const { route, cold, warm } of browser)
      options.say(`${route} cold ${JSON.stringify(cold)} warm ${JSON.stringify(warm)}`);
    const behind = options.whole
      ? await measureBehind({ owner, ground, postmaster: place.postmaster, parameters })
      : null;
    if (behind) options.say(JSON.stringify(behind));
    const importing = options.whole ? await measureImport(place) : null;
    if (importing) options.say(JSON.stringify(importing));
    const facts = {
      bootMs: Math.round(web.took),
      idleCpuMsPerSecond: { ours: round(idle.ours), database: round(idle.database) },
      memoryMiB: memory,
      databaseMiB: Math.round((bytes?.bytes ?? 0) / 1024 / 1024),
      generatedSeconds: seconds === null ? null : Math.round(seconds),
    };
    const file = options.out ?? (options.whole ? path.join(import.meta.dirname, `results/${size}.json`) : null);
    return { file, results: { ...about, ...facts, browser, behind, importing, rows } };
  } finally {
    client.close();
    await stop(web);
    await owner.end();
    await dropCopy(place, name);
  }
}

function write(file: string, results: object): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
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

if (import.meta.main) {
  const text = { type: 'string' } as const;
  const several = { type: 'string', multiple: true } as const;
  const texts = ['out', 'data', 'seconds', 'profile', 'against', 'rounds', 'warm', 'pause'];
  const options: ParseArgsConfig['options'] = {
    ...Object.fromEntries(texts.map((name) => [name, text])),
    size: several,
    callers: several,
    op: several,
    anyway: { type: 'boolean' },
  };
  await bench(optionsOf(parseArgs({ options })));
}
