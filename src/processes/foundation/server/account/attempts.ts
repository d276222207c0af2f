import { createHash } from 'node:crypto';
import { message, Refusal } from '#/base/refusal.ts';
import { addressBlock } from '#/platform/http/address-block.ts';
import type { Access } from '#/processes/foundation/server/access/access.ts';

/** Attempts older than this no longer count. */
export const attemptWindow = 15 * 60_000;

/**
 * How many times the failures of one account an address may have when people sign in: behind one address may stand a
 * whole office whose people mistype, and none of them shall lock the others out.
 */
export const signInsPerAddress = 10;

/** An attempt that has been counted and may still be taken back. */
export interface Attempt {
  buckets: readonly string[];
  at: string;
}

/** Where attempts are counted: under a digest of what was typed, since people type passwords into the wrong field. */
export function bucketOf(what: 'sign-in' | 'reset' | 'setup', whose: 'account' | 'address', value: string): string {
  const counted = whose === 'address' ? addressBlock(value) : folded(value.trim());
  const digest = createHash('sha256').update(counted).digest('base64url').slice(0, 32);
  return `${what}:${whose}:${digest}`;
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
export async function countAttempt(
  access: Access,
  buckets: readonly string[],
  limit: number,
  now: number,
): Promise<Attempt> {
  const at = new Date(now).toISOString();
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
      sql: `select (array_agg(at order by at desc))[$2 + 1] + make_interval(secs => $3::float8 / 1000) as until
      from attempt where bucket = any($1) and at > $4 group by bucket having count(*) > $2`,
      parameters: [buckets, limit, attemptWindow, new Date(now - attemptWindow).toISOString()],
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
