import { createHmac, randomBytes } from 'node:crypto';
import { sameSecret } from './token.ts';

/**
 * A browser in which somebody has signed in before. Its cookie proves that whoever uses it knew the password once, so
 * that its failures count apart from those of strangers (OWASP, "Slow Down Online Guessing Attacks with Device
 * Cookies"). It opens nothing by itself.
 */
export interface KnownDevice {
  account: string;
  /** Tells one browser from another; made anew with each sign-in. */
  nonce: string;
  /** When somebody signed in, epoch milliseconds. */
  at: number;
}

/** The longest that browsers keep a cookie (RFC 6265bis 5.5): 400 days. */
export const deviceLife = 400 * 86_400_000;

/** Accounts that one browser is remembered for: the latest ones. */
const most = 5;

/** What the cookie holds once `account` has signed in: this device for it, and what `before` held for others. */
export function rememberDevice(key: Buffer, account: string, before: string | undefined, now: number): string {
  const others = readDevices(key, before, now).filter((device) => device.account !== account);
  const here: KnownDevice = { account, nonce: randomBytes(16).toString('base64url'), at: now };
  return [here, ...others.slice(0, most - 1)].map((device) => `${partsOf(device)}.${sign(key, device)}`).join('~');
}

/** What a cookie says, as far as it was signed with the key and is not too old; anything else is left out. */
export function readDevices(key: Buffer, value: string | undefined, now: number): KnownDevice[] {
  return (value ?? '')
    .split('~')
    .slice(0, most)
    .flatMap((entry) => {
      const found = /^([0-9a-f-]{36})\.(\d{1,15})\.([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{43})$/.exec(entry);
      if (!found) return [];
      const [, account = '', at = '', nonce = '', signature = ''] = found;
      const device = { account, nonce, at: Number(at) };
      return sameSecret(signature, sign(key, device)) && now - device.at < deviceLife ? [device] : [];
    });
}

const partsOf = ({ account, at, nonce }: KnownDevice): string => `${account}.${at}.${nonce}`;

function sign(key: Buffer, device: KnownDevice): string {
  return createHmac('sha256', key).update(partsOf(device)).digest('base64url');
}
