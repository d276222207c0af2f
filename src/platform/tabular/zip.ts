import { open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { decompress } from './decompress.ts';
import { SourceProblem } from './items.ts';
import { readFileBytes } from './open-source.ts';

/** One file inside an archive, as its central directory describes it. */
export interface ZipEntry {
  name: string;
  method: number;
  crc: number;
  packed: number;
  unpacked: number;
  offset: number;
}

/** An archive: names and a way to read them. */
export interface ZipArchive {
  entries: ReadonlyMap<string, ZipEntry>;
  /** Unpacks one entry; its bytes count against what the whole archive may give. */
  read(name: string): AsyncGenerator<Buffer>;
}

export interface ZipOptions {
  signal?: AbortSignal | undefined;
  /** The most unpacked bytes of all entries read, counted while unpacking: what the archive claims is not believed. */
  maxUnpacked: number;
}

const maxEntries = 10_000;
const maxDirectoryBytes = 16 * 1024 ** 2;
const unset = 0xffffffff;

function broken(detail: string): SourceProblem {
  return new SourceProblem('zip-broken', { detail });
}

/**
 * Opens a ZIP archive by its central directory (APPNOTE 6.3, with ZIP64). Throws a SourceProblem for a damaged or
 * encrypted one, for a name that occurs twice (readers would disagree about which counts), and for too many entries.
 */
export async function openZip(path: string, options: ZipOptions): Promise<ZipArchive> {
  const entries = readDirectory(await readDirectoryBytes(path));
  let total = 0;
  async function* read(name: string): AsyncGenerator<Buffer> {
    const entry = entries.get(name);
    if (!entry) throw broken(`no ${name}`);
    const header = await readAt(path, entry.offset, 30);
    if (header.length < 30 || header.readUInt32LE(0) !== 0x04034b50) throw broken(name);
    const start = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
    const raw = readFileBytes(path, { start, length: entry.packed, signal: options.signal });
    const left = options.maxUnpacked - total;
    let checksum = 0;
    try {
      for await (const chunk of entry.method === 8 ? decompress(raw, 'deflate-raw', left) : raw) {
        total += chunk.length;
        if (total > options.maxUnpacked) throw new SourceProblem('too-large', { limit: options.maxUnpacked });
        checksum = crc32(chunk, checksum);
        yield chunk;
      }
    } catch (error) {
      // The limit that a person knows is that of the archive, not what was left of it.
      if (error instanceof SourceProblem && error.problem.code === 'too-large') {
        throw new SourceProblem('too-large', { limit: options.maxUnpacked });
      }
      throw error;
    }
    if (checksum !== entry.crc) throw broken(`checksum of ${name}`);
  }
  return { entries, read };
}

async function readAt(path: string, start: number, length: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of readFileBytes(path, { start, length })) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The bytes of the central directory, found by the record at the end of the file. */
async function readDirectoryBytes(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  const { size } = await file.stat().finally(() => file.close());
  // The record is 22 bytes, behind it a comment of at most 65,535.
  const tailStart = Math.max(0, size - 22 - 65_535);
  const tail = await readAt(path, tailStart, size - tailStart);
  const at = tail.lastIndexOf('PK\u0005\u0006', undefined, 'latin1');
  if (at < 0 || at + 22 > tail.length) throw broken('no directory');
  let bytes = tail.readUInt32LE(at + 12);
  let start = tail.readUInt32LE(at + 16);
  const locator = at - 20;
  if ((bytes === unset || start === unset) && locator >= 0 && tail.readUInt32LE(locator) === 0x07064b50) {
    const record = await readAt(path, Number(tail.readBigUInt64LE(locator + 8)), 56);
    if (record.length < 56 || record.readUInt32LE(0) !== 0x06064b50) throw broken('no directory');
    bytes = Number(record.readBigUInt64LE(40));
    start = Number(record.readBigUInt64LE(48));
  }
  if (bytes > maxDirectoryBytes) throw new SourceProblem('too-large', { limit: maxDirectoryBytes });
  const directory = await readAt(path, start, bytes);
  if (directory.length < bytes) throw broken('cut directory');
  return directory;
}

function readDirectory(bytes: Buffer): Map<string, ZipEntry> {
  const entries = new Map<string, ZipEntry>();
  for (let at = 0; at + 46 <= bytes.length;) {
    if (bytes.readUInt32LE(at) !== 0x02014b50) throw broken('directory');
    const nameLength = bytes.readUInt16LE(at + 28);
    const extraLength = bytes.readUInt16LE(at + 30);
    const end = at + 46 + nameLength + extraLength + bytes.readUInt16LE(at + 32);
    if (end > bytes.length) throw broken('directory');
    // Workbooks made on Windows sometimes part folders the wrong way, and some begin with a slash.
    const name = bytes
      .toString('utf8', at + 46, at + 46 + nameLength)
      .replaceAll('\\', '/')
      .replace(/^\//, '');
    if (bytes.readUInt16LE(at + 8) & 1) throw new SourceProblem('zip-encrypted');
    const entry: ZipEntry = {
      name,
      method: bytes.readUInt16LE(at + 10),
      crc: bytes.readUInt32LE(at + 16),
      packed: bytes.readUInt32LE(at + 20),
      unpacked: bytes.readUInt32LE(at + 24),
      offset: bytes.readUInt32LE(at + 42),
    };
    readZip64(entry, bytes.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength));
    if (entry.method !== 0 && entry.method !== 8) throw broken(`method ${entry.method}`);
    if (entries.has(name)) throw broken(`${name} twice`);
    if (entries.size >= maxEntries) throw new SourceProblem('too-large', { limit: maxEntries });
    entries.set(name, entry);
    at = end;
  }
  return entries;
}

/** Sizes over 4 GiB stand in an extra field, in a fixed order, each only if its place in the header is all ones. */
function readZip64(entry: ZipEntry, extra: Buffer): void {
  for (let at = 0; at + 4 <= extra.length;) {
    const length = extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === 1) {
      let field = at + 4;
      for (const key of ['unpacked', 'packed', 'offset'] as const) {
        if (entry[key] !== unset || field + 8 > Math.min(extra.length, at + 4 + length)) continue;
        entry[key] = Number(extra.readBigUInt64LE(field));
        field += 8;
      }
    }
    at += 4 + length;
  }
}
