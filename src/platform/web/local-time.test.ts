import { expect, it } from 'vitest';
import { fromLocal, toLocal } from './local-time.ts';

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
