import { createHash } from 'node:crypto';

/**
 * How a seal is made. Rule 1 covered an entry's place and its digest, which leaves out whose wall it stands behind, the
 * request, and when it was recorded. Rule 2 covers every column. A chain never goes back to an older rule.
 */
export const newestRule = 2;

/** A row of `history_seal`. */
export interface Seal {
  batch: number;
  rule: number;
  /** The range of transactions: after this one, up to and with that one. */
  from_xid: string;
  to_xid: string;
  rows: number;
  previous: Buffer;
  digest: Buffer;
  /** Seconds since 1970 with six decimals. */
  sealed_at: string;
}

export const sealColumns =
  'batch, rule, from_xid::text, to_xid::text, rows, previous, digest, extract(epoch from sealed_at)::text as sealed_at';

/**
 * What a seal covers of an entry, as SQL: every column but payload and salt. Those stand in the entry's own digest, so
 * that they can be erased and the chain still verifies. The text hangs on no setting of the connection.
 */
export const coveredSql = `jsonb_build_array(id, xid::text, item, customer, kind, action, audience,
  extract(epoch from at)::text, extract(epoch from recorded_at)::text, actor, origin, request, version,
  encode(digest, 'hex'))::text`;

/** Where the first batch is chained to. */
export const genesis = Buffer.alloc(32);

/** An entry as a chain sees it. */
export interface Link {
  id: number;
  digest: Buffer;
  covered: string;
}

/**
 * Digest of a batch: SHA-256 over the one before and over each entry in order; from rule 2 on over what the seal says
 * of itself as well. What follows the digest before begins with a digit by rule 1 and with a bracket by rule 2, so that
 * nothing that was sealed by one rule verifies by the other.
 */
export function chain(seal: Omit<Seal, 'digest'>, entries: readonly Link[]): Buffer {
  const hash = createHash('sha256').update(seal.previous);
  if (seal.rule === 1) for (const { id, digest } of entries) hash.update(`${id}:`).update(digest);
  else {
    const { rule, batch, from_xid: from, to_xid: to, rows, sealed_at: at } = seal;
    hash.update(`${JSON.stringify([rule, batch, from, to, rows, at])}\n`);
    for (const { covered } of entries) hash.update(covered).update('\n');
  }
  return hash.digest();
}
