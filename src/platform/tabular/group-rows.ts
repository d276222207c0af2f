import { createHash, randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { openBreath } from '#/platform/process/breathe.ts';
import type { JsonValue } from './items.ts';
import { openLines, readLines } from './line-files.ts';
import type { LineFile } from './line-files.ts';

/** A row with the key of the group that it belongs to. */
export interface KeyedRow {
  key: string;
  line: number;
  values: Record<string, JsonValue>;
}

/** Rows of one key, in the order of their source. */
export interface RowGroup {
  key: string;
  /** Line of the first row. */
  line: number;
  rows: { line: number; values: Record<string, JsonValue> }[];
  /** Rows beyond {@link GroupOptions.mostOfGroup}, which were left out. */
  left: number;
}

export interface GroupOptions {
  /** Folder for what does not fit into memory; a folder of its own is made there, and removed at the end. */
  folder: string;
  /** Bytes of rows, as JSON, that are kept in memory at a time. Default 48 MiB. */
  bound?: number | undefined;
  /** The most bytes, and rows, of one group. Default 2 MiB and 20,000. */
  mostBytes?: number | undefined;
  mostOfGroup?: number | undefined;
  signal?: AbortSignal | undefined;
  /** Told how many groups there are, once all rows were read and before the first group is given. */
  onGroups?: ((count: number) => void) | undefined;
}

/** Opens another file to write. */
type Scratch = () => Promise<LineFile>;

const parts = 32;
/** Rows are parted again where a part is larger than memory; four times is a million times the bound. */
const mostDeep = 4;

/** A group while it is gathered; its rows as JSON, which is a fraction of what they take as objects. */
interface Gathered {
  line: number;
  rows: string[];
  bytes: number;
  left: number;
}

/**
 * Puts rows of the same key together, in the order of each key's first row, however many there are: what does not fit
 * into `bound` goes through files, parted by key, so that memory holds one part at a time. Files are removed however
 * the iteration ends.
 */
export async function* groupRows(rows: AsyncIterable<KeyedRow>, options: GroupOptions): AsyncGenerator<RowGroup> {
  const written: LineFile[] = [];
  let folder: string | undefined;
  const scratch: Scratch = async () => {
    await mkdir(options.folder, { recursive: true, mode: 0o700 });
    folder ??= await mkdtemp(path.join(options.folder, 'rows-'));
    const file = openLines(path.join(folder, randomUUID()));
    written.push(file);
    return file;
  };
  try {
    yield* gather(rows, options, scratch, 0);
  } finally {
    for (const file of written) await file.close();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}

async function* gather(
  rows: AsyncIterable<KeyedRow>,
  options: GroupOptions,
  scratch: Scratch,
  depth: number,
): AsyncGenerator<RowGroup> {
  const { bound = 48 * 1024 ** 2, mostBytes = 2 * 1024 ** 2, mostOfGroup = 20_000 } = options;
  const breathe = openBreath();
  const groups = new Map<string, Gathered>();
  let parting: Parting | undefined;
  let bytes = 0;
  for await (const row of rows) {
    await breathe();
    options.signal?.throwIfAborted();
    if (parting) {
      await parting.add(row);
      continue;
    }
    const text = JSON.stringify([row.line, row.values]);
    let group = groups.get(row.key);
    if (!group) groups.set(row.key, (group = { line: row.line, rows: [], bytes: 0, left: 0 }));
    if (group.rows.length >= mostOfGroup || group.bytes + text.length > mostBytes) {
      group.left += 1;
      continue;
    }
    group.rows.push(text);
    group.bytes += text.length;
    // What a row takes besides its text.
    bytes += text.length + 64;
    if (bytes <= bound || groups.size < 2 || depth >= mostDeep) continue;
    parting = await openParting(scratch);
    for (const [key, kept] of groups) {
      for (const one of kept.rows) await parting.addText(key, one);
      groups.delete(key);
    }
  }
  if (parting) return yield* merge(await parting.end(), options, scratch, depth);
  if (depth === 0) options.onGroups?.(groups.size);
  for (const [key, group] of groups) {
    groups.delete(key);
    yield asGroup(key, group);
  }
}

function asGroup(key: string, { line, rows, left }: Gathered): RowGroup {
  const read = (text: string) => {
    const [at, values] = JSON.parse(text) as [number, Record<string, JsonValue>];
    return { line: at, values };
  };
  return { key, line, rows: rows.map(read), left };
}

interface Parting {
  add(row: KeyedRow): Promise<void>;
  addText(key: string, row: string): Promise<void>;
  /** The files of the parts. */
  end(): Promise<string[]>;
}

/** Parts rows by their key. By a salt of its own, so that no file can be made up of keys that fall into one part. */
async function openParting(scratch: Scratch): Promise<Parting> {
  const salt = randomUUID();
  const files: LineFile[] = [];
  for (let nth = 0; nth < parts; nth++) files.push(await scratch());
  const addText = async (key: string, row: string) => {
    const digest = createHash('sha256').update(salt).update(key).digest();
    await files[(digest[0] ?? 0) % parts]?.add(`[${JSON.stringify(key)},${row}]`);
  };
  return {
    addText,
    add: ({ key, line, values }) => addText(key, JSON.stringify([line, values])),
    async end() {
      for (const file of files) await file.end();
      return files.map((file) => file.path);
    },
  };
}

/** Groups each part by itself, and gives the groups of all of them in the order of their first rows. */
async function* merge(
  files: readonly string[],
  options: GroupOptions,
  scratch: Scratch,
  depth: number,
): AsyncGenerator<RowGroup> {
  const grouped: string[] = [];
  let count = 0;
  for (const file of files) {
    const sorted = await scratch();
    for await (const group of gather(keyed(file), options, scratch, depth + 1)) {
      count += 1;
      await sorted.add(`${group.line}\t${JSON.stringify(group)}`);
    }
    await sorted.end();
    grouped.push(sorted.path);
    await rm(file, { force: true });
  }
  if (depth === 0) options.onGroups?.(count);
  const readers = grouped.map((file) => readLines(file));
  try {
    const heads = await Promise.all(readers.map((reader) => reader.next()));
    for (;;) {
      options.signal?.throwIfAborted();
      const first = firstOf(heads);
      if (first < 0) return;
      const text = heads[first]?.value as string;
      const next = await readers[first]?.next();
      if (next) heads[first] = next;
      yield JSON.parse(text.slice(text.indexOf('\t') + 1)) as RowGroup;
    }
  } finally {
    for (const reader of readers) await reader.return(undefined);
  }
}

function firstOf(heads: readonly IteratorResult<string, unknown>[]): number {
  let first = -1;
  let least = Number.POSITIVE_INFINITY;
  for (const [nth, head] of heads.entries()) {
    if (head.done) continue;
    const line = Number.parseInt(head.value, 10);
    if (line < least) [first, least] = [nth, line];
  }
  return first;
}

async function* keyed(file: string): AsyncGenerator<KeyedRow> {
  for await (const text of readLines(file)) {
    const [key, [line, values]] = JSON.parse(text) as [string, [number, KeyedRow['values']]];
    yield { key, line, values };
  }
}
