import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { link, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { Failure, errorCode } from '#/platform/process/failure.ts';
import { type FileRecord, type Manifest, manifestName, sealName, wholeOf } from './manifest.ts';
import { encodeHeader, paddingOf } from './tar.ts';

/** What goes into an archive: a folder, or a file with exactly `size` bytes of content. */
export type Entry =
  | { path: string; folder: true }
  | { path: string; folder: false; size: number; content: AsyncIterable<Buffer> | Iterable<Buffer> };

/** How many bytes {@link trailerOf} makes. */
export const trailerLength = 10 + 7 + 64 + 1 + 2 + 8;

/**
 * What follows the archive's gzip member: a second, empty one (RFC 1952), which every program that unpacks gzip passes
 * over, with the SHA-256 of all bytes before it as its comment. It covers the compression itself, where a flipped bit
 * may happen to change nothing of the content.
 */
export function trailerOf(sha256: string): Buffer {
  const header = Buffer.from([0x1f, 0x8b, 8, 0x10, 0, 0, 0, 0, 0, 255]);
  return Buffer.concat([header, Buffer.from(`sha256:${sha256}\0`), Buffer.from([3, 0]), Buffer.alloc(8)]);
}

/**
 * Writes an archive: a gzipped tar whose last entries are the manifest and its digest. Written beside and renamed, so
 * that a file of this name is always whole; readable by its owner alone, since the secret key is in it.
 * @param describe asked after the last entry
 * @throws Failure when the file exists already, or the disk is full
 */
export async function writeArchive(
  path: string,
  entries: AsyncIterable<Entry>,
  describe: () => Omit<Manifest, 'format' | 'files' | 'folders' | 'whole'>,
): Promise<Manifest> {
  const partial = `${path}.partial`;
  let manifest: Manifest | undefined;
  async function* bytes(): AsyncGenerator<Buffer> {
    const files: FileRecord[] = [];
    const folders: string[] = [];
    for await (const entry of entries) {
      if (entry.folder) {
        folders.push(entry.path);
        yield encodeHeader({ path: entry.path, size: 0, folder: true });
      } else files.push(yield* fileBytes(entry.path, entry.size, entry.content));
    }
    manifest = { format: 1, ...describe(), whole: wholeOf(files), folders, files };
    const text = Buffer.from(JSON.stringify(manifest, undefined, 1));
    const { sha256 } = yield* fileBytes(manifestName, text.length, [text]);
    const seal = Buffer.from(`${sha256}  ${manifestName}\n`);
    yield* fileBytes(sealName, seal.length, [seal]);
    yield Buffer.alloc(1024);
  }
  try {
    const out = createWriteStream(partial, { flags: 'wx', mode: 0o600, flush: true });
    await once(out, 'open');
    await pipeline(Readable.from(bytes(), { objectMode: false }), createGzip({ level: 1 }), withTrailer(), out);
    // A link, unlike a rename, never replaces a file of this name.
    await link(partial, path);
    await rm(partial);
    await syncFolder(dirname(path));
  } catch (error) {
    if (errorCode(error) === 'EEXIST')
      throw new Failure(`${path} (or ${partial}) exists already.`, 'Choose another name.');
    await rm(partial, { force: true });
    if (errorCode(error) === 'ENOSPC') throw new Failure(`The disk for ${path} is full.`, 'Free some space.');
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'EACCES')
      throw new Failure(`${path} cannot be written (${errorCode(error)}).`, undefined, { cause: error });
    throw error;
  }
  return manifest as unknown as Manifest;
}

/** One file of the archive. A file that shrinks while it is read is filled with zeros, as pg_basebackup does. */
async function* fileBytes(
  path: string,
  size: number,
  content: AsyncIterable<Buffer> | Iterable<Buffer>,
): AsyncGenerator<Buffer, FileRecord> {
  yield encodeHeader({ path, size, folder: false });
  const hash = createHash('sha256');
  let left = size;
  for await (const chunk of content) {
    const part = chunk.length > left ? chunk.subarray(0, left) : chunk;
    left -= part.length;
    hash.update(part);
    yield part;
    if (left === 0) break;
  }
  while (left > 0) {
    const zeros = Buffer.alloc(Math.min(left, 65_536));
    left -= zeros.length;
    hash.update(zeros);
    yield zeros;
  }
  yield Buffer.alloc(paddingOf(size));
  return { path, size, sha256: hash.digest('hex') };
}

/** Passes everything on, and adds the trailer. */
function withTrailer(): Transform {
  const hash = createHash('sha256');
  return new Transform({
    transform(chunk: Buffer, _encoding, push) {
      hash.update(chunk);
      push(null, chunk);
    },
    flush(push) {
      push(null, trailerOf(hash.digest('hex')));
    },
  });
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
