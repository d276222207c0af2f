import { describe, expect, it } from 'vitest';
import { addDays, endOfDay, isDate, localDate, readInstant, startOfDay, writeInstant } from './day.ts';

describe('days of a zone', () => {
  it.each([
    ['2026-03-29', 'Europe/Bratislava', '2026-03-28T23:00:00Z', 23],
    ['2026-10-25', 'Europe/Bratislava', '2026-10-24T22:00:00Z', 25],
    ['2026-07-01', 'Asia/Kolkata', '2026-06-30T18:30:00Z', 24],
    ['2026-10-04', 'Australia/Lord_Howe', '2026-10-03T13:30:00Z', 23.5],
    // Clocks jump over midnight, so the day starts at one.
    ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00Z', 23],
    // Midnight comes twice, the day starts with the first.
    ['2025-11-02', 'America/Havana', '2025-11-02T04:00:00Z', 25],
    // The day Samoa left out.
    ['2011-12-30', 'Pacific/Apia', '2011-12-30T10:00:00Z', 0],
    ['2026-01-31', 'UTC', '2026-01-31T00:00:00Z', 24],
    ['2026-01-31', 'No/Zone', '2026-01-31T00:00:00Z', 24],
    ['9999-12-31', 'America/New_York', '9999-12-31T05:00:00Z', 19],
  ])('%s in %s starts at %s and has %s hours', (date, zone, start, hours) => {
    expect(writeInstant(startOfDay(date, zone))).toBe(start);
    expect((endOfDay(date, zone) - startOfDay(date, zone)) / 3_600_000).toBe(hours);
  });

  it('are those in which their instants lie', () => {
    for (const zone of ['Europe/Bratislava', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'UTC']) {
      for (let date = '2026-01-01'; date < '2027-01-01'; date = addDays(date, 1)) {
        const start = startOfDay(date, zone);
        const around = [start - 1, start, endOfDay(date, zone) - 1].map((instant) => localDate(instant, zone));
        expect([zone, ...around]).toEqual([zone, addDays(date, -1), date, date]);
      }
    }
  });

  it('stay between the years 1000 and 9999', () => {
    expect(addDays('9999-12-31', 1)).toBe('9999-12-31');
    expect(addDays('1000-01-01', -1)).toBe('1000-01-01');
    expect(writeInstant(startOfDay('1000-01-01', 'Asia/Tokyo'))).toBe('1000-01-01T00:00:00Z');
    expect(writeInstant(endOfDay('9999-12-31', 'UTC'))).toBe('10000-01-01T00:00:00Z');
  });
});

describe('dates and instants as text', () => {
  it.each([
    ['2024-02-29', true],
    ['2026-02-29', false],
    ['2026-13-01', false],
    ['2026-00-10', false],
    ['0999-01-01', false],
    ['2026-1-1', false],
    ['2026-01-01 ', false],
  ])('%s is a date: %s', (text, expected) => {
    expect(isDate(text)).toBe(expected);
  });

  it.each([
    ['2026-01-31T10:00Z', '2026-01-31T10:00:00Z'],
    ['2026-01-31T10:00:00.120+02:00', '2026-01-31T08:00:00.120Z'],
    ['2026-01-31T23:59:59-14:00', '2026-02-01T13:59:59Z'],
  ])('%s is the instant %s', (text, expected) => {
    expect(writeInstant(readInstant(text) ?? 0)).toBe(expected);
  });

  it.each([
    '2026-01-31T10:00',
    '2026-02-30T10:00Z',
    '2026-01-31T24:00Z',
    '2026-01-31T10:60Z',
    '2026-01-31T10:00+15:00',
    '9999-12-31T23:59-01:00',
    '1000-01-01T00:00+01:00',
  ])('%s is no instant', (text) => {
    expect(readInstant(text)).toBeNull();
  });
});
