import { createHmac } from 'node:crypto';
import pg from 'pg';
import type { Statement } from './build.ts';

// Counts and sums fit a JavaScript number in every table of ours; strings would leak into the API.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
pg.types.setTypeParser(pg.types.builtins.NUMERIC, Number);
pg.types.setTypeParser(pg.types.builtins.DATE, (value) => value);
// Instants stay what PostgreSQL sends, turned into ISO 8601: building a Date for each costs more than the row.
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, toIso);

/** `2026-11-21 10:00:00.123+00` → `2026-11-21T10:00:00.123Z`. The pools fix the session's zone to UTC. */
function toIso(value: string): string {
  const iso = `${value.slice(0, 10)}T${value.slice(11, 19)}`;
  const fraction = value.slice(19, -3);
  return fraction === '' ? `${iso}.000Z` : `${iso}${fraction.padEnd(4, '0').slice(0, 4)}Z`;
}

/**
 * The wall between customers that a connection stands behind (PostgreSQL row-level security): the provider's staff,
 * one customer, or several. Each has a login role and a pool of its own; a role is never switched on a connection.
 */
export type Wall =
  | { kind: 'staff' }
  | { kind: 'customer'; customer: number }
  | { kind: 'customers'; customers: readonly number[] };

export const loginRoles = {
  staff: 'mainstay_staff',
  customer: 'mainstay_customer',
  customers: 'mainstay_customers',
  relay: 'mainstay_relay',
} as const;
export type PoolName = keyof typeof loginRoles;

/** The password of a login role: derived from the installation's secret, so that it is stored nowhere. */
export function rolePassword(secret: Buffer, role: string): string {
  return createHmac('sha256', secret).update(`database-role:${role}`).digest('base64url');
}

export interface PoolOptions {
  /** Owner's URL of the database; each pool takes host, port and database from it. */
  url: string;
  secret: Buffer;
  /** Longest time one statement may take, in milliseconds. */
  deadline: number;
  /** Connections per pool. */
  size?: number;
  onError: (error: Error) => void;
}

/** One statement's result rows. */
export type Rows<T> = T[];

/** A connection inside one transaction, or a pool outside of one. */
export interface Runner {
  query<T>(query: Statement<T>): Promise<Rows<T>>;
  /**
   * Statements to be sent together with the commit, in one packet; one that fails rolls everything back. Absent
   * outside of a transaction that this process opened.
   */
  last?(statements: readonly Statement<unknown>[]): void;
}

/** The four pools of a process. */
export interface Database {
  /** Runs `work` in one transaction behind `wall`; commits when it resolves, rolls back when it throws. */
  transaction<T>(wall: Wall, work: (runner: Runner) => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Runs one statement behind `wall`. */
  read<T>(wall: Wall, query: Statement<T>, signal?: AbortSignal): Promise<Rows<T>>;
  /** The same as {@link transaction} with the role that relays, seals and runs jobs. */
  relay<T>(work: (runner: Runner) => Promise<T>): Promise<T>;
  pool(name: PoolName): pg.Pool;
  close(): Promise<void>;
  /** Where this is a view that joins a transaction: the database itself. */
  whole?: Database;
}

/** The database itself behind whatever view of it: what a process remembers of a database, it remembers under this. */
export const wholeOf = (db: Database): Database => db.whole ?? db;

const statementNames = new Map<string, string>();

/** Prepared statements are named by their text, so that PostgreSQL plans each once per connection. */
function statementName(text: string): string | undefined {
  let name = statementNames.get(text);
  if (name === undefined && statementNames.size < 2000) {
    name = `s${statementNames.size + 1}`;
    statementNames.set(text, name);
  }
  return name;
}

const begin: pg.QueryConfig = { name: 'begin', text: 'begin' };
const commit: pg.QueryConfig = { name: 'commit', text: 'commit' };

const corked = new WeakSet<object>();

/** What is sent to the server until the end of this turn of the event loop leaves in one packet. */
function together(client: pg.PoolClient): void {
  const { stream } = (client as unknown as { connection: { stream: { cork(): void; uncork(): void } } }).connection;
  if (corked.has(stream)) return;
  corked.add(stream);
  stream.cork();
  process.nextTick(() => {
    corked.delete(stream);
    stream.uncork();
  });
}

async function run<T>(client: pg.ClientBase, query: Statement<T>): Promise<Rows<T>> {
  const name = query.planned === 'each-time' ? undefined : statementName(query.sql);
  const result = await client.query({
    text: query.sql,
    values: query.parameters as unknown[],
    ...(name === undefined ? {} : { name }),
  });
  return result.rows as Rows<T>;
}

function settings(wall: Wall): pg.QueryConfig | null {
  if (wall.kind === 'staff') return null;
  const value = wall.kind === 'customer' ? String(wall.customer) : `{${wall.customers.join(',')}}`;
  const key = wall.kind === 'customer' ? 'mainstay.customer' : 'mainstay.customers';
  return { name: `wall-${wall.kind}`, text: `select set_config('${key}', $1, true)`, values: [value] };
}

/** Opens the pools. Nothing connects before the first statement. */
export function openDatabase(options: PoolOptions): Database {
  const pools = new Map<PoolName, pg.Pool>();
  const pool = (name: PoolName): pg.Pool => {
    let found = pools.get(name);
    if (!found) {
      found = createPool(options, name);
      pools.set(name, found);
    }
    return found;
  };

  async function inTransaction<T>(
    name: PoolName,
    wall: Wall | null,
    work: (runner: Runner) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    signal?.throwIfAborted();
    const client = await pool(name).connect();
    const settled = whenGivenUp(signal, () => cancelStatement(pool('relay'), client));
    let broken = false;
    try {
      // Not awaited one by one: they go out in one packet with the first statement of the work.
      together(client);
      const opening: Promise<unknown>[] = [client.query(begin)];
      const wallSetting = wall && settings(wall);
      if (wallSetting) opening.push(client.query(wallSetting));
      const opened = Promise.all(opening);
      opened.catch(() => {});
      const closing: Statement<unknown>[] = [];
      const result = await work({
        query: (query) => {
          together(client);
          return run(client, query);
        },
        last: (statements) => void closing.push(...statements),
      });
      await opened;
      together(client);
      // A commit behind a statement that failed is a rollback, and the statement's error is what is thrown.
      await Promise.all([...closing.map((statement) => run(client, statement)), client.query(commit)]);
      return result;
    } catch (error) {
      await client.query('rollback').catch(() => {
        broken = true;
      });
      throw error;
    } finally {
      await settled();
      client.release(broken);
    }
  }

  /** One statement, and what its wall needs around it, in one packet: a read waits for the server once. */
  async function read<T>(wall: Wall, query: Statement<T>, signal?: AbortSignal): Promise<Rows<T>> {
    signal?.throwIfAborted();
    const client = await pool(wall.kind).connect();
    const settled = whenGivenUp(signal, () => cancelStatement(pool('relay'), client));
    let broken = false;
    try {
      const wallSetting = settings(wall);
      if (!wallSetting) return await run(client, query);
      together(client);
      const opening = [client.query(begin), client.query(wallSetting)];
      const rows = run(client, query);
      // Its error waits until the connection is whole again.
      rows.catch(() => {});
      // Behind a statement that failed it is a rollback.
      const closing = client.query(commit);
      const around = await Promise.allSettled([...opening, closing]);
      broken = around.some(({ status }) => status === 'rejected');
      return await rows;
    } finally {
      await settled();
      client.release(broken);
    }
  }

  return {
    pool,
    transaction: (wall, work, signal) => inTransaction(wall.kind, wall, work, signal),
    relay: (work) => inTransaction('relay', null, work),
    read,
    async close() {
      await Promise.all([...pools.values()].map((open) => open.end()));
    },
  };
}

function createPool(options: PoolOptions, name: PoolName): pg.Pool {
  const url = new URL(options.url);
  const role = loginRoles[name];
  const created = new pg.Pool({
    host: url.searchParams.get('host') ?? url.hostname,
    port: Number(url.port || 5432),
    database: decodeURIComponent(url.pathname.slice(1)),
    user: role,
    password: rolePassword(options.secret, role),
    max: options.size ?? 10,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 10_000,
    pipeline: true,
    application_name: `mainstay ${name}`,
    // A generic plan can't see how rare a searched word is; row-security settings and filters differ by person.
    options: `-c statement_timeout=${options.deadline} -c timezone=UTC -c jit=off -c plan_cache_mode=auto`,
  } as pg.PoolConfig);
  created.on('error', options.onError);
  // The pool listens only while a connection is idle. One that breaks at work tells its statement, and the process
  // must outlive the news.
  created.on('connect', (client) => client.on('error', options.onError));
  return created;
}

/** Ends the statement that runs on `client`, from another connection: a deadline frees the server at once. */
async function cancelStatement(through: pg.Pool, client: pg.PoolClient): Promise<void> {
  const { processID } = client as unknown as { processID: number };
  await through.query('select mainstay_cancel($1)', [processID]).catch(() => {});
}

/**
 * Does `cancel` when the signal comes. What it gives back is to be awaited before the connection is anybody else's: a
 * cancellation that is under way ends whatever runs on the connection when it arrives.
 */
function whenGivenUp(signal: AbortSignal | undefined, cancel: () => Promise<void>): () => Promise<void> {
  let cancelled = Promise.resolve();
  const listener = () => void (cancelled = cancel());
  signal?.addEventListener('abort', listener, { once: true });
  return () => {
    signal?.removeEventListener('abort', listener);
    return cancelled;
  };
}
