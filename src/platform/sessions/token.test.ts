import { describe, expect, it } from 'vitest';
import { isKey, newKey } from './key.ts';
import { hashToken, isToken, newToken, sameSecret } from './token.ts';

describe('a token', () => {
  it('holds 256 bits and is never the same', () => {
    const tokens = Array.from({ length: 1000 }, newToken);
    expect(new Set(tokens).size).toBe(1000);
    for (const token of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(tokens.every(isToken)).toBe(true);
  });

  it.each(['', 'short', 'A'.repeat(42), 'A'.repeat(44), `${'A'.repeat(42)}=`, `${'A'.repeat(42)}\n`, undefined])(
    'is not %j',
    (text) => expect(isToken(text)).toBe(false),
  );

  it('is stored as its SHA-256', () => {
    // The example of FIPS 180-2, appendix B.1.
    expect(hashToken('abc').toString('hex')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it('is compared whole', () => {
    expect(sameSecret('abc', 'abc')).toBe(true);
    expect(sameSecret('abc', 'abd')).toBe(false);
    expect(sameSecret('abc', 'abcd')).toBe(false);
  });
});

describe('a key', () => {
  it('can be told by its prefix, which is not the secret', () => {
    const { token, prefix } = newKey();
    expect(prefix).toMatch(/^msk_[0-9a-f]{8}$/);
    expect(isKey(token)).toBe(true);
    expect(isKey(prefix)).toBe(false);
    expect(isToken(token.slice(prefix.length + 1))).toBe(true);
  });
});
