import type pg from 'pg';
import * as messages from './messages.ts';
import { readerOf } from './reader.ts';
import type { Column, Reader } from './reader.ts';
import type { Session } from './session.ts';

/** A statement that the server has prepared. */
export interface Prepared {
  name: string;
  /** Absent until its columns are known, and where it answers no rows. */
  reader?: Reader;
  /** Whether the server has told its columns, or that there are none. */
  described: boolean;
}

/** A statement on its way, and who waits for it. */
export interface Said {
  sql: string;
  values: readonly unknown[];
  /** Whether it is prepared for the next time. */
  keep: boolean;
  ends: string | undefined;
  resolve(rows: unknown[]): void;
  reject(error: unknown): void;
  rows: unknown[];
  prepared?: Prepared;
  /** What went wrong on our side; the server has done what it was told. */
  problem?: unknown;
}

/** What `pg` hands to a query of its own kind. */
interface Connection {
  stream: { writable: boolean; write(bytes: Buffer): void };
  sendCopyFail(reason: string): void;
  sync(): void;
}

/** The plan of a prepared statement fits its table no longer, or somebody dropped it. */
const outdated: ReadonlySet<unknown> = new Set(['0A000', '26000']);

/** Statements that go to the server at once, with one Sync behind them. `pg` calls its methods as the answer comes. */
export class Packet implements pg.Submittable {
  readonly #session: Session;
  readonly #answered: () => void;
  /** Of those that are not answered yet, the first is the one that the server speaks of. */
  #said: Said[];
  #done = 0;
  /** The statement that could not be put into messages; nothing behind it is sent. */
  #unsaid: { index: number; error: unknown } | null = null;
  /** Called by `pg` only where a time limit of its own is set, which is not. */
  callback = (): void => {};

  constructor(session: Session, said: Said[], answered: () => void) {
    this.#session = session;
    this.#said = said;
    this.#answered = answered;
  }

  submit(connection: unknown): Error | null {
    messages.begin();
    for (const name of this.#session.dropping.splice(0)) messages.close(name);
    for (const [index, one] of this.#said.entries()) {
      const before = messages.mark();
      try {
        this.#add(one);
      } catch (error) {
        // Something that fails at the server too takes its place: the transaction must not be kept without it.
        messages.backTo(before);
        messages.bind('never prepared', []);
        this.#unsaid = { index, error };
        break;
      }
    }
    const { stream } = connection as Connection;
    if (stream.writable) stream.write(messages.finish());
    return null;
  }

  #add(one: Said): void {
    const { sql, values, keep } = one;
    let prepared = keep ? this.#session.prepared.get(sql) : undefined;
    if (!prepared) {
      prepared = { name: keep ? this.#session.nextName() : '', described: false };
      if (keep) this.#session.prepared.set(sql, prepared);
      messages.parse(prepared.name, sql);
    }
    one.prepared = prepared;
    messages.bind(prepared.name, values);
    if (!prepared.described) messages.describe();
    messages.execute();
  }

  handleRowDescription({ fields }: { fields: Column[] }): void {
    const { prepared } = this.#said[this.#done] as Said;
    if (prepared) prepared.reader = readerOf(fields);
  }

  handleDataRow({ fields }: { fields: (string | null)[] }): void {
    const one = this.#said[this.#done] as Said;
    try {
      const { reader } = one.prepared as Prepared;
      one.rows.push((reader as Reader)(fields));
    } catch (error) {
      one.problem ??= error;
    }
  }

  handleCommandComplete({ text }: { text: string }): void {
    const one = this.#said[this.#done] as Said;
    if (one.ends !== undefined && one.ends !== text)
      one.problem = this.#session.failure ?? new Error(`${one.ends} was answered by ${text}`);
    this.#end(one);
  }

  handleEmptyQuery(): void {
    this.#end(this.#said[this.#done] as Said);
  }

  #end({ prepared }: Said): void {
    if (prepared) prepared.described = true;
    this.#done += 1;
  }

  /**
   * Nobody has rows for it. A Sync that comes while the server waits for them is not heard, so it is said again; at
   * anything else that comes then the server ends the connection.
   */
  handleCopyInResponse(connection: Connection): void {
    if (this.#done < this.#said.length - 1) return;
    connection.sendCopyFail('statements bring no rows along');
    connection.sync();
  }

  handleCopyData(): void {}
  handlePortalSuspended(): void {}

  /** One of them failed, or the connection broke: the rest was not done. */
  handleError(error: unknown): void {
    const why = this.#unsaid?.index === this.#done ? this.#unsaid.error : error;
    this.#settle(this.#said.splice(0, this.#done));
    this.#refuse(this.#said.splice(0), why);
    this.#answered();
  }

  handleReadyForQuery(): void {
    this.#settle(this.#said.splice(0));
    this.#answered();
  }

  #settle(said: readonly Said[]): void {
    for (const { resolve, reject, rows, problem } of said) {
      if (problem === undefined) resolve(rows);
      else reject(problem);
    }
  }

  #refuse(said: readonly Said[], error: unknown): void {
    this.#session.failure = error;
    const [first] = said;
    const { code } = (error ?? {}) as { code?: unknown };
    for (const one of said) {
      const { sql, keep, prepared } = one;
      // Whether the server has got it is not known.
      if (keep && prepared && (!prepared.described || (one === first && outdated.has(code))))
        this.#session.prepared.delete(sql);
      one.reject(error);
    }
  }
}
