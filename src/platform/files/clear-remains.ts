import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';

/**
 * Removes what lies directly in a folder and was last written to before an instant: what a process left behind that
 * was killed. Returns how many there were.
 */
export async function clearRemains(folder: string, before: number): Promise<number> {
  let removed = 0;
  for (const name of await namesIn(folder)) {
    const one = path.join(folder, name);
    if ((await newest(one)) >= before) continue;
    await rm(one, { recursive: true, force: true });
    removed += 1;
  }
  return removed;
}

/** The last write to a file, or to anything in a folder; infinite where it is gone meanwhile. */
async function newest(one: string): Promise<number> {
  const found = await stat(one).catch(unlessGone);
  if (!found) return Number.POSITIVE_INFINITY;
  if (!found.isDirectory()) return found.mtimeMs;
  const times = await Promise.all((await namesIn(one)).map((name) => newest(path.join(one, name))));
  return Math.max(found.mtimeMs, ...times.filter(Number.isFinite));
}

/** The names in a folder; none where it was never made. */
async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(unlessGone)) ?? [];
}

function unlessGone(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT' && (error as NodeJS.ErrnoException).code !== 'ENOTDIR')
    throw error;
}
