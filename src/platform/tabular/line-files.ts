import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { readFileBytes } from './open-source.ts';

/** A file of lines that is being written, some lines at a time. */
export interface LineFile {
  path: string;
  /** Adds a line, which has no line break of its own. */
  add(line: string): Promise<void>;
  /** Writes what is left, and closes it. */
  end(): Promise<void>;
  /** Closes it as it is; to be called whatever happened. */
  close(): Promise<void>;
}

const waiting = 128 * 1024;

/** Opens a file of lines to write; it is there once it has ended. */
export function openLines(path: string): LineFile {
  let file: FileHandle | undefined;
  let lines: string[] = [];
  let length = 0;
  const flush = async () => {
    file ??= await open(path, 'wx', 0o600);
    const text = lines.map((line) => `${line}\n`).join('');
    lines = [];
    length = 0;
    await file.writeFile(text);
  };
  const close = async () => {
    const opened = file;
    file = undefined;
    await opened?.close();
  };
  return {
    path,
    async add(line) {
      lines.push(line);
      length += line.length;
      if (length >= waiting) await flush();
    },
    async end() {
      await flush();
      await close();
    },
    close,
  };
}

/** The lines of a file that was written by {@link openLines}. */
export async function* readLines(path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest: string[] = [];
  for await (const chunk of readFileBytes(path)) {
    const [first = '', ...others] = decoder.decode(chunk, { stream: true }).split('\n');
    rest.push(first);
    if (others.length === 0) continue;
    yield rest.join('');
    rest = [others.pop() ?? ''];
    yield* others;
  }
}
