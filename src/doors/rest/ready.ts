import pg from 'pg';
import { readMigrations } from '#/platform/database/migrate.ts';
import type { Database } from '#/platform/database/pools.ts';
import { projectRoot } from '#/platform/config/settings.ts';
import { ReadinessError } from '#/platform/http/health.ts';
import { longestWait, oldestWaiting } from '#/platform/telemetry/database.ts';

/** The database answers the role that serves requests. */
export async function databaseAnswers(database: Database): Promise<void> {
  await database.read({ kind: 'staff' }, { sql: 'select 1', parameters: [] }).catch(() => {
    throw new ReadinessError('the database does not answer');
  });
}

/** The worker takes what happened; one that hangs, or that nobody started, shows by what waits for it. */
export async function workerKeepsUp(database: Database, now: number): Promise<void> {
  const [oldest] = await database.read<{ at: string }>({ kind: 'staff' }, { sql: oldestWaiting, parameters: [] });
  const waited = oldest ? now - Date.parse(oldest.at) : 0;
  if (waited <= longestWait) return;
  throw new ReadinessError(`changes have waited ${Math.round(waited / 1000)} s for it: see whether the worker runs`);
}

/** Every migration of this version has been applied. Asked as the owner, until it is so once. */
export function databaseMigrated(ownerUrl: string): () => Promise<void> {
  let done = false;
  return async () => {
    if (done) return;
    const wanted = await readMigrations(projectRoot);
    const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 2000 });
    client.on('error', () => {});
    try {
      await client.connect();
      const { rows } = await client.query<{ number: number }>('select number from migration');
      const applied = new Set(rows.map(({ number }) => number));
      const missing = wanted.filter(({ number }) => !applied.has(number)).length;
      if (missing > 0) throw new ReadinessError(`${missing} migrations have not been applied`);
      done = true;
    } catch (error) {
      throw error instanceof ReadinessError ? error : new ReadinessError('the migrations could not be read');
    } finally {
      await client.end().catch(() => {});
    }
  };
}
