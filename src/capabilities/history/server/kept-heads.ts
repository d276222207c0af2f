import { createHmac } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { canonicalJson } from '#/base/canonical.ts';
import type { Database } from '#/platform/database/pools.ts';
import { wholeOf } from '#/platform/database/pools.ts';

/** The end of the chain at some time, as it is kept outside of the database. */
export interface KeptHead {
  /** When it was kept, ISO 8601. */
  at: string;
  batch: number;
  digest: string;
  /** Rows of all seals up to this one. */
  rows: number;
  /** Somebody said that the history goes on from here, though it does not hold all heads that had been kept: why. */
  because?: string;
  /** With `because`: the last batch that it has in common with what had been kept. */
  since?: number;
  /** Behind what somebody said the history goes on from: not compared with any more. */
  givenUp?: boolean;
}

/** What a file of heads holds. */
export interface Kept {
  /** In the order in which they were kept. */
  heads: KeptHead[];
  /** Lines that do not follow from the one before: something was edited, or taken out before them. */
  changed: number[];
}

/** Where heads are kept. */
export interface HeadKeeping {
  file: string;
  /** Only who has it can write a line. */
  key: Buffer;
}

const keepings = new WeakMap<Database, HeadKeeping>();

/** Says where the heads of an installation's history are kept; done once, when a process opens its database. */
export function keepHeadsIn(db: Database, folder: string, secret: Buffer): HeadKeeping {
  const keeping = headKeepingAt(folder, secret);
  keepings.set(db, keeping);
  return keeping;
}

/** Where heads are kept in a folder. */
export function headKeepingAt(folder: string, secret: Buffer): HeadKeeping {
  return {
    file: path.join(folder, 'history-heads.jsonl'),
    key: createHmac('sha256', secret).update('history heads').digest(),
  };
}

/** The folder of an installation's heads: the one that a setting names, or one in the data folder. */
export const sealsIn = (config: { dataFolder: string; sealFolder?: string | undefined }): string =>
  config.sealFolder ?? path.join(config.dataFolder, 'seals');

/** Where the heads of an installation are kept; undefined where nobody said. */
export const headKeepingOf = (db: Database): HeadKeeping | undefined => keepings.get(wholeOf(db));

type Line = Omit<KeptHead, 'givenUp'> & { mac: string };

const macOf = (key: Buffer, before: string, head: Omit<Line, 'mac'>): string =>
  createHmac('sha256', key)
    .update(`${before}\n${canonicalJson(head)}`)
    .digest('hex');

/** A line of the file; undefined for one that a process was killed over. */
function parse(text: string): Line | undefined {
  try {
    const line = JSON.parse(text) as Line;
    return typeof line.mac === 'string' && typeof line.batch === 'number' ? line : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Every head that was kept. Each line is authenticated together with the one before, by a key that follows from the
 * installation's secret: what was edited, or taken out between two lines, shows.
 */
export async function readKept({ file, key }: HeadKeeping): Promise<Kept> {
  const kept: Kept = { heads: [], changed: [] };
  const content = await readFile(file, 'utf8').catch(absent);
  let before = '';
  for (const [index, text] of (content ?? '').split('\n').entries()) {
    const line = parse(text);
    if (!line) continue;
    const { mac, ...head } = line;
    if (macOf(key, before, head) === mac) {
      if (head.since !== undefined)
        for (const earlier of kept.heads) if (earlier.batch > head.since) earlier.givenUp = true;
      kept.heads.push(head);
    } else kept.changed.push(index + 1);
    before = mac;
  }
  return kept;
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}

/** So many bytes at the end of the file hold its last line in any case. */
const tail = 16_384;

/** The last line, with how the next one goes on from it. */
async function lastLine(file: string): Promise<{ line: Line | undefined; torn: boolean }> {
  const handle = await open(file, 'r').catch(absent);
  if (!handle) return { line: undefined, torn: false };
  try {
    const { size } = await handle.stat();
    const from = Math.max(0, size - tail);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - from), 0, size - from, from);
    const text = buffer.toString('utf8', 0, bytesRead);
    const line = text.split('\n').map(parse).findLast(Boolean);
    return { line, torn: text !== '' && !text.endsWith('\n') };
  } finally {
    await handle.close();
  }
}

/** The head that was kept last. */
export async function lastKept({ file }: HeadKeeping): Promise<KeptHead | undefined> {
  return (await lastLine(file)).line;
}

/** Adds a head at the end of the file, and waits until the disk has it. The caller sees to it that one does at a time. */
export async function addKept({ file, key }: HeadKeeping, head: KeptHead): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const { line, torn } = await lastLine(file);
  const mac = macOf(key, line?.mac ?? '', head);
  const handle = await open(file, 'a', 0o600);
  try {
    await handle.writeFile(`${torn ? '\n' : ''}${JSON.stringify({ ...head, mac })}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
