import pg from 'pg';
import type { Config } from '#/platform/config/config.ts';
import { openDataFolder, readSecret } from '#/platform/process/data-folder.ts';
import { Failure, errorMessage } from '#/platform/process/failure.ts';

/** What the web server, the worker and every command that touches data start from. */
export interface Runtime {
  config: Config;
  /** The owner's URL of the database; the application's own roles come from it. */
  databaseUrl: string;
  /** 32 bytes from which every key is derived. */
  secret: Buffer;
}

/** A runtime that has to be given back. */
export interface OpenRuntime extends Runtime {
  /** The embedded server's cluster, or undefined where DATABASE_URL names the server. */
  cluster: string | undefined;
  close: () => Promise<void>;
}

/**
 * Opens the data folder and the database: DATABASE_URL's; else the embedded server that runs already; else one that is
 * started for as long as this runtime is open.
 * @param own true: refuse where another process runs the embedded server (`mainstay up`)
 * @throws Failure
 */
export async function openRuntime(config: Config, log: (line: string) => void, own = false): Promise<OpenRuntime> {
  const secret = readSecret(openDataFolder(config.dataFolder));
  if (config.databaseUrl !== undefined) {
    await checkReachable(config.databaseUrl);
    return { config, databaseUrl: config.databaseUrl, secret, cluster: undefined, close: () => Promise.resolve() };
  }
  const { startPostgres, usePostgres } = await import('#/platform/postgres/start.ts');
  const postgres = await (own ? startPostgres : usePostgres)({ dataFolder: config.dataFolder, log });
  return { config, databaseUrl: postgres.url, secret, cluster: postgres.cluster, close: () => postgres.stop() };
}

/** @throws Failure when the server of DATABASE_URL does not let us in, or is older than we can use */
async function checkReachable(url: string): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    application_name: 'mainstay',
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    const { hostname, port } = new URL(url);
    throw new Failure(
      `The database at ${hostname}:${port || 5432} cannot be used: ${errorMessage(error)}.`,
      'Check DATABASE_URL, and that the server runs.',
      { cause: error },
    );
  }
  try {
    const { rows } = await client.query<{ version: number }>(
      "select current_setting('server_version_num')::int as version",
    );
    const major = Math.floor((rows[0]?.version ?? 0) / 10_000);
    if (major < 15) throw new Failure(`Mainstay needs PostgreSQL 15 or newer; DATABASE_URL names version ${major}.`);
  } finally {
    await client.end();
  }
}
