import { randomBytes } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Failure, errorCode, errorMessage } from './failure.ts';

/** Where everything that outlives a process is kept: one folder, so that one copy of it is everything. */
export interface DataFolder {
  path: string;
  /** The embedded server's cluster. A link to another place where the server's account cannot reach this one. */
  cluster: string;
  /** Attachments. */
  files: string;
  /** What is true of the running processes only: ports, locks, logs. */
  run: string;
  /** There only while a backup is being restored. */
  restoring: string;
  /** 32 random bytes from which keys are derived; whoever has them can read what is encrypted. */
  secretKey: string;
  /** The embedded server's superuser password. */
  databasePassword: string;
}

/** The paths in a data folder. Touches nothing. */
export function dataFolderAt(path: string): DataFolder {
  const at = resolve(path);
  return {
    path: at,
    cluster: join(at, 'postgres'),
    files: join(at, 'files'),
    run: join(at, 'run'),
    restoring: join(at, 'restoring'),
    secretKey: join(at, 'secret.key'),
    databasePassword: join(at, 'postgres-password'),
  };
}

/**
 * Makes the data folder where it is missing, and checks that we may write in it. Readable by its owner alone; when
 * that is root, others may pass through (not list), since the database server runs under another account.
 * @throws Failure when it cannot be made, read or written.
 */
export function openDataFolder(path: string): DataFolder {
  const folder = dataFolderAt(path);
  try {
    const passable = process.getuid?.() === 0 ? 0o711 : 0o700;
    mkdirSync(folder.path, { recursive: true, mode: passable });
    accessSync(folder.path, constants.R_OK | constants.W_OK | constants.X_OK);
    if (passable === 0o711) {
      const { mode, uid } = statSync(folder.path);
      if (uid === 0 && (mode & 0o011) !== 0o011) chmodSync(folder.path, (mode & 0o7777) | 0o011);
    }
    mkdirSync(folder.files, { recursive: true, mode: 0o700 });
    mkdirSync(folder.run, { recursive: true, mode: 0o700 });
    accessSync(folder.run, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw dataFolderFailure(folder.path, reasonOf(folder.path, error));
  }
  return folder;
}

/** Making a folder with its parents says ENOENT for a disk that can only be read: then the nearest parent knows why. */
function reasonOf(path: string, error: unknown): unknown {
  if (errorCode(error) !== 'ENOENT') return error;
  let parent = dirname(path);
  while (!existsSync(parent)) parent = dirname(parent);
  try {
    accessSync(parent, constants.W_OK);
    return error;
  } catch (reason) {
    return reason;
  }
}

/** The sentence for an error met while using the data folder. */
export function dataFolderFailure(path: string, error: unknown): Failure {
  const cause = { cause: error };
  switch (errorCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new Failure(`The disk that holds the data folder ${path} is full.`, 'Free some space.', cause);
    case 'EACCES':
    case 'EPERM':
      return new Failure(
        `The data folder ${path} cannot be read or written by this account.`,
        'Start as the account that owns it, or choose another folder with MAINSTAY_DATA.',
        cause,
      );
    case 'EROFS':
      return new Failure(
        `The data folder ${path} is on a disk that can only be read.`,
        'Choose another folder with MAINSTAY_DATA.',
        cause,
      );
    case 'ENOTDIR':
    case 'EEXIST':
      return new Failure(
        `The data folder ${path} is not a folder.`,
        'Choose another folder with MAINSTAY_DATA.',
        cause,
      );
    default:
      return new Failure(`The data folder ${path} cannot be used: ${errorMessage(error)}.`, undefined, cause);
  }
}

/**
 * The installation's secret: 32 random bytes, made at the first start, readable by its owner alone.
 * @throws Failure when the file cannot be read, or is not 32 bytes: a new one would silently lose what the old protects.
 */
export function readSecret(folder: DataFolder): Buffer {
  const secret = readOrMake(folder, folder.secretKey, () => randomBytes(32));
  if (secret.length !== 32)
    throw new Failure(`${folder.secretKey} is not the 32 bytes that it should be.`, 'Restore it from a backup.');
  return secret;
}

/** The embedded server's superuser password, made at the first start: letters and digits alone. */
export function readDatabasePassword(folder: DataFolder): string {
  return readOrMake(folder, folder.databasePassword, () => Buffer.from(`${randomBytes(24).toString('hex')}\n`))
    .toString()
    .trim();
}

function readOrMake(folder: DataFolder, path: string, make: () => Buffer): Buffer {
  try {
    // `wx` makes one winner where two processes start at the same time.
    writeFileSync(path, make(), { flag: 'wx', mode: 0o600, flush: true });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw dataFolderFailure(folder.path, error);
  }
  try {
    return readFileSync(path);
  } catch (error) {
    throw dataFolderFailure(folder.path, error);
  }
}
