import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Failure, errorCode, errorMessage } from '#/platform/process/failure.ts';
import { type FileRecord, type Manifest, manifestName, sealName, wholeOf } from './manifest.ts';
import { decodeHeader, paddingOf } from './tar.ts';
import { trailerLength, trailerOf } from './write.ts';

/**
 * Unpacks an archive into an empty folder and verifies all of it: every file against its digest in the manifest, the
 * manifest against its own. Nothing in the folder may be used before this has settled.
 * @throws Failure naming the damaged part; what was unpacked is then the caller's to remove
 */
export async function unpackArchive(path: string, into: string): Promise<Manifest> {
  let part = 'its beginning';
  try {
    const source = new ByteReader(uncompressed(path));
    const files: FileRecord[] = [];
    const folders: string[] = [];
    const own = new Map<string, Buffer>();
    for (;;) {
      const header = decodeHeader(await source.take(512));
      if (header === undefined) break;
      part = header.path;
      if (header.folder) {
        folders.push(header.path);
        await mkdir(join(into, header.path), { recursive: true, mode: 0o700 });
      } else if (header.path === manifestName || header.path === sealName) {
        own.set(header.path, await source.take(header.size));
      } else files.push(await unpackFile(source, join(into, header.path), header.path, header.size));
      await source.zeros(paddingOf(header.size));
    }
    part = 'its end';
    await source.zeros(512);
    await source.end();
    return verify(own, files, folders);
  } catch (error) {
    throw describe(error, path, part);
  }
}

function verify(own: Map<string, Buffer>, files: FileRecord[], folders: string[]): Manifest {
  const [text, seal] = [own.get(manifestName), own.get(sealName)];
  if (text === undefined || seal === undefined) throw new Failure('it has no manifest');
  const digest = createHash('sha256').update(text).digest('hex');
  if (seal.toString() !== `${digest}  ${manifestName}\n`) throw new Failure(`${manifestName} is damaged`);
  const manifest = JSON.parse(text.toString()) as Manifest;
  if (manifest.format !== 1) throw new Failure('it was made by a newer Mainstay');
  for (const [index, stated] of manifest.files.entries()) {
    const found = files[index];
    if (found?.path !== stated.path) throw new Failure(`${stated.path} is missing`);
    if (found.size !== stated.size || found.sha256 !== stated.sha256) throw new Failure(`${stated.path} is damaged`);
  }
  const extra = files[manifest.files.length];
  if (extra !== undefined) throw new Failure(`${extra.path} does not belong to it`);
  if (folders.join('\n') !== manifest.folders.join('\n'))
    throw new Failure('its folders are not those it was made with');
  if (wholeOf(files) !== manifest.whole) throw new Failure('the digest of the whole is wrong');
  return manifest;
}

async function unpackFile(source: ByteReader, target: string, path: string, size: number): Promise<FileRecord> {
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  const file = await open(target, 'wx', 0o600);
  const hash = createHash('sha256');
  try {
    for await (const chunk of source.stream(size)) {
      hash.update(chunk);
      await file.writeFile(chunk);
    }
  } finally {
    await file.close();
  }
  return { path, size, sha256: hash.digest('hex') };
}

function describe(error: unknown, path: string, part: string): Failure {
  const code = errorCode(error) ?? '';
  const cause = { cause: error };
  if (code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR')
    return new Failure(`${path} cannot be read (${code}).`, undefined, cause);
  if (code === 'ENOSPC') return new Failure('The disk is full.', 'Free some space.', cause);
  const mend = 'Nothing was restored; use another backup.';
  if (error instanceof Failure) return new Failure(`${path} is refused: ${error.message} (at ${part}).`, mend, cause);
  if (error instanceof Cut || code === 'Z_BUF_ERROR')
    return new Failure(`${path} is refused: it is cut off in ${part}.`, mend, cause);
  if (code.startsWith('Z_')) return new Failure(`${path} is refused: it is damaged in or near ${part}.`, mend, cause);
  return new Failure(`${path} could not be unpacked (at ${part}): ${errorMessage(error)}.`, mend, cause);
}

class Cut extends Error {}

/** The uncompressed bytes. Ends with an error where the trailer is not that of the bytes before it. */
function uncompressed(path: string): AsyncIterator<Buffer> {
  const hash = createHash('sha256');
  let held = Buffer.alloc(0);
  const check = new Transform({
    transform(chunk: Buffer, _encoding, push) {
      const all = Buffer.concat([held, chunk]);
      const passed = all.subarray(0, Math.max(0, all.length - trailerLength));
      held = all.subarray(passed.length);
      hash.update(passed);
      push(null, passed);
    },
    flush(push) {
      const whole = held.equals(trailerOf(hash.digest('hex')));
      push(whole ? null : new Failure('it is cut off or damaged, though what was unpacked of it looks right'));
    },
  });
  const gunzip = createGunzip();
  const file = createReadStream(path, { highWaterMark: 262_144 });
  // Not `pipeline`: an early end of the reading side is our business, and errors must reach the iterator.
  for (const [from, to] of [
    [file, check],
    [check, gunzip],
  ] as const) {
    from.on('error', (error: Error) => to.destroy(error));
    to.on('close', () => from.destroy());
    from.pipe(to);
  }
  return Readable.from(gunzip)[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
}

/** Reads exact numbers of bytes from chunks of any size. */
class ByteReader {
  readonly #source: AsyncIterator<Buffer>;
  #rest = Buffer.alloc(0);

  constructor(source: AsyncIterator<Buffer>) {
    this.#source = source;
  }

  async *stream(size: number): AsyncGenerator<Buffer> {
    let left = size;
    while (left > 0) {
      if (this.#rest.length === 0 && !(await this.#more())) throw new Cut();
      const part = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(part.length);
      left -= part.length;
      yield part;
    }
  }

  async take(size: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for await (const part of this.stream(size)) parts.push(part);
    return Buffer.concat(parts);
  }

  async zeros(size: number): Promise<void> {
    if ((await this.take(size)).some((byte) => byte !== 0)) throw new Failure('padding is damaged');
  }

  /** Reads to the end, which is where gunzip compares its checksum of the whole. */
  async end(): Promise<void> {
    if (this.#rest.length > 0 || (await this.#more())) throw new Failure('something follows its end');
  }

  async #more(): Promise<boolean> {
    const next = await this.#source.next();
    if (next.done === true) return false;
    this.#rest = Buffer.from(next.value);
    return true;
  }
}
