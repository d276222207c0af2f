import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Encoding } from '#/platform/http/encoding.ts';
import { encodingIn } from '#/platform/http/encoding.ts';
import type { TextAnswer } from './idempotency.ts';

/** Shorter answers are sent as they are: packing them takes longer than sending what it saves. */
const least = 4096;

/** The encoding for an answer, or undefined where it is sent as it is. */
export function packingOf(answer: TextAnswer, accepted: string | string[] | undefined): Encoding | undefined {
  if (answer.text === null || answer.text.length < least) return undefined;
  // An entity tag stands for the very bytes (RFC 9110, 8.8.3), and ours are versions that changes are made on.
  if (answer.headers?.['etag'] !== undefined) return undefined;
  return encodingIn(accepted);
}

const [brotlied, gzipped] = [promisify(brotliCompress), promisify(gzip)];

/** Packs an answer, off the thread that serves; fast rather than small, since each is packed for one reader. */
export function pack(text: string, encoding: Encoding): Promise<Buffer> {
  if (encoding === 'gzip') return gzipped(text, { level: 1 });
  return brotlied(text, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 1, [constants.BROTLI_PARAM_SIZE_HINT]: text.length },
  });
}
