import { open, stat } from 'node:fs/promises';
import { decompress } from './decompress.ts';
import { type Bytes, SourceProblem } from './items.ts';
import { decodeWhole, detectEncoding } from './encoding.ts';
import { jsonShapeOf } from './json-shape.ts';

/** `unknown` is everything else: old binary spreadsheets, encrypted workbooks, PDF, pictures, empty files. */
export type SourceKind = 'csv' | 'xlsx' | 'jsonl' | 'json' | 'xes' | 'unknown';

/** A file to read rows from. `stream` gives its unpacked bytes and can be iterated again from the start. */
export interface Source {
  path: string;
  kind: SourceKind;
  gzip: boolean;
  /** Bytes on disk. */
  size: number;
  /** Bytes unpacked, as far as the file says it: gzip keeps that number modulo 4 GiB, and anybody can write it. */
  statedSize: number;
  stream: Bytes;
}

export interface OpenOptions {
  signal?: AbortSignal | undefined;
  /** The most bytes that `stream` gives before it throws `too-large`. Default 8 GiB. */
  maxBytes?: number | undefined;
}

const readSize = 64 * 1024;
const headBytes = 64 * 1024;
const defaultMaxBytes = 8 * 1024 ** 3;

/** The bytes of a file from `start`, at most `length` of them; the file is closed however the iteration ends. */
export async function* readFileBytes(
  path: string,
  options: { start?: number; length?: number; signal?: AbortSignal | undefined } = {},
): AsyncGenerator<Buffer> {
  const file = await open(path, 'r');
  try {
    let position = options.start ?? 0;
    let left = options.length ?? Number.POSITIVE_INFINITY;
    while (left > 0) {
      options.signal?.throwIfAborted();
      const buffer = Buffer.allocUnsafe(Math.min(readSize, left));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, position);
      if (bytesRead === 0) return;
      position += bytesRead;
      left -= bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

async function* limited(source: Bytes, limit: number): AsyncGenerator<Uint8Array> {
  let total = 0;
  for await (const chunk of source) {
    total += chunk.length;
    if (total > limit) throw new SourceProblem('too-large', { limit });
    yield chunk;
  }
}

/** What kind of source these first bytes begin, by content alone: a file's name is never believed. */
export function detectKind(head: Uint8Array): SourceKind {
  if (head.length === 0) return 'unknown';
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  if (bytes.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004', 'latin1'))) return 'xlsx';
  const text = decodeWhole(bytes, detectEncoding(bytes));
  // No text format has control characters other than tab, line feed, form feed and carriage return. A few strays, as
  // old databases export them, spoil their own cells and nothing else.
  // oxlint-disable-next-line no-control-regex
  const strays = text.match(/[\u0000-\u0008\u000E-\u001A\u001C-\u001F]/g)?.length ?? 0;
  if (strays * 200 > text.length) return 'unknown';
  const start = text.trimStart();
  if (start.startsWith('%PDF-') || start === '') return 'unknown';
  if (start.startsWith('<')) return 'xes';
  const json = jsonShapeOf(start);
  return json === null ? 'csv' : json === 'lines' ? 'jsonl' : 'json';
}

/**
 * Opens a file for reading rows and says what it is by its first bytes, through gzip if it is packed.
 * Throws the operating system's error (`ENOENT`, `EACCES`, `EISDIR` …) if it can't be read at all.
 */
export async function openSource(path: string, options: OpenOptions = {}): Promise<Source> {
  const { size } = await stat(path);
  const maxBytes = options.maxBytes ?? defaultMaxBytes;
  const raw = (): AsyncGenerator<Buffer> => readFileBytes(path, { signal: options.signal });
  const gzip = await startsWithGzip(raw());
  const statedSize = gzip ? await readGzipSize(path, size) : size;
  const stream: Bytes = {
    [Symbol.asyncIterator]: () =>
      gzip ? decompress(raw(), 'gzip', maxBytes) : limited(raw(), maxBytes)[Symbol.asyncIterator](),
  };
  const kind = detectKind(await readHead(stream, headBytes));
  // A workbook is read by seeking, which a packed file does not allow; nobody packs what is packed already.
  return { path, kind: gzip && kind === 'xlsx' ? 'unknown' : kind, gzip, size, statedSize, stream };
}

async function startsWithGzip(bytes: Bytes): Promise<boolean> {
  for await (const chunk of bytes) return chunk[0] === 0x1f && chunk[1] === 0x8b;
  return false;
}

async function readGzipSize(path: string, size: number): Promise<number> {
  for await (const tail of readFileBytes(path, { start: Math.max(0, size - 4), length: 4 })) {
    if (tail.length === 4) return Math.max(tail.readUInt32LE(0), size);
  }
  return size;
}

/** The first bytes of a stream; damage further on is no matter here and will be met by the reader. */
async function readHead(bytes: Bytes, length: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  try {
    for await (const chunk of bytes) {
      chunks.push(chunk);
      total += chunk.length;
      if (total >= length) break;
    }
  } catch (error) {
    if (total === 0 && !(error instanceof SourceProblem) && !isZlibError(error)) throw error;
  }
  return Buffer.concat(chunks).subarray(0, length);
}

function isZlibError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
}
