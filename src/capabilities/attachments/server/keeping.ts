import path from 'node:path';
import type { Database } from '#/platform/database/pools.ts';
import { wholeOf } from '#/platform/database/pools.ts';
import { openFileStore } from '#/platform/files/store.ts';
import type { FileStore } from '#/platform/files/store.ts';

/** Where attachments are kept, and how many. */
export interface Keeping {
  store: FileStore;
  /** Largest single file, in bytes. */
  largest: number;
  /** Largest file to be imported, in bytes. */
  largestSource: number;
  /** Most attachments of one record. */
  perRecord: number;
  /** What people may bring through the portal. */
  portal: PortalQuota;
}

export interface PortalQuota {
  /** Bytes of all attachments of one record. */
  perRecordBytes: number;
  /** Files of one person in 24 hours. */
  filesADay: number;
  /** Bytes of one person in 24 hours. */
  bytesADay: number;
}

/** Limits where the settings say nothing else. */
export const usualLimits = {
  largest: 25 * 1024 ** 2,
  largestSource: 1024 ** 3,
  perRecord: 100,
  portal: { perRecordBytes: 500 * 1024 ** 2, filesADay: 200, bytesADay: 1024 ** 3 },
} as const;

/** Where uploads wait in a data folder until they are whole and looked at. */
export const uploadsIn = (dataFolder: string): string => path.join(dataFolder, 'uploads');

const keepings = new WeakMap<Database, Keeping>();

/** Says where the files of an installation are; done once, when a process opens its database. */
export function keepFilesIn(
  db: Database,
  folder: string,
  limits: { largest: number; perRecord: number; largestSource?: number; portal?: PortalQuota } = usualLimits,
): void {
  keepings.set(db, { store: openFileStore(folder), ...usualLimits, ...limits });
}

/** Where the files of an installation are. A process that was not told cannot take any: that is a bug. */
export function keepingOf(db: Database): Keeping {
  const keeping = keepings.get(wholeOf(db));
  if (!keeping) throw new Error('nobody said where files are kept');
  return keeping;
}
