import { createHash } from 'node:crypto';
import { message, Refusal } from '#/base/refusal.ts';
import { addressBlock } from '#/platform/http/address-block.ts';
import type { Access } from '#/processes/foundation/server/access/access.ts';

/** Attempts older than this no longer count. */
export const attemptWindow = 15 * 60_000;

/** Where attempts are counted, and how many it holds within the window. */
export interface Bucket {
  bucket: string;
  most: number;
}

/** An attempt that has been counted and may still be taken back. */
export interface Attempt {
  buckets: readonly string[];
  at: string;
}

/** Where attempts are counted: under a digest of what was typed, since people type passwords into the wrong field. */
export function bucketOf(what: 'sign-in' | 'reset' | 'setup', whose: 'account' | 'address', value: string): string {
  return named(`${what}:${whose}`, whose === 'address' ? addressBlock(value) : folded(value.trim()));
}

/** The same for one account from one address. */
export function bucketOfBoth(what: 'sign-in', account: string, address: string): string {
  return named(`${what}:both`, `${addressBlock(address)} ${folded(account.trim())}`);
}

/** The same for one account on one device. */
export function bucketOfDevice(what: 'sign-in', nonce: string): string {
  return named(`${what}:device`, nonce);
}

function named(what: string, counted: string): string {
  return `${what}:${createHash('sha256').update(counted).digest('base64url').slice(0, 32)}`;
}

/**
 * Small letters as `lower()` of the database makes them, one by one: whatever finds the same account is counted as the
 * same. JavaScript alone makes two letters of `İ`, and minds where in a word a `Σ` stands.
 */
function folded(text: string): string {
  return Array.from(text, (letter) => (letter === 'İ' ? 'i' : letter.toLowerCase())).join('');
}

/**
 * Counts an attempt *before* it is judged, so that a hundred at once cannot all be judged before the first is counted.
 * Refuses with `too-many` (`extra.retryAfter`: seconds) when a bucket has its fill; such an attempt is not kept, so
 * that going on does not prolong the wait: nobody can be locked out for longer than the window by it.
 */
export async function countAttempt(access: Access, wanted: readonly Bucket[], now: number): Promise<Attempt> {
  const at = new Date(now).toISOString();
  const buckets = wanted.map(({ bucket }) => bucket);
  const attempt = { buckets, at };
  await access.database.read(
    { kind: 'staff' },
    {
      sql: 'insert into attempt (bucket, at) select bucket, $2 from unnest($1::text[]) bucket',
      parameters: [buckets, at],
    },
  );
  const full = await access.database.read<{ until: string }>(
    { kind: 'staff' },
    {
      // The wait ends when so many have left the window that one more has room.
      sql: `select (array_agg(a.at order by a.at desc))[w.most + 1] + make_interval(secs => $3::float8 / 1000) as until
      from unnest($1::text[], $2::int[]) as w (bucket, most) join attempt a on a.bucket = w.bucket and a.at > $4
      group by w.bucket, w.most having count(*) > w.most`,
      parameters: [buckets, wanted.map(({ most }) => most), attemptWindow, new Date(now - attemptWindow).toISOString()],
    },
  );
  if (full.length === 0) return attempt;
  await takeBack(access, attempt);
  const until = Math.max(...full.map((row) => Date.parse(row.until)));
  const retryAfter = Math.max(1, Math.ceil((until - now) / 1000));
  const minutes = Math.ceil(retryAfter / 60);
  throw new Refusal('too-many', message('access.too-many-attempts', { minutes }), {}, { retryAfter });
}

/** Takes an attempt back that turned out to be right. */
export async function takeBack(access: Access, { buckets, at }: Attempt): Promise<void> {
  await access.database.read(
    { kind: 'staff' },
    {
      // Of several in the same millisecond, one: they count alike.
      sql: `delete from attempt where ctid in (
      select min(ctid) from attempt where bucket = any($1) and at = $2 group by bucket)`,
      parameters: [buckets, at],
    },
  );
}

/** Forgets the failed attempts of a bucket. */
export async function forgetAttempts(access: Access, bucket: string): Promise<void> {
  await access.database.read({ kind: 'staff' }, { sql: 'delete from attempt where bucket = $1', parameters: [bucket] });
}
