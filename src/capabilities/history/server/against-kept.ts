import type { Database } from '#/platform/database/pools.ts';
import { headKeepingOf, readKept } from './kept-heads.ts';
import { verifyHistory } from './verify.ts';
import type { Verification } from './verify.ts';

/** Checks the whole chain against what is kept outside of the database, and a seal that somebody wrote down. */
export async function verifyAgainstKept(
  db: Database,
  anchor: { batch: number; digest: string } | null = null,
): Promise<Verification> {
  const keeping = headKeepingOf(db);
  // Before the database is read: what is kept while the check runs is newer than what it has read.
  const kept = keeping && (await readKept(keeping));
  return db.relay((tx) => verifyHistory(tx, anchor, kept));
}
