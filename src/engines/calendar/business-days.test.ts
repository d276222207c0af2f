import { describe, expect, test } from 'vitest';
import { addBusinessDays, endOfWorkingDay } from './business-days.ts';
import { compileCalendar } from './compile.ts';
import type { CalendarSpec } from './spec.ts';

const at = (text: string) => Date.parse(text);
const office = [
  { from: '08:00', to: '12:00' },
  { from: '13:00', to: '17:00' },
];
const spec: CalendarSpec = {
  zone: 'Europe/Bratislava',
  week: Array.from({ length: 7 }, (_, day) => (day < 5 ? office : [])),
  holidays: ['2025-01-06'],
  exceptions: [{ date: '2025-01-07', intervals: [{ from: '10:00', to: '11:00' }] }],
};
const calendar = compileCalendar([{ from: 0, spec }]);
const never = compileCalendar([{ from: 0, spec: { ...spec, week: [[], [], [], [], [], [], []], exceptions: [] } }]);

describe('business days', () => {
  test('the day itself does not count, weekends and holidays do not', () => {
    expect(addBusinessDays(calendar, at('2025-01-02T10:30+01:00'), 1)).toBe(at('2025-01-03T10:30+01:00'));
    expect(addBusinessDays(calendar, at('2025-01-02T10:30+01:00'), 2)).toBe(at('2025-01-07T10:30+01:00'));
    expect(addBusinessDays(calendar, at('2025-01-04T10:30+01:00'), 2)).toBe(at('2025-01-08T10:30+01:00'));
  });

  test('the time of day is kept within the opening hours of the day', () => {
    const day = (time: string) => addBusinessDays(calendar, at(`2025-01-08T${time}+01:00`), 1);
    expect(day('06:00')).toBe(at('2025-01-09T08:00+01:00'));
    expect(day('12:00')).toBe(at('2025-01-09T12:00+01:00'));
    expect(day('12:30')).toBe(at('2025-01-09T13:00+01:00'));
    expect(day('23:00')).toBe(at('2025-01-09T17:00+01:00'));
    expect(addBusinessDays(calendar, at('2025-01-03T15:00+01:00'), 1)).toBe(at('2025-01-07T11:00+01:00'));
  });

  test('the local time is kept across a change of clocks', () => {
    expect(addBusinessDays(calendar, at('2025-03-28T09:00+01:00'), 1)).toBe(at('2025-03-31T09:00+02:00'));
  });

  test('there is none when a calendar never opens', () => {
    expect(addBusinessDays(never, at('2025-01-08T09:00Z'), 1)).toBeNull();
    expect(endOfWorkingDay(never, at('2025-01-08T09:00Z'))).toBeNull();
  });

  test('half a day and less than a day are refused', () => {
    expect(() => addBusinessDays(calendar, 0, 0.5)).toThrow(RangeError);
    expect(() => addBusinessDays(calendar, 0, 0)).toThrow(RangeError);
    expect(() => endOfWorkingDay(calendar, 0, -1)).toThrow(RangeError);
  });
});

describe('end of the working day', () => {
  test('is the last closing of the day', () => {
    expect(endOfWorkingDay(calendar, at('2025-01-08T09:00+01:00'))).toBe(at('2025-01-08T17:00+01:00'));
    expect(endOfWorkingDay(calendar, at('2025-01-08T05:00+01:00'))).toBe(at('2025-01-08T17:00+01:00'));
  });

  test('is that of the next working day once the day is over', () => {
    expect(endOfWorkingDay(calendar, at('2025-01-03T17:00+01:00'))).toBe(at('2025-01-07T11:00+01:00'));
    expect(endOfWorkingDay(calendar, at('2025-01-04T09:00+01:00'))).toBe(at('2025-01-07T11:00+01:00'));
  });

  test('is that of a later working day when so many days are added', () => {
    expect(endOfWorkingDay(calendar, at('2025-01-03T09:00+01:00'), 1)).toBe(at('2025-01-07T11:00+01:00'));
    expect(endOfWorkingDay(calendar, at('2025-01-03T09:00+01:00'), 2)).toBe(at('2025-01-08T17:00+01:00'));
  });
});
