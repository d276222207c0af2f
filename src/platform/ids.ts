import { randomBytes } from 'node:crypto';

let pool = Buffer.alloc(0);
let used = 0;

function random(count: number): Buffer {
  // One call into the kernel for many ids: a create makes a dozen.
  if (used + count > pool.length) {
    pool = randomBytes(4096);
    used = 0;
  }
  used += count;
  return pool.subarray(used - count, used);
}

/** A UUIDv7 (RFC 9562): 48 bits of `at` (epoch milliseconds), 74 random bits. Sorts by the time it was made. */
export function newId(at: number = Date.now()): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(at, 0, 6);
  random(10).copy(bytes, 6);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Sixteen fresh random bytes, for the salt of a digest. */
export function newSalt(): Buffer {
  return Buffer.from(random(16));
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a text is a UUID, so that it can be handed to the database without an error. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && uuid.test(value);
}
