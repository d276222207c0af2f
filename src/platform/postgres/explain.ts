import { dirname } from 'node:path';
import { Failure } from '#/platform/process/failure.ts';

/**
 * Turns what the server said before it gave up into one sentence for a person.
 * @param output its log, English (lc_messages C)
 * @param otherwise what to say where the output says nothing
 */
export function explain(output: string, folder: string, otherwise: string): Failure {
  if (/No space left on device|Disk quota exceeded/i.test(output))
    return new Failure(`The disk that holds the database in ${dirname(folder)} is full.`, 'Free some space.');
  if (/Address already in use/i.test(output)) return new Failure('The port chosen for the database is taken.');
  if (/initialized by PostgreSQL version|incompatible with server/i.test(output))
    return new Failure(
      `The database in ${folder} was written by another version of PostgreSQL.`,
      'Use the Mainstay that wrote it, or start with another MAINSTAY_DATA.',
    );
  if (/Read-only file system/i.test(output))
    return new Failure(`The database in ${folder} is on a disk that can only be read.`);
  if (/could not create shared memory|could not map anonymous shared memory|Cannot allocate memory/i.test(output))
    return new Failure('There is not enough memory for the database.', 'Free some, or set DATABASE_URL.');
  if (/Permission denied|invalid permissions/i.test(output))
    return new Failure(
      `The database's files in ${folder} cannot be read by the account that it runs under.`,
      `Give them back to that account (chown -R), with mode 0700.`,
    );
  if (
    /could not locate a valid checkpoint record|invalid magic number|incorrect checksum|invalid checksum/i.test(output)
  )
    return new Failure(`The database in ${folder} is damaged.`, 'Restore a backup into an empty data folder.');
  const last = output
    .split('\n')
    .findLast((line) => /(ERROR|FATAL|PANIC|error): /.test(line))
    ?.replace(/^.*?(ERROR|FATAL|PANIC|error): +/, '')
    .trim();
  return new Failure(`The database in ${folder} did not start: ${last ?? otherwise}.`);
}

/** Whether the server gave up because something else took its port meanwhile. */
export function isPortTaken(output: string): boolean {
  return /Address already in use/i.test(output);
}

/** Whether it gave up because remains of a crashed server have not quite gone yet. */
export function isStillGoing(output: string): boolean {
  return /pre-existing shared memory block|lock file "postmaster\.pid" already exists/i.test(output);
}
