import type { Database } from '#/platform/database/pools.ts';
import { clearRemains } from '#/platform/files/clear-remains.ts';
import { keepingOf } from './keeping.ts';

const hour = 3_600_000;

/**
 * Removes what uploads left behind whose process was killed, from the folder in which they wait. Bodies stand still for
 * ten minutes at most, and their files are looked at for no longer: what nobody wrote to for an hour is nobody's.
 */
export const clearUploads = (folder: string, now: number): Promise<number> => clearRemains(folder, now - hour);

/** Removes what was never finished from the store. An import may read for hours what it has put aside there. */
export const clearUnfinished = (db: Database, now: number): Promise<number> =>
  clearRemains(keepingOf(db).store.scratch, now - 48 * hour);
