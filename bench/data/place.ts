import pg from 'pg';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { startPostgres } from '#/platform/postgres/start.ts';
import { schemaOf } from './builds.ts';
import type { Build } from './builds.ts';
import type { Ground } from './people.ts';
import { start } from '../measure/drive.ts';

/** A server of the bench's own, so that its processes are ours to count, with databases that are kept for the next run. */
export interface Place {
  url: string;
  secret: Buffer;
  folder: string;
  /** Process id of the server's parent process. */
  postmaster: number;
  stop(): Promise<void>;
}

/** A database to measure on, and what is in it. */
export interface Filled {
  url: string;
  ground: Ground;
  /** How long it took to make; null where it was kept from an earlier run. */
  seconds: number | null;
}

const secret = Buffer.alloc(32, 11);
const kept = path.join(import.meta.dirname, '../../.cache/bench');

/** Starts the embedded PostgreSQL as production does: durable, sized by the machine's memory. */
export async function openPlace(say: (line: string) => void, folder = kept): Promise<Place> {
  const server = await startPostgres({ dataFolder: folder, log: say });
  const postmaster = Number(readFileSync(path.join(server.cluster, 'postmaster.pid'), 'utf8').split('\n')[0]);
  return { url: server.url, secret, folder, postmaster, stop: () => server.stop() };
}

/** What the programs that work on a database are told. */
export const parametersOf = (place: Place, url: string): string[] => [
  url,
  place.secret.toString('hex'),
  path.join(place.folder, 'web'),
];

/** So many databases of a size are kept: those of the schemas that were measured last. */
const most = 3;

/**
 * A database named `name` with so many cases for a build: a copy of one that is made once for each size and schema, so
 * that what is measured does not depend on what was measured before.
 */
export async function openCopy(
  place: Place,
  { build, size, name }: { build: Build; size: number; name: string },
  say: (line: string) => void,
): Promise<Filled> {
  const origin = `bench_${size}_${await schemaOf(build)}`;
  const server = new pg.Client({ connectionString: place.url });
  await server.connect();
  try {
    const there = await server.query<{ about: string | null }>(
      `select shobj_description(oid, 'pg_database') as about from pg_database where datname = $1`,
      [origin],
    );
    const about = there.rows[0]?.about;
    let ground = about ? (JSON.parse(about) as { ground: Ground }).ground : null;
    let seconds: number | null = null;
    if (ground === null) {
      say(`${build.commit}: making ${size.toLocaleString('en')} cases`);
      await server.query(`drop database if exists ${origin} with (force)`);
      await server.query(`create database ${origin}`);
      const began = performance.now();
      ground = await generate(place, build, urlOf(place, origin), size);
      seconds = (performance.now() - began) / 1000;
    }
    const noted = JSON.stringify({ usedAt: new Date().toISOString(), ground });
    await server.query(`comment on database ${origin} is ${server.escapeLiteral(noted)}`);
    await forget(server, size);
    await server.query(`drop database if exists ${name} with (force)`);
    await server.query(`create database ${name} template ${origin} strategy file_copy`);
    return { url: urlOf(place, name), ground, seconds };
  } finally {
    await server.end();
  }
}

async function generate(place: Place, build: Build, url: string, size: number): Promise<Ground> {
  const parameters = [...parametersOf(place, url), String(size)];
  const { told, ended } = await start<{ ground: Ground }>('generate', parameters, { folder: build.folder });
  await ended;
  return told.ground;
}

/** Drops the databases of a size whose schemas were measured longest ago. */
async function forget(server: pg.Client, size: number): Promise<void> {
  const { rows } = await server.query<{ name: string }>(
    `select datname as name from pg_database where datname ~ $1
      order by shobj_description(oid, 'pg_database')::jsonb ->> 'usedAt' desc nulls last offset $2`,
    [`^bench_${size}_[0-9a-f]{12}$`, most],
  );
  for (const { name } of rows) await server.query(`drop database ${name} with (force)`);
}

/** Removes a copy again. */
export async function dropCopy(place: Place, name: string): Promise<void> {
  const server = new pg.Client({ connectionString: place.url });
  await server.connect();
  await server.query(`drop database if exists ${name} with (force)`).finally(() => server.end());
}

function urlOf(place: Place, name: string): string {
  const url = new URL(place.url);
  url.pathname = `/${name}`;
  return url.href;
}
