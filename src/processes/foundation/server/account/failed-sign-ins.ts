import { appendEntries } from '#/capabilities/history/server/append.ts';
import type { Database } from '#/platform/database/pools.ts';
import type { Access } from '#/processes/foundation/server/access/access.ts';
import { attemptWindow } from './attempts.ts';
import type { Origin } from './types.ts';

/** Addresses that are kept of one account's failures in a quarter of an hour. */
const mostAddresses = 10;

/**
 * Counts a failed sign-in: `failures`, or `refused` where there had been too many. The same statement, with the same
 * work, whether the address belongs to somebody or not: nobody learns from the time it takes who is known here.
 */
export async function countFailure(
  access: Access,
  { bucket, email, what }: { bucket: string; email: string; what: 'failures' | 'refused' },
  { now, address }: Origin,
): Promise<void> {
  await access.database.read(
    { kind: 'staff' },
    {
      sql: `insert into failed_sign_in as f (bucket, slot, person, failures, refused, addresses, last_at)
        values ($1, $2, (select a.person from person p join account a on a.person = p.id where lower(p.email) = lower($3)),
          $4, $5, array[$6::text], $7)
        on conflict (bucket, slot) do update set
          failures = f.failures + excluded.failures, refused = f.refused + excluded.refused, last_at = excluded.last_at,
          addresses = case when $6 = any(f.addresses) or cardinality(f.addresses) >= ${mostAddresses} then f.addresses
            else f.addresses || $6::text end`,
      parameters: [
        bucket,
        new Date(now - (now % attemptWindow)).toISOString(),
        email.trim(),
        what === 'failures' ? 1 : 0,
        what === 'refused' ? 1 : 0,
        address.slice(0, 64),
        new Date(now).toISOString(),
      ],
    },
  );
}

interface Failed {
  person: string | null;
  failures: number;
  refused: number;
  addresses: string[];
  last_at: string;
}

/**
 * Writes failed sign-ins into the histories of the people whose accounts they were tried on: one entry for each account
 * and quarter of an hour, when it is over or when the account has to wait, whichever comes first. Returns how many
 * entries it wrote. Run every minute.
 */
export async function recordFailedSignIns({ database }: { database: Database }, now: number): Promise<number> {
  const over = new Date(now - attemptWindow).toISOString();
  return database.transaction({ kind: 'staff' }, async (tx) => {
    const rows = await tx.query<Failed>({
      sql: `update failed_sign_in set recorded = true where not recorded and (slot <= $1 or refused > 0)
        returning person, failures, refused, addresses, last_at`,
      parameters: [over],
    });
    await tx.query({
      sql: 'delete from failed_sign_in where recorded and slot <= $1',
      parameters: [over],
    });
    const entries = rows.flatMap(({ person, failures, refused, addresses, last_at: at }) =>
      person === null
        ? []
        : {
            item: person,
            customer: null,
            kind: 'person',
            action: refused > 0 ? 'sign-in-locked' : 'sign-in-failed',
            audience: 'staff' as const,
            at,
            actor: null,
            origin: 'web',
            request: null,
            version: null,
            payload: { failures, addresses: addresses.join(', ') },
          },
    );
    if (entries.length > 0) await tx.query(appendEntries(entries));
    return entries.length;
  });
}
