import { describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '#/base/time.ts';
import { compileCalendar } from './compile.ts';
import { type CalendarSpec, type Interval, aroundTheClock } from './spec.ts';
import { addWorkingTime, isOpen, nextOpening, openBetween, subtractWorkingTime, workingTime } from './working-time.ts';

const at = (text: string) => Date.parse(text);

function weekdays(zone: string, ...hours: Interval[]): CalendarSpec {
  const week = Array.from({ length: 7 }, (_, day) => (day < 5 ? hours : []));
  return { zone, week, holidays: [], exceptions: [] };
}

function compile(spec: CalendarSpec) {
  return compileCalendar([{ from: 0, spec }]);
}

const lunch = compile(weekdays('Europe/Bratislava', { from: '08:00', to: '12:00' }, { from: '13:00', to: '17:00' }));

describe('arithmetic', () => {
  test('four hours from Monday 17:00 with 8-18 are due on Tuesday at 11:00', () => {
    const calendar = compile(weekdays('Europe/Bratislava', { from: '08:00', to: '18:00' }));
    expect(addWorkingTime(calendar, at('2025-01-13T17:00+01:00'), 4 * HOUR)).toBe(at('2025-01-14T11:00+01:00'));
  });

  test('lunch does not count', () => {
    expect(workingTime(lunch, at('2025-01-13T11:00+01:00'), at('2025-01-13T14:00+01:00'))).toBe(2 * HOUR);
  });

  test('an amount that ends with the hours is due at closing, and begins at opening going back', () => {
    const morning = at('2025-01-13T08:00+01:00');
    const noon = at('2025-01-13T12:00+01:00');
    expect(addWorkingTime(lunch, morning, 4 * HOUR)).toBe(noon);
    expect(subtractWorkingTime(lunch, at('2025-01-13T17:00+01:00'), 4 * HOUR)).toBe(noon + HOUR);
    expect(addWorkingTime(lunch, noon + MINUTE, 0)).toBe(noon + MINUTE);
    expect(subtractWorkingTime(lunch, noon + MINUTE, 0)).toBe(noon + MINUTE);
  });

  test('counts single milliseconds', () => {
    const closing = at('2025-01-10T17:00+01:00');
    expect(addWorkingTime(lunch, closing - 1, 2)).toBe(at('2025-01-13T08:00+01:00') + 1);
    expect(workingTime(lunch, closing - 1, at('2025-01-13T08:00+01:00') + 1)).toBe(2);
  });

  test('the instant of opening is open, that of closing is not', () => {
    const opening = at('2025-01-13T08:00+01:00');
    expect([opening - 1, opening, opening + 4 * HOUR - 1, opening + 4 * HOUR].map((t) => isOpen(lunch, t))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(nextOpening(lunch, at('2025-01-10T17:00+01:00'))).toBe(opening);
    expect(nextOpening(lunch, opening + 1)).toBe(opening + 1);
  });

  test('answers do not depend on what was asked before', () => {
    const order = (asked: string[]) => {
      const calendar = compile(weekdays('America/New_York', { from: '09:00', to: '17:00' }));
      return new Map(asked.map((text) => [text, addWorkingTime(calendar, at(text), 100 * HOUR)]));
    };
    const dates = ['2025-06-02T00:00Z', '2031-01-01T00:00Z', '1999-01-01T00:00Z', '2012-05-05T00:00Z'];
    const forwards = order(dates);
    const backwards = order(dates.toReversed());
    for (const date of dates) expect(forwards.get(date)).toBe(backwards.get(date));
  });
});

describe('changes of clocks', () => {
  const zone = 'Europe/Bratislava';

  test('days of 23 and 25 hours come out right around the clock', () => {
    const calendar = compile(aroundTheClock(zone));
    expect(workingTime(calendar, at('2025-03-30T00:00+01:00'), at('2025-03-31T00:00+02:00'))).toBe(23 * HOUR);
    expect(workingTime(calendar, at('2025-10-26T00:00+02:00'), at('2025-10-27T00:00+01:00'))).toBe(25 * HOUR);
  });

  test('office hours keep their local time', () => {
    const calendar = compile(weekdays(zone, { from: '08:00', to: '16:00' }));
    const friday = at('2025-03-28T15:00+01:00');
    expect(addWorkingTime(calendar, friday, 2 * HOUR)).toBe(at('2025-03-31T09:00+02:00'));
  });

  function sunday(hours: Interval): CalendarSpec {
    return { ...weekdays(zone), week: [[], [], [], [], [], [], [hours]] };
  }

  test('hours that are skipped move forward by what was skipped', () => {
    const calendar = compile(sunday({ from: '02:15', to: '02:45' }));
    const day = openBetween(calendar, at('2025-03-30T00:00Z'), at('2025-03-31T00:00Z'));
    expect(day).toEqual([{ from: at('2025-03-30T03:15+02:00'), to: at('2025-03-30T03:45+02:00') }]);
  });

  test('hours that happen twice open the first time and close the second', () => {
    const calendar = compile(sunday({ from: '02:15', to: '02:45' }));
    const day = openBetween(calendar, at('2025-10-25T23:00Z'), at('2025-10-27T00:00Z'));
    expect(day).toEqual([{ from: at('2025-10-26T02:15+02:00'), to: at('2025-10-26T02:45+01:00') }]);
  });

  test('clocks of Lord Howe change by half an hour', () => {
    const calendar = compile(aroundTheClock('Australia/Lord_Howe'));
    const from = at('2025-10-05T00:00+10:30');
    expect(workingTime(calendar, from, at('2025-10-06T00:00+11:00'))).toBe(23.5 * HOUR);
  });

  test('a date that a zone skipped altogether is closed', () => {
    const calendar = compile(weekdays('Pacific/Apia', { from: '09:00', to: '17:00' }));
    // Friday 30 December 2011 did not happen in Samoa.
    expect(nextOpening(calendar, at('2011-12-29T17:00-10:00'))).toBe(at('2012-01-02T09:00+14:00'));
  });
});

describe('days of their own', () => {
  test('an exception overrides the weekday and the holiday', () => {
    const spec = weekdays('Asia/Kolkata', { from: '09:00', to: '17:00' });
    spec.holidays.push('2026-01-26', '2026-01-27');
    spec.exceptions.push({ date: '2026-01-27', intervals: [{ from: '10:00', to: '11:00' }] });
    const calendar = compile(spec);
    expect(workingTime(calendar, at('2026-01-26T00:00+05:30'), at('2026-01-28T00:00+05:30'))).toBe(HOUR);
  });

  test('an instant uses the version in force, and the first one before there was any', () => {
    const change = at('2025-01-14T12:00+01:00');
    const calendar = compileCalendar([
      { from: at('2025-01-01T00:00Z'), spec: weekdays('Europe/Bratislava', { from: '08:00', to: '16:00' }) },
      { from: change, spec: aroundTheClock('Europe/Bratislava') },
    ]);
    expect(workingTime(calendar, at('2025-01-14T00:00+01:00'), at('2025-01-15T00:00+01:00'))).toBe(16 * HOUR);
    expect(workingTime(calendar, at('2024-01-15T00:00+01:00'), at('2024-01-16T00:00+01:00'))).toBe(8 * HOUR);
  });
});

describe('limits', () => {
  const never = compile(weekdays('Europe/Bratislava'));
  const now = at('2025-01-13T00:00Z');

  test('a calendar that never opens gives null, not a loop', () => {
    expect(addWorkingTime(never, now, 1)).toBeNull();
    expect(subtractWorkingTime(never, now, 1)).toBeNull();
    expect(nextOpening(never, now)).toBeNull();
    expect(workingTime(never, now, now + 100 * DAY)).toBe(0);
  });

  test('twenty years ahead is the end', () => {
    const always = compile(aroundTheClock('UTC'));
    const horizon = 20 * 365.25 * DAY;
    expect(addWorkingTime(always, now, horizon)).toBe(now + horizon);
    expect(addWorkingTime(always, now, horizon + 1)).toBeNull();
    expect(subtractWorkingTime(always, now, horizon)).toBe(now - horizon);
    expect(subtractWorkingTime(always, now, horizon + 1)).toBeNull();
  });

  test('refuses what makes no sense', () => {
    expect(() => workingTime(lunch, now, now - 1)).toThrow(RangeError);
    expect(() => addWorkingTime(lunch, now, -1)).toThrow(RangeError);
    expect(() => addWorkingTime(lunch, NaN, 1)).toThrow(RangeError);
    expect(() => isOpen(lunch, at('2200-01-01T00:00Z'))).toThrow(RangeError);
  });
});

test('100,000 deadlines take well under 0.3 s of processor time', () => {
  const from = at('2025-01-13T09:00Z');
  addWorkingTime(lunch, from + 900 * DAY, HOUR);
  const before = process.cpuUsage();
  let reached = 0;
  for (let index = 0; index < 100_000; index++) {
    if (addWorkingTime(lunch, from + index * 7 * MINUTE, (index % 4000) * MINUTE) !== null) reached++;
  }
  const { user, system } = process.cpuUsage(before);
  expect(reached).toBe(100_000);
  expect((user + system) / 1_000_000).toBeLessThan(0.3);
});
