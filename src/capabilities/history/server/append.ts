import { hash } from 'node:crypto';
import { canonicalJson } from '#/base/canonical.ts';
import { newSalt } from '#/platform/ids.ts';
import { rowsOf } from '#/platform/database/build.ts';
import type { Statement } from '#/platform/database/build.ts';
import type { Runner } from '#/platform/database/pools.ts';
import type { Row } from '#/record/server/commit/commit.ts';

/** What a history entry records, before it is salted and digested. */
export interface Entry {
  item: string;
  customer: number | null;
  kind: string;
  action: string;
  audience: 'everyone' | 'staff';
  /** ISO 8601. */
  at: string;
  actor: string | null;
  origin: string;
  request: string | null;
  version: number | null;
  payload: Row;
}

/**
 * Salted digest of an entry: SHA-256 over the salt and the entry's canonical JSON. The seal chains digests, so a
 * payload can be erased later and the chain still verifies.
 */
export function digestOf(entry: Omit<Entry, 'request' | 'customer'>, salt: Buffer): Buffer {
  const { item, kind, action, audience, at, actor, origin, version, payload } = entry;
  const text = canonicalJson({ item, kind, action, audience, at, actor, origin, version, payload });
  return hash('sha256', Buffer.concat([salt, Buffer.from(text)]), 'buffer');
}

const columns = {
  item: 'uuid',
  customer: 'int',
  kind: 'text',
  action: 'text',
  audience: 'text',
  at: 'timestamptz',
  actor: 'uuid',
  origin: 'text',
  request: 'text',
  version: 'int',
  payload: 'jsonb',
  salt: 'bytea',
  digest: 'bytea',
};

/** The statement that appends entries to history. */
export function appendEntries(entries: readonly Entry[]): Statement<unknown> {
  const rows = entries.map((entry) => {
    const salt = newSalt();
    const { item, customer, kind, action, audience, at, actor, origin, request, version, payload } = entry;
    return [
      item,
      customer,
      kind,
      action,
      audience,
      at,
      actor,
      origin,
      request,
      version,
      JSON.stringify(payload),
      salt,
      digestOf(entry, salt),
    ];
  });
  const { sql, parameters } = rowsOf(columns, rows);
  const names = Object.keys(columns).join(', ');
  return { into: 'history', sql: `insert into history (${names}) select * from ${sql}`, parameters };
}

/** Appends entries to history in as few statements as their size allows. */
export async function appendAll(tx: Runner, entries: readonly Entry[], most = 5000): Promise<void> {
  const writes: Promise<unknown>[] = [];
  for (let from = 0; from < entries.length; from += most) {
    writes.push(tx.query(appendEntries(entries.slice(from, from + most))));
  }
  await Promise.all(writes);
}
