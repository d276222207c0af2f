import { createHmac } from 'node:crypto';
import pg from 'pg';
import type { Statement } from './build.ts';
import { sessionOf } from './session.ts';
import type { Session } from './session.ts';

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

/** What became of two statements. */
export type Answered<A, B> = [PromiseSettledResult<Rows<A>>, PromiseSettledResult<Rows<B>>];

/** The four pools of a process. */
export interface Database {
  /** Runs `work` in one transaction behind `wall`; commits when it resolves, rolls back when it throws. */
  transaction<T>(wall: Wall, work: (runner: Runner) => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Runs one statement behind `wall`. */
  read<T>(wall: Wall, query: Statement<T>, signal?: AbortSignal): Promise<Rows<T>>;
  /** Two statements behind `wall` in one packet: where the first fails, nothing of the second is done. */
  readBehind<A, B>(
    wall: Wall,
    first: Statement<A>,
    second: Statement<B>,
    signal?: AbortSignal,
  ): Promise<Answered<A, B>>;
  /** The same as {@link transaction} with the role that relays, seals and runs jobs. */
  relay<T>(work: (runner: Runner) => Promise<T>): Promise<T>;
  pool(name: PoolName): pg.Pool;
  /** How many prepared statements the open connections of a pool hold together. */
  prepared(name: PoolName): number;
  close(): Promise<void>;
  /** Where this is a view that joins a transaction: the database itself. */
  whole?: Database;
}

/** The database itself behind whatever view of it: what a process remembers of a database, it remembers under this. */
export const wholeOf = (db: Database): Database => db.whole ?? db;

async function run<T>(session: Session, { sql, parameters, planned }: Statement<T>): Promise<Rows<T>> {
  try {
    return await session.query<T>(sql, parameters, { keep: planned !== 'each-time' });
  } catch (error) {
    // Who said it, instead of who heard the answer.
    if (error instanceof Error) Error.captureStackTrace(error);
    throw error;
  }
}

const begin = (session: Session) => session.query('begin');
const commit = (session: Session) => session.query('commit', [], { ends: 'COMMIT' });

/** Sets who stands behind the wall, until the transaction ends; nothing for the provider's staff. */
function setWall(session: Session, wall: Wall | null): Promise<unknown> | null {
  if (!wall || wall.kind === 'staff') return null;
  const [key, value] =
    wall.kind === 'customer'
      ? ['mainstay.customer', String(wall.customer)]
      : ['mainstay.customers', `{${wall.customers.join(',')}}`];
  return session.query(`select set_config('${key}', $1, true)`, [value]);
}

/** Opens the pools. Nothing connects before the first statement. */
export function openDatabase(options: PoolOptions): Database {
  const pools = new Map<PoolName, pg.Pool>();
  const open = new Map<PoolName, Set<pg.PoolClient>>();
  const pool = (name: PoolName): pg.Pool => {
    let found = pools.get(name);
    if (!found) {
      found = createPool(options, name);
      pools.set(name, found);
      open.set(name, connectionsOf(found));
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
    const session = sessionOf(client);
    let broken = false;
    try {
      // Not awaited one by one: they go out in one packet with the first statement of the work.
      const opened = Promise.all([begin(session), setWall(session, wall)]);
      opened.catch(() => {});
      const closing: Statement<unknown>[] = [];
      const result = await work({
        query: (query) => run(session, query),
        last: (statements) => void closing.push(...statements),
      });
      await opened;
      // Of a packet nothing is done behind a statement that failed: the commit neither.
      await Promise.all([...closing.map((statement) => run(session, statement)), commit(session)]);
      return result;
    } catch (error) {
      broken = !(await rolledBack(session));
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
    const session = sessionOf(client);
    let broken = false;
    try {
      if (wall.kind === 'staff') return await run(session, query);
      const around = [begin(session), setWall(session, wall)];
      const rows = run(session, query);
      await Promise.all([...around, rows, commit(session)]);
      return await rows;
    } catch (error) {
      broken = wall.kind !== 'staff' && !(await rolledBack(session));
      throw error;
    } finally {
      await settled();
      client.release(broken);
    }
  }

  async function readBehind<A, B>(
    wall: Wall,
    first: Statement<A>,
    second: Statement<B>,
    signal?: AbortSignal,
  ): Promise<Answered<A, B>> {
    signal?.throwIfAborted();
    const client = await pool(wall.kind).connect();
    const settled = whenGivenUp(signal, () => cancelStatement(pool('relay'), client));
    const session = sessionOf(client);
    const both = () => Promise.allSettled([run(session, first), run(session, second)] as const);
    let broken = false;
    try {
      if (wall.kind === 'staff') return await both();
      const [opened, answered, closed] = await Promise.allSettled([
        Promise.all([begin(session), setWall(session, wall)]),
        both(),
        commit(session),
      ]);
      if (closed.status === 'rejected') broken = !(await rolledBack(session));
      if (opened.status === 'rejected') throw opened.reason;
      if (answered.status === 'rejected') throw answered.reason;
      return answered.value;
    } finally {
      await settled();
      client.release(broken);
    }
  }

  return {
    pool,
    prepared: (name) => [...(open.get(name) ?? [])].reduce((sum, one) => sum + sessionOf(one).prepared.size, 0),
    transaction: (wall, work, signal) => inTransaction(wall.kind, wall, work, signal),
    relay: (work) => inTransaction('relay', null, work),
    read,
    readBehind,
    async close() {
      await Promise.all([...pools.values()].map((one) => one.end()));
    },
  };
}

/** The open connections of a pool. */
function connectionsOf(pool: pg.Pool): Set<pg.PoolClient> {
  const open = new Set<pg.PoolClient>();
  pool.on('connect', (client) => void open.add(client));
  pool.on('remove', (client) => void open.delete(client));
  return open;
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
    // A new connection costs a first read ten times what it does on one that knows the tables: two are kept through any
    // silence, and are seen to be alive.
    min: 2,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 30_000,
    connectionTimeoutMillis: 10_000,
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

/** Makes a connection whole again behind what failed; false where it is beyond that. */
async function rolledBack(session: Session): Promise<boolean> {
  try {
    await session.query('rollback');
    return true;
  } catch {
    return false;
  }
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
