import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Text or bytes as a source, cut into chunks of this size so that chunk edges fall everywhere. */
export async function* bytesOf(content: string | Uint8Array, chunkSize = 64 * 1024): AsyncGenerator<Uint8Array> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  for (let at = 0; at < bytes.length; at += chunkSize) yield bytes.subarray(at, at + chunkSize);
}

/** All items of an iterable. */
export async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** Rows as short as a table in a test wants them: `[line, ...values]`, or `[line, code, params]` of a problem. */
export async function brief(
  items: AsyncIterable<{ line: number; values?: Record<string, unknown>; problem?: { code: string; params: object } }>,
): Promise<unknown[][]> {
  return (await all(items)).map(({ line, values, problem }) =>
    problem ? [line, problem.code, problem.params] : [line, ...Object.values(values ?? {})],
  );
}

/** A folder for files of one test file; `clear` removes it. */
export function scratchFolder(): { write(name: string, content: string | Uint8Array): string; clear(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'tabular-'));
  return {
    write: (name, content) => {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    },
    clear: () => rmSync(folder, { recursive: true }),
  };
}
