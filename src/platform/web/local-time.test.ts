import { expect, it } from 'vitest';
import { fromLocal, startOfLocalDay, toLocal } from './local-time.ts';

it.each([
  ['2026-11-30T11:29:00.000Z', 'Europe/Bratislava', '2026-11-30T12:29'],
  ['2026-07-01T22:30:00.000Z', 'Europe/Bratislava', '2026-07-02T00:30'],
  ['2026-11-30T11:29:00.000Z', 'America/New_York', '2026-11-30T06:29'],
])('a moment in a form is read and written in the zone of the person: %s in %s', (instant, zone, local) => {
  expect(toLocal(instant, zone)).toBe(local);
  expect(fromLocal(local, zone)).toBe(instant);
});

it('nothing stays nothing', () => {
  expect(toLocal('', 'Europe/Bratislava')).toBe('');
  expect(fromLocal('', 'Europe/Bratislava')).toBeNull();
});

it('a day begins where the person is, and the next one when it is over: that may be 23 or 25 hours', () => {
  const zone = 'Europe/Bratislava';
  const day = (date: string) => [startOfLocalDay(date, zone), startOfLocalDay(date, zone, 1)];
  expect(day('2026-11-30')).toEqual(['2026-11-29T23:00:00.000Z', '2026-11-30T23:00:00.000Z']);
  expect(day('2026-03-29')).toEqual(['2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z']);
  expect(day('2026-10-25')).toEqual(['2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z']);
  for (const none of ['', 'soon', '2026-02-30']) expect(startOfLocalDay(none, zone)).toBeNull();
});
