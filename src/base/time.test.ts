import { expect, test } from 'vitest';
import { dateOfDay, dayNumber, instantOf, isZone, localOf, minuteOfDay, offsetAt, weekdayOfDay } from './time.ts';

const at = (text: string) => Date.parse(text);

test('dates are read and written, and impossible ones refused', () => {
  expect(dateOfDay(dayNumber('2028-02-29') ?? NaN)).toBe('2028-02-29');
  expect(dayNumber('2027-02-29')).toBeNull();
  expect(dayNumber('2027-2-1')).toBeNull();
  expect(weekdayOfDay(dayNumber('2025-01-13') ?? NaN)).toBe(0);
  expect(weekdayOfDay(dayNumber('1969-12-28') ?? NaN)).toBe(6);
});

test('times of day go from 00:00 to 24:00', () => {
  expect(['00:00', '23:59', '24:00', '24:01', '12:60', '7:00'].map(minuteOfDay)).toEqual([
    0,
    1439,
    1440,
    null,
    null,
    null,
  ]);
});

test('offsets are those of the zone at the instant', () => {
  expect(offsetAt('Europe/Bratislava', at('2025-03-30T00:59:59.999Z'))).toBe(3_600_000);
  expect(offsetAt('Europe/Bratislava', at('2025-03-30T01:00Z'))).toBe(7_200_000);
  expect(offsetAt('Asia/Kolkata', 0)).toBe(19_800_000);
  expect(() => offsetAt('Nowhere', 0)).toThrow(RangeError);
  expect(isZone('UTC')).toBe(true);
});

test('a zone is one that IANA has, not an abbreviation that means two things', () => {
  for (const name of ['BST', 'IST', 'CST', 'PST', 'JST', 'ACT', 'bst', 'SystemV/AST4', 'Etc/Unknown', '+02:00'])
    expect(isZone(name), name).toBe(false);
  const named = [
    'CET',
    'EST',
    'UTC',
    'EST5EDT',
    'GB',
    'NZ',
    'Eire',
    'Asia/Calcutta',
    'Europe/Kiev',
    'europe/bratislava',
  ];
  for (const name of [...named, ...Intl.supportedValuesOf('timeZone')]) expect(isZone(name), name).toBe(true);
});

test('local times become instants, skipped and repeated ones too', () => {
  const local = (text: string) => at(`${text}Z`);
  const zone = 'Europe/Bratislava';
  expect(instantOf(zone, local('2025-03-30T02:30'), 'first')).toBe(at('2025-03-30T03:30+02:00'));
  expect(instantOf(zone, local('2025-10-26T02:30'), 'first')).toBe(at('2025-10-26T02:30+02:00'));
  expect(instantOf(zone, local('2025-10-26T02:30'), 'second')).toBe(at('2025-10-26T02:30+01:00'));
  expect(localOf(zone, at('2025-07-01T10:00Z'))).toBe(local('2025-07-01T12:00'));
});
