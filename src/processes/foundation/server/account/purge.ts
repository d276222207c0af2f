import type { Access } from '#/processes/foundation/server/access/access.ts';
import { attemptWindow } from './attempts.ts';

/** Removes what has ended: sessions past their limits, links past theirs, attempts out of the window. Run hourly. */
export async function purgeAccess(
  access: Pick<Access, 'database'> & { settings: Pick<Access['settings'], 'sessionIdle'> },
  now: number,
): Promise<{ sessions: number; links: number; attempts: number }> {
  const before = (age: number) => new Date(now - age).toISOString();
  const count = async (sql: string, parameters: unknown[]) =>
    (await access.database.read({ kind: 'staff' }, { sql, parameters })).length;
  return {
    sessions: await count('delete from session where expires_at <= $1 or seen_at <= $2 returning 1', [
      before(0),
      before(access.settings.sessionIdle),
    ]),
    // The set-up link that was used stays: it is the mark that the set-up is over.
    links: await count(
      "delete from one_time_link where expires_at <= $1 and not (purpose = 'setup' and used_at is not null) returning 1",
      [before(0)],
    ),
    attempts: await count('delete from attempt where at <= $1 returning 1', [before(attemptWindow)]),
  };
}
