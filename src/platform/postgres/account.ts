import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { Failure } from '#/platform/process/failure.ts';

/** The account that the server runs under, where it is not our own. */
export interface Account {
  name: string;
  uid: number;
  gid: number;
}

/**
 * PostgreSQL refuses to run as root. So as root we lend it an account: the one that owns the cluster already, else
 * `postgres`, else `nobody`. As anybody else: undefined, it runs as we do.
 * @throws Failure when there is no such account, or when the cluster belongs to somebody else and we are not root.
 */
export function chooseAccount(cluster: string): Account | undefined {
  const self = process.getuid?.();
  const owner = statSync(cluster, { throwIfNoEntry: false });
  if (self !== 0) {
    if (owner !== undefined && self !== undefined && owner.uid !== self) {
      const name = accounts().find((account) => account.uid === owner.uid)?.name ?? `number ${owner.uid}`;
      throw new Failure(
        `The database in ${cluster} belongs to the account ${name}.`,
        'Start as that account or as root, or choose another folder with MAINSTAY_DATA.',
      );
    }
    return undefined;
  }
  const known = accounts();
  if (owner !== undefined && owner.uid !== 0) {
    const name = known.find((account) => account.uid === owner.uid)?.name ?? String(owner.uid);
    return { name, uid: owner.uid, gid: owner.gid };
  }
  for (const name of ['postgres', 'nobody']) {
    const found = known.find((account) => account.name === name && account.uid > 0);
    if (found) return found;
  }
  throw new Failure(
    'PostgreSQL does not run as root, and there is no account "postgres" or "nobody" to run it under.',
    'Add one (useradd --system postgres), or start Mainstay as an ordinary user.',
  );
}

function accounts(): Account[] {
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
}

/** The part of spawn's options that makes a child run under the account. */
export function under(account: Account | undefined): { uid?: number; gid?: number } {
  return account === undefined ? {} : { uid: account.uid, gid: account.gid };
}

/** Whether the account gets to this folder through all its parents, and may write in it. Asked by trying. */
export function mayWrite(folder: string, account: Account | undefined): boolean {
  const tried = spawnSync('/bin/sh', ['-c', 'cd "$1" && test -w .', 'sh', folder], {
    stdio: 'ignore',
    cwd: '/',
    ...under(account),
  });
  return tried.status === 0;
}
