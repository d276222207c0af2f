import { promisify } from 'node:util';
import {
  brotliCompress,
  brotliCompressSync,
  constants,
  gzip,
  gzipSync,
  zstdCompress,
  zstdCompressSync,
} from 'node:zlib';
import type { BrotliOptions, ZlibOptions, ZstdOptions } from 'node:zlib';
import type { Encoding } from '#/platform/http/encoding.ts';
import { encodingIn } from '#/platform/http/encoding.ts';
import type { TextAnswer } from './idempotency.ts';

/**
 * Shorter answers are sent as they are: packing them takes longer than sending what it saves. They fit into what a new
 * connection may send at once (ten segments, RFC 6928).
 */
const least = 8192;

/** Handing a page of records to another thread, and waking up for it, costs more than packing it: a tenth of a millisecond. */
const atOnce = 65_536;

/** The encoding for an answer, or undefined where it is sent as it is. */
export function packingOf(answer: TextAnswer, accepted: string | string[] | undefined): Encoding | undefined {
  if (answer.text === null || answer.text.length < least) return undefined;
  // An entity tag stands for the very bytes (RFC 9110, 8.8.3), and ours are versions that changes are made on.
  if (answer.headers?.['etag'] !== undefined) return undefined;
  return encodingIn(accepted, ['zstd', 'br', 'gzip']);
}

/** Packs an answer, a long one off the thread that serves; fast rather than small, since each is packed for one reader. */
export function pack(text: string, encoding: Encoding): Buffer | Promise<Buffer> {
  const { now, later } = packers[encoding];
  return text.length <= atOnce ? now(text) : later(text);
}

const zstd: ZstdOptions = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
const brotli: BrotliOptions = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };
const deflate: ZlibOptions = { level: 1 };
const [zstdLater, brotliLater, gzipLater] = [promisify(zstdCompress), promisify(brotliCompress), promisify(gzip)];

const packers: Record<Encoding, { now(text: string): Buffer; later(text: string): Promise<Buffer> }> = {
  zstd: { now: (text) => zstdCompressSync(text, zstd), later: (text) => zstdLater(text, zstd) },
  br: { now: (text) => brotliCompressSync(text, brotli), later: (text) => brotliLater(text, brotli) },
  gzip: { now: (text) => gzipSync(text, deflate), later: (text) => gzipLater(text, deflate) },
};
