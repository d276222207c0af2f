import { createHash } from 'node:crypto';
import { canonicalJson } from '#/base/canonical.ts';
import { newSalt } from '#/platform/ids.ts';
import type { Statement } from '#/platform/database/build.ts';
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
  return createHash('sha256').update(salt).update(text).digest();
}

/** The statement that appends entries to history. */
export function appendEntries(entries: readonly Entry[]): Statement<unknown> {
  const column = <T>(read: (entry: Entry, salt: Buffer) => T) =>
    entries.map((entry, i) => read(entry, salts[i] as Buffer));
  const salts = entries.map(() => newSalt());
  return {
    sql: `insert into history (item, customer, kind, action, audience, at, actor, origin, request, version, payload, salt, digest)
      select * from unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::uuid[],
        $8::text[], $9::text[], $10::int[], $11::jsonb[], $12::bytea[], $13::bytea[])`,
    parameters: [
      column((entry) => entry.item),
      column((entry) => entry.customer),
      column((entry) => entry.kind),
      column((entry) => entry.action),
      column((entry) => entry.audience),
      column((entry) => entry.at),
      column((entry) => entry.actor),
      column((entry) => entry.origin),
      column((entry) => entry.request),
      column((entry) => entry.version),
      column((entry) => JSON.stringify(entry.payload)),
      salts,
      column((entry, salt) => digestOf(entry, salt)),
    ],
  };
}
