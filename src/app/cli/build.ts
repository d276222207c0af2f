import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '#/platform/config/settings.ts';
import { Failure, errorCode, errorMessage } from '#/platform/process/failure.ts';
import { hasPart } from './part.ts';

const viteConfig = 'src/app/web/vite.config.ts';
const built = join(projectRoot, 'dist/web');
const stampName = '.built-from';

/** What the browser's part is made of: everything that it may import (see the layers), and the packages. */
const sources = [
  'src/base/**/*',
  'src/engines/**/*',
  'src/**/{web,shared,engine}/**/*',
  'src/app/*web*',
  'package-lock.json',
];

/**
 * Builds the browser's part into dist/web, unless it was built from these very files before (their hash is kept with
 * it). Building takes some 10 s, comparing 0.05. It is built beside and put in place whole: a server that runs meanwhile,
 * or a build that is cut short, never shows half of one.
 * @throws Failure when it cannot be built
 */
export function buildWeb(log: (line: string) => void): void {
  if (!hasPart(viteConfig)) return;
  const hash = hashOfSources();
  if (read(join(built, stampName)) === hash) return;
  log('Building the web part (once for each version) …');
  const vite = join(projectRoot, 'node_modules/vite/bin/vite.js');
  const next = `${built}.next-${process.pid}`;
  const old = `${built}.old-${process.pid}`;
  const args = [vite, 'build', '--config', viteConfig, '--logLevel', 'warn', '--outDir', next, '--emptyOutDir'];
  try {
    const result = spawnSync(process.execPath, args, { cwd: projectRoot, stdio: ['ignore', 2, 2] });
    if (result.status !== 0) throw new Failure('The web part could not be built (the reason is above).');
    writeFileSync(join(next, stampName), hash);
    if (existsSync(built)) renameSync(built, old);
    renameSync(next, built);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`The web part cannot be put into ${built}: ${errorMessage(error)}.`, undefined, { cause: error });
  } finally {
    for (const folder of [next, old]) rmSync(folder, { recursive: true, force: true });
  }
}

function hashOfSources(): string {
  const hash = createHash('sha256');
  const files = globSync(sources, { cwd: projectRoot, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  for (const file of [...new Set(files)].toSorted()) {
    const text = readFileSync(file);
    hash.update(`${file.slice(projectRoot.length)} ${text.length}\n`).update(text);
  }
  return hash.digest('hex');
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
