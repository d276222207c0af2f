import { randomUUID } from 'node:crypto';
import { mkdir, open, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Database } from '#/platform/database/pools.ts';
import { freeSpace } from '#/platform/files/free-space.ts';
import { failingPart } from '#/platform/http/failing-part.ts';
import type { FailingPart } from '#/platform/http/failing-part.ts';
import { ReadinessError } from '#/platform/http/health.ts';

/** With fewer bytes the database can lay hands on no more room: it takes up to a segment of its log at once. */
const leastFree = 16 * 1024 ** 2;
/** Milliseconds between two tries to write, while a disk is known to be full. */
const between = 5000;

export interface Writing {
  /** Takes to heart that a part has failed a request. */
  failed(part: FailingPart): void;
  /** Resolves where what people send can be kept; throws a {@link ReadinessError} where it cannot. */
  check(): Promise<void>;
}

/**
 * Whether writing works. The disk of the data folder is looked at each time. That the database's own disk is full shows
 * by a request that failed: from then on something is written for trial, until that works.
 */
export function watchWriting(database: Database, folder: string, now: () => number): Writing {
  let full = false;
  let tried = Number.NEGATIVE_INFINITY;
  return {
    failed(part) {
      if (part === 'disk') full = true;
    },
    async check() {
      if ((await freeSpace(folder)) < leastFree) throw new ReadinessError('the disk of the data folder is full');
      if (!full) return;
      if (now() - tried >= between) {
        tried = now();
        full = (await cannot(() => spill(database))) || (await cannot(() => writeFile(folder)));
      }
      if (full) throw new ReadinessError('nothing can be saved: a disk is full or cannot be written');
    },
  };
}

/** Whether a trial fails for the disk. Whatever else keeps it from working is for other checks to say. */
async function cannot(trial: () => Promise<unknown>): Promise<boolean> {
  try {
    await trial();
    return false;
  } catch (error) {
    return failingPart(error) === 'disk';
  }
}

/** Sorts more than fits its memory: the database writes about 2 MB to its disk, and leaves nothing behind. */
const spill = (database: Database) =>
  database.transaction({ kind: 'staff' }, async (tx) => {
    await tx.query({ sql: `set local work_mem = '64kB'`, parameters: [] });
    await tx.query({
      sql: `select max(place) from
        (select row_number() over (order by md5(n::text)) as place from generate_series(1, 20000) n) sorted`,
      parameters: [],
    });
  });

async function writeFile(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const trial = path.join(folder, `.trial-${randomUUID()}`);
  try {
    const file = await open(trial, 'wx', 0o600);
    try {
      await file.writeFile(Buffer.alloc(64 * 1024));
      await file.sync();
    } finally {
      await file.close();
    }
  } finally {
    await rm(trial, { force: true });
  }
}
