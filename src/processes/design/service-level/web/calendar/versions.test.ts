import { describe, expect, it } from 'vitest';
import { startOfLocalDay } from '#/platform/web/local-time.ts';
import { asTime, localDate, openMinutes } from './versions.ts';

describe('a time as it is typed', () => {
  it.each([
    ['8', '08:00'],
    ['8.30', '08:30'],
    ['0830', '08:30'],
    ['24', '24:00'],
    ['24:30', '24:30'],
    ['noon', 'noon'],
  ])('%s → %s', (typed, time) => expect(asTime(typed)).toBe(time));
});

describe('the hours of a day', () => {
  it('are those between the breaks', () => {
    expect(
      openMinutes([
        { from: '08:00', to: '12:00' },
        { from: '12:30', to: '24:00' },
      ]),
    ).toBe(930);
  });
});

describe('a version', () => {
  it.each([
    ['2026-07-01', 'Europe/Bratislava', '2026-06-30T22:00:00.000Z'],
    ['2026-03-29', 'Europe/Bratislava', '2026-03-28T23:00:00.000Z'],
    ['2026-03-30', 'Europe/Bratislava', '2026-03-29T22:00:00.000Z'],
    ['2026-10-25', 'Europe/Bratislava', '2026-10-24T22:00:00.000Z'],
    ['2026-01-01', 'America/New_York', '2026-01-01T05:00:00.000Z'],
  ])('of %s in %s begins at %s', (date, zone, instant) => {
    expect(startOfLocalDay(date, zone)).toBe(instant);
    expect(localDate(instant, zone)).toBe(date);
  });
});
