import { createGunzip, createInflateRaw } from 'node:zlib';
import { openBreath } from '#/platform/process/breathe.ts';
import { type Bytes, SourceProblem } from './items.ts';

/** 16 KiB can't unpack to more than 17 MB (deflate's best ratio is 1,032), which bounds what waits in memory. */
const pieceBytes = 16 * 1024;

/** Cuts chunks into pieces of at most `size` bytes, without copying. */
function* pieces(chunk: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < chunk.length; at += size) yield chunk.subarray(at, at + size);
}

/**
 * Unpacks gzip or raw deflate piece by piece. Everything before a cut is given out first, and before damage
 * everything up to the piece that holds it; then the error of zlib is thrown; more than `limit` bytes throw `too-large` (ASVS 5.2.3).
 * A piece may unpack to a thousand times its size, and to hours of work for who reads it: everybody else in the process has
 * their turn in between.
 */
export async function* decompress(
  source: Bytes,
  format: 'gzip' | 'deflate-raw',
  limit: number,
): AsyncGenerator<Buffer> {
  const engine = format === 'gzip' ? createGunzip() : createInflateRaw();
  let ready: Buffer[] = [];
  let failure: Error | undefined;
  let ended = false;
  let total = 0;
  let wake: (() => void) | undefined;
  engine.on('data', (data: Buffer) => ready.push(data));
  engine.on('error', (error) => {
    failure = error;
    wake?.();
  });
  // What stands behind the end (padding, usually) is no part of the data, and zlib never calls back for it.
  engine.on('end', () => {
    ended = true;
    wake?.();
  });
  const step = (act: (done: () => void) => void) =>
    new Promise<void>((resolve) => {
      wake = resolve;
      act(resolve);
    });
  const breathe = openBreath();
  async function* give(): AsyncGenerator<Buffer> {
    const out = ready;
    ready = [];
    for (const data of out) {
      total += data.length;
      if (total > limit) throw new SourceProblem('too-large', { limit });
      yield data;
      await breathe();
    }
  }
  try {
    for await (const chunk of source) {
      for (const piece of pieces(chunk, pieceBytes)) {
        await step((done) => engine.write(piece, () => done()));
        yield* give();
        if (failure) throw failure;
        if (ended) return;
      }
    }
    await step(() => engine.end());
    yield* give();
    if (failure) throw failure;
  } finally {
    engine.destroy();
  }
}
