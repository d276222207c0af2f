import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyRequest } from 'fastify';
import '@fastify/multipart';
import { Refusal, message } from '#/base/refusal.ts';
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

/**
 * Takes the one file of a multipart request to disk, hands it to `work`, and removes it. The transaction of `work`
 * is thus not open while a slow line delivers.
 */
export async function withUpload<T>(
  door: Door,
  request: FastifyRequest,
  work: (upload: Upload) => Promise<T>,
): Promise<T> {
  const { attachmentLimit, uploadFolder } = door.settings;
  const part = await request.file({ limits: { fileSize: attachmentLimit, files: 1, fields: 10, fieldSize: 10_000 } });
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
    await pipeline(part.file, count, createWriteStream(kept, { mode: 0o600 }), { signal: request.stop.signal });
    if (part.file.truncated)
      throw new Refusal('too-large', message('refusal.file-too-large', { megabytes: attachmentLimit / 1024 ** 2 }));
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
