import { describe, expect, it } from 'vitest';
import { clearedCookie, deviceCookie, sessionCookie, sessionCookieName } from './cookie.ts';

const flags = (header: string) => header.split('; ').slice(1).toSorted();

describe('the session cookie', () => {
  it('under https is for this host alone, out of reach of scripts and plain connections', () => {
    const header = sessionCookie('https://desk.example.org', 'secret');
    expect(header.startsWith('__Host-mainstay=secret;')).toBe(true);
    expect(flags(header)).toEqual(['HttpOnly', 'Path=/', 'SameSite=Lax', 'Secure']);
    // The prefix forbids it (RFC 6265bis 4.1.3.2).
    expect(header).not.toContain('Domain');
  });

  it('on plain http has another name and is not Secure, so that browsers take it', () => {
    const header = sessionCookie('http://127.0.0.1:8080', 'secret');
    expect(header.startsWith('mainstay=secret;')).toBe(true);
    expect(flags(header)).toEqual(['HttpOnly', 'Path=/', 'SameSite=Lax']);
  });

  it.each(['https://desk.example.org', 'http://localhost'])('is cleared under the same name and path: %s', (url) => {
    const header = clearedCookie(url);
    expect(header.startsWith(`${sessionCookieName(url)}=;`)).toBe(true);
    expect(flags(header)).toContain('Path=/');
    expect(flags(header)).toContain('Max-Age=0');
  });
});

describe('the cookie of a known device', () => {
  it('lasts, and is as much out of reach as that of the session', () => {
    const header = deviceCookie('https://desk.example.org', 'signed');
    expect(header.startsWith('__Host-mainstay-device=signed;')).toBe(true);
    expect(flags(header)).toEqual(['HttpOnly', 'Max-Age=34560000', 'Path=/', 'SameSite=Lax', 'Secure']);
    expect(deviceCookie('http://127.0.0.1:8080', 'signed').startsWith('mainstay-device=signed;')).toBe(true);
  });
});
