import { createHash } from 'node:crypto';

/** A file in an archive. */
export interface FileRecord {
  path: string;
  size: number;
  sha256: string;
}

/** What the last-but-one entry of an archive, `manifest.json`, says about all the others. */
export interface Manifest {
  format: 1;
  /** When the database's state was taken, ISO 8601. */
  taken: string;
  /** `cluster`: the embedded server's own files; `dump`: what pg_dump wrote. */
  kind: 'cluster' | 'dump';
  /** Major version of the PostgreSQL that it was taken from. */
  postgres: string;
  /** The point in the write-ahead log at which recovery ends; `cluster` alone. */
  restorePoint?: string;
  /** Login roles that rights in the database were given to; `dump` alone, a cluster has them inside. */
  roles?: string[];
  /** True: `counts` were taken at exactly the state that a restore gives. False: writes may lie between. */
  exact: boolean;
  /** Rows per table, `schema.table`. */
  counts: Record<string, number>;
  files: FileRecord[];
  folders: string[];
  /** SHA-256 over the list of files: one number that stands for the content of the whole. */
  whole: string;
}

/** The digest that stands for all files: SHA-256 of the lines `sha256  size  path`, in the order of the archive. */
export function wholeOf(files: readonly FileRecord[]): string {
  const hash = createHash('sha256');
  for (const { path, size, sha256 } of files) hash.update(`${sha256}  ${size}  ${path}\n`);
  return hash.digest('hex');
}

export const manifestName = 'manifest.json';
/** In the format of sha256sum: the digest of the manifest itself. Always the last entry. */
export const sealName = 'manifest.sha256';
