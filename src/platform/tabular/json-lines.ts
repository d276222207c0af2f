import { isUtf8 } from 'node:buffer';
import { emptyValues } from './columns.ts';
import {
  type Bytes,
  type JsonValue,
  type ProblemItem,
  type ReadOptions,
  type RowItem,
  lastItem,
  problemAt,
} from './items.ts';

export interface JsonlReadOptions extends ReadOptions {
  /** The longest line that is read, in bytes; a longer one is a problem. Default 8 MiB. */
  maxLineBytes?: number | undefined;
}

/**
 * Reads JSON Lines (UTF-8, one object a line, empty lines skipped). A line that is no object, no JSON, no UTF-8 or
 * too long is a problem item, and the next line goes on.
 */
export async function* readJsonl(
  source: Bytes,
  options: JsonlReadOptions = {},
): AsyncGenerator<RowItem<JsonValue> | ProblemItem> {
  const limit = options.maxLineBytes ?? 8 * 1024 ** 2;
  let line = 1;
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  const hold = (part: Uint8Array): void => {
    heldBytes += part.length;
    // A line over the limit is only counted from here on, so it costs no memory.
    if (heldBytes <= limit) held.push(part);
  };
  const finish = (): RowItem<JsonValue> | ProblemItem | undefined => {
    const item = heldBytes > limit ? problemAt(line, 'row-too-long', { limit }) : readObject(Buffer.concat(held), line);
    held = [];
    heldBytes = 0;
    line += 1;
    return item;
  };
  try {
    for await (const chunk of source) {
      options.signal?.throwIfAborted();
      let from = 0;
      for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
        hold(chunk.subarray(from, end));
        from = end + 1;
        const item = finish();
        if (item) yield item;
        options.signal?.throwIfAborted();
      }
      hold(chunk.subarray(from));
    }
    const item = finish();
    if (item) yield item;
  } catch (error) {
    // What a cut source leaves of its last line is part of the same problem, not a second one.
    yield lastItem(error, line, options.signal);
  }
}

/**
 * One object as a row, undefined where there is nothing. What an object has inside of it are columns of their own, by
 * their path: `status.name`.
 */
export function readObject(bytes: Buffer, line: number): RowItem<JsonValue> | ProblemItem | undefined {
  if (!isUtf8(bytes)) return problemAt(line, 'encoding-broken', { encoding: 'utf-8' });
  let text = bytes.toString('utf8');
  if (line === 1 && text.startsWith('\uFEFF')) text = text.slice(1);
  if (text.trim() === '') return undefined;
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch (error) {
    // The engine names the place in most messages, and in none of those about a line that is too short.
    const message = error instanceof Error ? error.message : '';
    const position = /position (\d+)/.exec(message)?.[1] ?? (message.includes('end of') ? text.length : undefined);
    if (position === undefined) return problemAt(line, 'json-broken');
    const column = Number(position) + 1;
    return problemAt(line, 'json-broken', { column });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const found = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
    return problemAt(line, 'json-not-object', { found });
  }
  const values = emptyValues<JsonValue>();
  spread(value, '', 1, values);
  return { line, values };
}

const deepestColumn = 4;

function spread(
  value: { [key: string]: JsonValue },
  path: string,
  depth: number,
  into: Record<string, JsonValue>,
): void {
  for (const [key, entry] of Object.entries(value)) {
    const isObject = typeof entry === 'object' && entry !== null && !Array.isArray(entry);
    if (!isObject || depth >= deepestColumn) into[path + key] = entry;
    else spread(entry, `${path}${key}.`, depth + 1, into);
  }
}
