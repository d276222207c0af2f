import { describe, expect, it } from 'vitest';
import { requestId } from './request-id.ts';
import { isSameOrigin, ownOrigins } from './same-origin.ts';

describe('a request of our own pages', () => {
  const ours = ownOrigins('https://desk.example', 'evil.example');
  it.each([
    [{ origin: 'https://desk.example' }, true],
    [{ 'sec-fetch-site': 'same-origin' }, true],
    [{ origin: 'https://desk.example', 'sec-fetch-site': 'same-origin' }, true],
    [{ origin: 'https://desk.example', 'sec-fetch-site': 'cross-site' }, false],
    [{ origin: 'http://desk.example' }, false],
    [{ origin: 'https://desk.example.evil.example' }, false],
    [{ origin: 'http://evil.example' }, false],
    [{ origin: 'null' }, false],
    [{ 'sec-fetch-site': 'same-site' }, false],
    [{ 'sec-fetch-site': 'none' }, false],
    [{}, false],
  ])('%j: %s', (headers, expected) => expect(isSameOrigin(headers, ours)).toBe(expected));

  it('may use any name of a plain http server, but no other scheme or port', () => {
    const plain = ownOrigins('http://localhost:8080', '192.168.1.5:8080');
    expect(plain).toEqual(new Set(['http://localhost:8080', 'http://192.168.1.5:8080']));
    expect(ownOrigins('http://localhost:8080', 'a b"<')).toEqual(new Set(['http://localhost:8080']));
  });
});

describe('a request id', () => {
  it('is taken over where it is harmless', () => {
    expect(requestId('abc-12345')).toBe('abc-12345');
    for (const odd of [undefined, 'short', 'x'.repeat(65), 'a b c d e f g', 'line\nbreak1', ['a'.repeat(9)]]) {
      expect(requestId(odd)).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
    }
  });
});
