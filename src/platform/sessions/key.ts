import { randomBytes } from 'node:crypto';
import { newToken } from './token.ts';

/** An API key as it is shown once, and the part of it that stays readable. */
export interface NewKey {
  token: string;
  /** `msk_` and eight characters: enough to find the key in a list, of no use without the rest. */
  prefix: string;
}

/** A fresh API key: `msk_`, eight characters to know it by, 256 secret bits. */
export function newKey(): NewKey {
  const prefix = `msk_${randomBytes(4).toString('hex')}`;
  return { token: `${prefix}_${newToken()}`, prefix };
}

/** Whether a text has the form of an API key. */
export function isKey(text: string | undefined): text is string {
  return text !== undefined && /^msk_[0-9a-f]{8}_[A-Za-z0-9_-]{43}$/.test(text);
}
