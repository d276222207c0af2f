import { hash, parseOptions, verify } from '@node-rs/argon2';
import { Refusal } from '#/base/refusal.ts';

/**
 * Argon2id by the OWASP Password Storage Cheat Sheet's first set: 19 MiB, 2 passes, 1 lane. The PHC text that is stored
 * carries them, so that they can be raised: see {@link isOutdated}.
 */
export const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1, algorithm: 2 } as const;

/** How many hashes a process computes at a time, and how many may wait: a flood must not take memory and threads. */
const atOnce = 4;
const waiting = 64;
let running = 0;
const queue: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= atOnce) {
    if (queue.length >= waiting) throw new Refusal('unavailable', 'refusal.too-busy');
    await new Promise<void>((settle) => queue.push(settle));
  } else running++;
  try {
    return await work();
  } finally {
    const next = queue.shift();
    if (next) next();
    else running--;
  }
}

/** The same password typed on two keyboards is the same text (NIST SP 800-63B 3.1.1.2). */
function normal(password: string): string {
  return password.normalize('NFKC');
}

/** Hashes a password with a salt of its own; the answer is a PHC text. Takes some 30 ms and 19 MiB. */
export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(normal(password), parameters));
}

/** Whether the password belongs to the hash. */
export function verifyPassword(stored: string, password: string): Promise<boolean> {
  return inTurn(() => verify(stored, normal(password)));
}

let nobodys: Promise<string> | undefined;

/** Spends what a verification costs, for an account that is not there; always false. */
export async function verifyNothing(password: string): Promise<false> {
  nobodys ??= hashPassword('the password of nobody at all');
  await verifyPassword(await nobodys, password);
  return false;
}

/** Whether a stored hash was made with other parameters than today's, so that it should be made again at sign-in. */
export function isOutdated(stored: string): boolean {
  const { algorithm, memoryCost, timeCost, parallelism } = parseOptions(stored);
  return (
    algorithm !== parameters.algorithm ||
    memoryCost !== parameters.memoryCost ||
    timeCost !== parameters.timeCost ||
    parallelism !== parameters.parallelism
  );
}
