import pg from 'pg';
import { buildOf, thisBuild } from './data/builds.ts';
import type { Build } from './data/builds.ts';
import { dropCopy, openCopy, parametersOf } from './data/place.ts';
import type { Filled, Place } from './data/place.ts';
import { openClient, start, stop } from './measure/drive.ts';
import type { Client, Started } from './measure/drive.ts';
import { makeKeys } from './measure/keys.ts';
import type { Keys } from './measure/keys.ts';
import { chosenFrom, crowd } from './measure/operations.ts';
import type { Caller } from './measure/operations.ts';
import { behindInTurns, pausedInTurns, readyInTurns, servedInTurns } from './measure/turns.ts';
import type { Turns } from './measure/turns.ts';

/** One operation of both builds: processor milliseconds an operation of all processes. */
export interface Compared extends Turns {
  op: string;
  size: number;
  callers: number;
  who: Caller;
}

/** How two builds are compared. */
export interface Comparing {
  against: string;
  callers: number[];
  ops: string[];
  rounds: number;
  warm: number;
  pause: number;
  say: (line: string) => void;
}

/** A build at work: its web server on a database of its own. */
export interface Side {
  build: Build;
  filled: Filled;
  owner: pg.Client;
  web: Started<{ address: string }>;
  keys: Keys;
  parameters: string[];
  postmaster: number;
}

/** Measures this build and another in turns, so that whatever else the machine does falls on both alike. */
export async function compare(
  place: Place,
  size: number,
  options: Comparing,
): Promise<{ old: string; new: string; rows: Compared[] }> {
  const before = buildOf(options.against);
  const client = openClient();
  const sides: Side[] = [];
  try {
    for (const [name, build] of [['bench_old', before] as const, ['bench_new', thisBuild()] as const])
      sides.push(await openSide(place, size, { name, build, say: options.say }));
    const rows = await measured(client, sides, size, options);
    return { old: before.commit, new: (sides[1] as Side).build.commit, rows };
  } finally {
    client.close();
    for (const { web, owner } of sides) await Promise.all([stop(web), owner.end()]);
    for (const name of ['bench_old', 'bench_new']) await dropCopy(place, name);
    before.drop();
  }
}

async function openSide(
  place: Place,
  size: number,
  { name, build, say }: { name: string; build: Build; say: (line: string) => void },
): Promise<Side> {
  const filled = await openCopy(place, { build, size, name }, say);
  const keys = await makeKeys(place, build, filled);
  const parameters = parametersOf(place, filled.url);
  const web = await start<{ address: string }>('web', parameters, { folder: build.folder });
  const owner = new pg.Client({ connectionString: filled.url });
  await owner.connect();
  return { build, filled, owner, web, keys, parameters, postmaster: place.postmaster };
}

async function measured(client: Client, sides: readonly Side[], size: number, options: Comparing): Promise<Compared[]> {
  const rows: Compared[] = [];
  const note = (row: Compared) => {
    rows.push(row);
    options.say(
      `${row.who.padEnd(9)}${row.op.padEnd(15)} ×${row.callers}  old ${row.old.toFixed(3)} ms  new ${row.new.toFixed(3)} ms  ratio ${row.ratio.toFixed(3)}`,
    );
  };
  const asked = (name: string) => options.ops.length === 0 || options.ops.includes(name);
  let crowds = false;
  for (const { op, caller: who, crowded = false, requests } of chosenFrom(options.ops)) {
    if (crowded && !crowds) for (const { owner, filled } of sides) await crowd(owner, filled.ground);
    crowds ||= crowded;
    for (const callers of options.callers) {
      const work = await Promise.all(
        sides.map(async ({ owner, filled, web, keys }) => ({
          address: web.told.address,
          token: keys[who],
          requests: await requests(owner, filled.ground),
          callers,
        })),
      );
      await readyInTurns(client, sides, work, options.warm);
      note({ op, size, callers, who, ...(await servedInTurns(client, sides, work, options.rounds)) });
    }
  }
  const one = { size, callers: 1, who: 'agent' } as const;
  if (asked('create-behind'))
    note({ op: 'create-behind', ...one, ...(await behindInTurns(client, sides, options.rounds)) });
  for (const op of ['read', 'list', 'search-rare'])
    if (asked(`${op}-paused`))
      note({ op: `${op}-paused`, ...one, ...(await pausedInTurns(client, sides, op, options.pause)) });
  return rows;
}
