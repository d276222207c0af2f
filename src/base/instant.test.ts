import { expect, it } from 'vitest';
import { readInstant } from './instant.ts';

it('reads what a database can keep, in the form that it reads', () => {
  expect(readInstant('2026-01-31T10:00:00Z')).toBe(Date.UTC(2026, 0, 31, 10));
  for (const text of [
    '99999-01-01',
    '0000-01-01',
    '0001-01-01T00:00:00+14:00',
    '9999-12-31T23:59:59-14:00',
    'soon',
    '',
  ])
    expect(readInstant(text), text).toBeNull();
});
