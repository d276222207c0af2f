import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Whether a stream wants colour: a terminal that is not told otherwise (https://no-color.org). */
export function wantsColour(stream: { isTTY?: boolean }): boolean {
  const { NO_COLOR, TERM } = process.env;
  return stream.isTTY === true && (NO_COLOR === undefined || NO_COLOR === '') && TERM !== 'dumb';
}

/** The full path of a program on PATH, or undefined. */
export function findOnPath(name: string): string | undefined {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this one.
    }
  }
  return undefined;
}

/** The environment for a program that we start: ours, with additions. For passwords, which have no place in arguments. */
export function environmentWith(additions: Record<string, string>): NodeJS.ProcessEnv {
  return { ...process.env, ...additions };
}
