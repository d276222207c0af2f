import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { decompress } from './decompress.ts';

it('gives everybody else their turn while somebody works through what a small piece unpacks to', async () => {
  const packed = gzipSync(Buffer.alloc(8 * 1024 ** 2, '1,a\n'));
  expect(packed.length).toBeLessThan(16 * 1024);
  let [since, longest] = [0, 0];
  let next: NodeJS.Immediate;
  const turn = (): void => {
    since = 0;
    next = setImmediate(turn);
  };
  next = setImmediate(turn);
  async function* source(): AsyncGenerator<Buffer> {
    yield packed;
  }
  let bytes = 0;
  for await (const chunk of decompress(source(), 'gzip', 1024 ** 3)) {
    bytes += chunk.length;
    // Rows are read out of it: a millisecond of work.
    const until = performance.now() + 1;
    while (performance.now() < until);
    longest = Math.max(longest, (since += 1));
  }
  clearImmediate(next);
  expect(bytes).toBe(8 * 1024 ** 2);
  expect(longest).toBeLessThan(100);
});
