import pg from 'pg';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { tmpdir } from 'node:os';
import { startPostgres } from '#/platform/postgres/start.ts';
import { migrate } from '#/platform/database/migrate.ts';
import { generate } from './generate.ts';
import type { Ground } from './people.ts';

/** A server of the bench's own, so that its processes are ours to count, with databases that are kept for the next run. */
export interface Place {
  url: string;
  secret: Buffer;
  folder: string;
  /** Process id of the server's parent process. */
  postmaster: number;
  stop(): Promise<void>;
}

export const secret = Buffer.alloc(32, 11);

/** Starts the embedded PostgreSQL as production does: durable, sized by the machine's memory. */
export async function openPlace(
  say: (line: string) => void,
  folder = path.join(tmpdir(), 'mainstay-bench'),
): Promise<Place> {
  const server = await startPostgres({ dataFolder: folder, log: say });
  const postmaster = Number(readFileSync(path.join(server.cluster, 'postmaster.pid'), 'utf8').split('\n')[0]);
  return { url: server.url, secret, folder, postmaster, stop: () => server.stop() };
}

/** A database with so many tickets: the one of an earlier run with the same schema, or a new one. */
export async function openSize(
  place: Place,
  size: number,
  say: (line: string) => void,
): Promise<{ url: string; ground: Ground; seconds: number | null }> {
  const name = `bench_${size}`;
  const url = new URL(place.url);
  url.pathname = `/${name}`;
  const server = new pg.Client({ connectionString: place.url });
  await server.connect();
  try {
    const there = await server.query<{ ground: string | null }>(
      `select shobj_description(oid, 'pg_database') as ground from pg_database where datname = $1`,
      [name],
    );
    const kept = there.rows[0]?.ground;
    if (kept && (await isCurrent(url.href, say))) {
      await tidy(url.href);
      return { url: url.href, ground: JSON.parse(kept) as Ground, seconds: null };
    }
    await server.query(`drop database if exists ${name} with (force)`);
    await server.query(`create database ${name}`);
    const began = performance.now();
    await migrate({ url: url.href, secret, log: () => {} });
    const ground = await generate({ url: url.href, secret, size, say });
    const seconds = (performance.now() - began) / 1000;
    await server.query(`comment on database ${name} is '${JSON.stringify(ground)}'`);
    return { url: url.href, ground, seconds };
  } finally {
    await server.end();
  }
}

/** What earlier runs wrote is cleared up, as autovacuum does in time. */
async function tidy(url: string): Promise<void> {
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  await owner.query('vacuum (analyze)').finally(() => owner.end());
}

/** Whether an older database could be brought to the schema as it is now; else it is made anew. */
async function isCurrent(url: string, say: (line: string) => void): Promise<boolean> {
  try {
    await migrate({ url, secret, log: say });
    return true;
  } catch (error) {
    say(`Making the data anew: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}
