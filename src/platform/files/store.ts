import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { ReadStream } from 'node:fs';
import { link, mkdir, open, rename, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';

/** A file that was kept: found again by its digest. */
export interface Kept {
  /** Hexadecimal. */
  sha256: string;
  size: number;
  /** Says that the file was not there before: with what it can be taken back. Null where it was. */
  fresh: { mtimeMs: number } | null;
}

/** A file that was to be kept and is over its limit. */
export class TooLarge extends Error {
  constructor(limit: number) {
    super(`larger than ${limit} bytes`);
    this.name = 'TooLarge';
  }
}

/** Files by their content, under one folder: `ab/cd/<sha256>`. The same content is kept once. */
export interface FileStore {
  /**
   * Keeps what a stream delivers. When it resolves, the bytes are on the disk under their name, and survive a crash:
   * a row may now point at them. Throws {@link TooLarge} over `limit` bytes, and keeps nothing then.
   */
  keep(stream: AsyncIterable<Uint8Array>, limit: number): Promise<Kept>;
  /** Folder for what is being written and has no name yet; nothing in it survives for long. */
  scratch: string;
  /**
   * Takes back what was kept, for whoever refuses it for certain. What was there before stays, and what somebody else
   * has kept since.
   */
  takeBack(kept: Kept): Promise<void>;
  /** The path of a kept file, for whoever has to look into it. */
  pathOf(sha256: string): string;
  /** Opens a kept file; rejects where it is gone. */
  read(sha256: string): Promise<{ stream: ReadStream; size: number }>;
}

/** Opens the store in a folder, which is made when it is first needed. */
export function openFileStore(folder: string): FileStore {
  const pathOf = (sha256: string) => {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error('not a digest');
    return path.join(folder, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
  };
  const incoming = path.join(folder, 'incoming');
  return {
    scratch: incoming,
    pathOf,
    async keep(stream, limit) {
      await mkdir(incoming, { recursive: true, mode: 0o700 });
      const temporary = path.join(incoming, randomUUID());
      try {
        const kept = await write(temporary, stream, limit);
        return { ...kept, fresh: await place(temporary, pathOf(kept.sha256)) };
      } finally {
        await rm(temporary, { force: true });
      }
    },
    async takeBack({ sha256, fresh }) {
      if (!fresh) return;
      const [kept, aside] = [pathOf(sha256), path.join(incoming, randomUUID())];
      await rename(kept, aside);
      // Whoever kept it before it was moved has set its time; whoever comes after finds nothing, and keeps their own.
      if ((await stat(aside)).mtimeMs === fresh.mtimeMs) await rm(aside);
      else await rename(aside, kept);
    },
    async read(sha256) {
      const file = await open(pathOf(sha256), 'r');
      try {
        const { size } = await file.stat();
        return { stream: createReadStream('', { fd: file }), size };
      } catch (error) {
        await file.close();
        throw error;
      }
    },
  };
}

async function write(target: string, stream: AsyncIterable<Uint8Array>, limit: number): Promise<Omit<Kept, 'fresh'>> {
  const digest = createHash('sha256');
  let size = 0;
  const file = await open(target, 'wx', 0o600);
  try {
    for await (const chunk of stream) {
      size += chunk.length;
      if (size > limit) throw new TooLarge(limit);
      digest.update(chunk);
      await file.writeFile(chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { sha256: digest.digest('hex'), size };
}

/**
 * Gives a whole file its name. The folders are synced too, or a crash could forget the name and not the row. Null where
 * the file was there: then it counts as kept just now, so that nobody takes it back any more.
 */
async function place(temporary: string, target: string): Promise<Kept['fresh']> {
  const folder = path.dirname(target);
  const { mtimeMs } = await stat(temporary);
  for (;;) {
    if (await unless('ENOENT', () => utimes(target, new Date(), new Date()))) return null;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    // A link, unlike a rename, replaces nothing that somebody else has placed meanwhile.
    if (await unless('EEXIST', () => link(temporary, target))) break;
  }
  for (const each of [folder, path.dirname(folder), path.dirname(path.dirname(folder))]) await syncFolder(each);
  return { mtimeMs };
}

/** Whether it could be done; false where it fails with that code. */
async function unless(code: string, work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === code) return false;
    throw error;
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
