import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readMigrations } from '#/platform/database/migrate.ts';

/** A state of the product that is measured, in a folder of its own. */
export interface Build {
  folder: string;
  /** Short name of its commit; says so where something was changed since. */
  commit: string;
}

const root = path.join(import.meta.dirname, '../..');

/** What stands in this folder. */
export function thisBuild(): Build {
  const changed = gitSays('status', '--porcelain', '--', 'src').length > 0;
  return { folder: root, commit: `${gitSays('rev-parse', '--short', 'HEAD')}${changed ? ' with changes' : ''}` };
}

/**
 * The product as it was at a revision: a work tree in the temporary folder, on this folder's packages where both ask
 * for the same ones. `drop` removes it again. What the bench tells a build to do, an old one may not know yet: it gets
 * this one's programs for that.
 */
export function buildOf(revision: string): Build & { drop(): void } {
  const commit = gitSays('rev-parse', '--short', `${revision}^{commit}`);
  const folder = mkdtempSync(path.join(tmpdir(), 'mainstay-bench-build-'));
  const drop = () => {
    rmSync(folder, { recursive: true, force: true });
    git('worktree', 'prune');
  };
  process.once('exit', drop);
  try {
    git('worktree', 'add', '--detach', '--force', folder, commit);
    const lock = (of: string) => readFileSync(path.join(of, 'package-lock.json'), 'utf8');
    if (lock(folder) === lock(root)) symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
    else execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'ignore' });
    const programs = path.join(root, 'bench/processes');
    for (const name of readdirSync(programs)) {
      const theirs = path.join(folder, 'bench/processes', name);
      if (!existsSync(theirs)) copyFileSync(path.join(programs, name), theirs);
    }
    return { folder, commit, drop };
  } catch (error) {
    drop();
    throw error;
  }
}

/** A digest of what a build's data are made by: its migrations and its generator. */
export async function schemaOf({ folder }: Build): Promise<string> {
  const digest = createHash('sha256');
  for (const { number, sha256 } of await readMigrations(folder)) digest.update(`${number} ${sha256}\n`);
  for (const name of readdirSync(path.join(folder, 'bench/data')).toSorted()) {
    if (!['builds.ts', 'place.ts'].includes(name)) digest.update(readFileSync(path.join(folder, 'bench/data', name)));
  }
  return digest.digest('hex').slice(0, 12);
}

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

/** Where the sources are no repository there are no names of commits. */
function gitSays(...args: string[]): string {
  try {
    return git(...args);
  } catch (error) {
    if (existsSync(path.join(root, '.git'))) throw error;
    return 'unknown';
  }
}
