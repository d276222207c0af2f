import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '#/platform/config/settings.ts';
import { Failure } from '#/platform/process/failure.ts';

/** Whether a part of the program (a path from the root) is there. */
export function hasPart(path: string): boolean {
  return existsSync(join(projectRoot, path));
}

/**
 * Loads a part of the program when a command needs it, so that `mainstay help` does not load a web server.
 * @throws Failure when it is not there
 */
export async function loadPart<T>(path: string): Promise<T> {
  if (!hasPart(path)) throw new Failure(`This command needs ${path}, which is not part of this version.`);
  return (await import(pathToFileURL(join(projectRoot, path)).href)) as T;
}
