import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyRequest } from 'fastify';
import type { Multipart, MultipartFile } from '@fastify/multipart';
import { Refusal, message } from '#/base/refusal.ts';
import { freeSpace } from '#/platform/files/free-space.ts';
import type { Door } from './door.ts';

/** A file that came in: whole, on disk for the time of the request. */
export interface Upload {
  file: NodeJS.ReadableStream;
  /** As the sender called it: to be cleaned before it is kept. */
  name: string;
  /** As the sender declared it: to be believed by nobody. */
  mediaType: string;
  size: number;
  /** Hexadecimal. */
  sha256: string;
}

/** The next file of a request; null where there is none. What is no multipart is the sender's mistake. */
async function nextFile(parts: AsyncIterator<Multipart>): Promise<MultipartFile | null> {
  try {
    for (;;) {
      const { done, value } = await parts.next();
      if (done) return null;
      if (value.type === 'file') return value;
    }
  } catch (error) {
    throw malformed(error);
  }
}

/** The parser throws plain errors at a body that breaks off or has no boundary; everything else has a code. */
function malformed(error: unknown): unknown {
  const { code, message: text = '' } = error as { code?: string; message?: string };
  return code === undefined && /multipart|form|part/i.test(text)
    ? new Refusal('bad-request', 'refusal.bad-multipart')
    : error;
}

/** Refuses what would leave too little of the disk: a file is there twice until its request is over. */
async function mustHaveRoom({ settings, log }: Door, request: FastifyRequest): Promise<void> {
  const size = Number(request.headers['content-length'] ?? 0);
  const free = await freeSpace(settings.uploadFolder);
  if (free - 2 * size >= settings.diskReserve) return;
  log.warn({ request: request.id, free, size, reserve: settings.diskReserve }, 'no room for a file');
  throw new Refusal('unavailable', 'refusal.disk-reserve', {}, { retryAfter: 60 });
}

/**
 * Takes the one file of a multipart request, of at most `limit` bytes, to disk, hands it to `work`, and removes it. The
 * transaction of `work` is thus not open while a slow line delivers.
 */
export async function withUpload<T>(
  door: Door,
  request: FastifyRequest,
  limit: number,
  work: (upload: Upload) => Promise<T>,
): Promise<T> {
  const { uploadFolder } = door.settings;
  await mustHaveRoom(door, request);
  const limits = { fileSize: limit, files: 2, fields: 10, fieldSize: 10_000 };
  const parts = request.parts({ limits })[Symbol.asyncIterator]();
  const part = await nextFile(parts);
  if (!part) throw new Refusal('bad-request', 'refusal.no-file');
  await mkdir(uploadFolder, { recursive: true, mode: 0o700 });
  const kept = path.join(uploadFolder, randomUUID());
  try {
    const digest = createHash('sha256');
    let size = 0;
    const count = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        size += chunk.length;
        digest.update(chunk);
        done(null, chunk);
      },
    });
    await pipeline(part.file, count, createWriteStream(kept, { mode: 0o600 }), {
      signal: request.stop.signal,
    }).catch((error: unknown) => {
      throw malformed(error);
    });
    if (part.file.truncated)
      throw new Refusal('too-large', message('refusal.file-too-large', { megabytes: Math.floor(limit / 1024 ** 2) }));
    const second = await nextFile(parts);
    if (second) {
      second.file.resume();
      throw new Refusal('bad-request', 'refusal.one-file');
    }
    request.hurry();
    const file = createReadStream(kept);
    try {
      return await work({ file, name: part.filename, mediaType: part.mimetype, size, sha256: digest.digest('hex') });
    } finally {
      file.destroy();
    }
  } finally {
    await rm(kept, { force: true });
  }
}
