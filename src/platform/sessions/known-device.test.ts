import { describe, expect, it } from 'vitest';
import { deviceLife, readDevices, rememberDevice } from './known-device.ts';

const key = Buffer.alloc(32, 1);
const noon = Date.parse('2026-03-02T12:00:00Z');
const account = (digit: number) => `0000000${digit}-0000-7000-8000-000000000000`;
const accounts = (value: string | undefined, now = noon, by = key) =>
  readDevices(by, value, now).map((device) => device.account);

describe('a known device', () => {
  it('is known for the account that signed in on it, with a name of its own each time', () => {
    const first = rememberDevice(key, account(1), undefined, noon);
    const again = rememberDevice(key, account(1), first, noon);
    expect(readDevices(key, first, noon)).toEqual([
      { account: account(1), at: noon, nonce: expect.stringMatching(/^[\w-]{22}$/) as string },
    ]);
    expect(accounts(again)).toEqual([account(1)]);
    expect(readDevices(key, again, noon)[0]?.nonce).not.toBe(readDevices(key, first, noon)[0]?.nonce);
  });

  it('keeps the others who use the browser, the latest five', () => {
    let value: string | undefined;
    for (let digit = 1; digit <= 7; digit++) value = rememberDevice(key, account(digit), value, noon);
    expect(accounts(value)).toEqual([7, 6, 5, 4, 3].map(account));
    expect(value).toMatch(/^[\w.~-]+$/);
    expect(value?.length).toBeLessThan(1000);
  });

  it('is forgotten in the end', () => {
    const value = rememberDevice(key, account(1), undefined, noon);
    expect(accounts(value, noon + deviceLife - 1)).toEqual([account(1)]);
    expect(accounts(value, noon + deviceLife)).toEqual([]);
  });

  it('cannot be made up, moved to another account or to another time', () => {
    const value = rememberDevice(key, account(1), undefined, noon);
    const forged = [
      value.replace(account(1), account(2)),
      value.replace(String(noon), String(noon + 1)),
      `${value.slice(0, -1)}${value.endsWith('A') ? 'B' : 'A'}`,
      value.slice(0, value.lastIndexOf('.')),
      'x',
      '',
    ];
    for (const one of [...forged, undefined]) expect(accounts(one)).toEqual([]);
    expect(accounts(value, noon, Buffer.alloc(32, 2))).toEqual([]);
  });
});
