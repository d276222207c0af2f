import type pg from 'pg';
import { Packet } from './packet.ts';
import type { Prepared, Said } from './packet.ts';
import { Recent } from './recent.ts';

/** So many prepared statements a connection keeps: each takes some 50 to 200 KB of the server's memory with its plan. */
const mostPrepared = 500;

/**
 * One connection: what is said to it within a turn of the event loop leaves in one packet with a single Sync, and is
 * answered in one. Outside of a transaction such a packet is one of its own, and of what is said behind a statement
 * that fails nothing is done, the commit included: a transaction that may have failed is ended by a rollback.
 */
export class Session {
  readonly #client: pg.ClientBase;
  /** Prepared statements by their text. What is forgotten is dropped on the server with the next packet. */
  readonly prepared: Recent<string, Prepared>;
  /** Names of statements that the server is to drop. */
  readonly dropping: string[] = [];
  /** Why statements failed the last time: what a commit is told that turned out to be a rollback. */
  failure: unknown;
  #waiting: Said[] = [];
  #busy = false;
  #names = 0;

  constructor(client: pg.ClientBase, most = mostPrepared) {
    this.#client = client;
    this.prepared = new Recent(most, ({ name }) => this.dropping.push(name));
  }

  /**
   * Says a statement, and gives its rows.
   * @param ends the tag that its answer must have, as `COMMIT`: one that rolled back instead is an error
   */
  query<T>(
    sql: string,
    values: readonly unknown[] = [],
    { keep = true, ends }: { keep?: boolean; ends?: string } = {},
  ): Promise<T[]> {
    return new Promise<T[]>((resolve, reject) => {
      const said: Said = { sql, values, keep, ends, resolve: resolve as (rows: unknown[]) => void, reject, rows: [] };
      if (this.#waiting.push(said) === 1 && !this.#busy) process.nextTick(() => this.#send());
    });
  }

  /** A name that no statement of this connection has had. */
  nextName(): string {
    this.#names += 1;
    return `m${this.#names}`;
  }

  #send(): void {
    const said = this.#waiting;
    this.#waiting = [];
    this.#busy = true;
    this.#client.query(new Packet(this, said, () => this.#answered()));
  }

  #answered(): void {
    this.#busy = false;
    if (this.#waiting.length > 0) this.#send();
  }
}

const sessions = new WeakMap<pg.ClientBase, Session>();

/** What a connection of a pool is spoken to through. */
export function sessionOf(client: pg.ClientBase): Session {
  let session = sessions.get(client);
  if (!session) sessions.set(client, (session = new Session(client)));
  return session;
}
