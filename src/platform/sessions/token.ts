import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A fresh secret of 256 bits, as 43 characters that fit a cookie and a URL. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored of a token: SHA-256. A token has 256 bits of its own, so it needs neither salt nor stretching. */
export function hashToken(token: string): Buffer {
  return hash('sha256', token, 'buffer');
}

/** Whether a text has the form of a token; anything else is not worth asking the database for. */
export function isToken(text: string | undefined): text is string {
  return text !== undefined && /^[A-Za-z0-9_-]{43}$/.test(text);
}

/** Whether two secrets are the same, in a time that tells nothing about where they differ. */
export function sameSecret(a: string, b: string): boolean {
  return timingSafeEqual(hashToken(a), hashToken(b));
}
