import { describe, expect, it } from 'vitest';
import { RateLimit } from './rate-limit.ts';

describe('a rate limit', () => {
  it('allows a burst, then as much as flows back', () => {
    const limit = new RateLimit(60);
    const allowed = (now: number, times: number) =>
      Array.from({ length: times }, () => limit.take('a', now).allowed).filter(Boolean).length;
    expect(allowed(0, 100)).toBe(60);
    expect(allowed(999, 5)).toBe(0);
    expect(allowed(3000, 5)).toBe(3);
    expect(allowed(1_000_000, 100)).toBe(60);
  });

  it('says what is left, and when a refused one may come again', () => {
    const limit = new RateLimit(2);
    expect(limit.take('a', 0)).toEqual({ allowed: true, limit: 2, remaining: 1, reset: 30 });
    limit.take('a', 0);
    const refused = limit.take('a', 0);
    expect(refused).toMatchObject({ allowed: false, remaining: 0, reset: 30 });
    expect(limit.take('a', 29_999).allowed).toBe(false);
    expect(limit.take('a', 30_001).allowed).toBe(true);
  });

  it('holds up nobody else, and a clock that jumps back gives nothing', () => {
    const limit = new RateLimit(1);
    expect([limit.take('a', 1000).allowed, limit.take('b', 1000).allowed, limit.take('a', 0).allowed]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('remembers a bounded number of callers, the latest', () => {
    const limit = new RateLimit(1, 100);
    for (let caller = 0; caller < 1000; caller++) limit.take(`c${caller}`, 0);
    expect(limit.take('c999', 0).allowed).toBe(false);
    expect(limit.take('c0', 0).allowed).toBe(true);
  });
});
