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

it.each([
  // JavaScript rolls them over into March, takes the zone of the machine, or finds a date in a word with a number.
  '2026-02-30T10:00:00Z',
  '2027-02-29T23:59:00+01:00',
  '2026-04-31T10:00Z',
  '2026-11-30T10:00:00',
  '2026-11-30',
  '11/30/2026',
  'Room 4',
  '5',
])('reads no instant in %j', (text) => expect(readInstant(text)).toBeNull());

it.each([
  ['2028-02-29T10:00Z', Date.UTC(2028, 1, 29, 10)],
  ['2026-11-30T10:00:00.123456+01:00', Date.UTC(2026, 10, 30, 9, 0, 0, 123)],
  ['2026-11-30t10:00:00z', Date.UTC(2026, 10, 30, 10)],
  ['0050-01-01T00:00:00Z', Date.parse('0050-01-01T00:00:00Z')],
])('reads %j as it says', (text, at) => expect(readInstant(text)).toBe(at));
