import { expect, test } from 'vitest';
import { compileCalendar } from './compile.ts';
import { type CalendarSpec, aroundTheClock } from './spec.ts';
import { validateCalendar } from './validate.ts';

const good = aroundTheClock('Europe/Bratislava');

function paths(change: Partial<CalendarSpec>): string[] {
  return validateCalendar({ ...good, ...change }).map(({ path }) => path);
}

test('a sound calendar has no problems', () => {
  expect(validateCalendar(good)).toEqual([]);
  const touching = [
    { from: '13:00', to: '17:00' },
    { from: '08:00', to: '13:00' },
  ];
  expect(paths({ exceptions: [{ date: '2028-02-29', intervals: touching }] })).toEqual([]);
});

test('a zone is an IANA name, not an offset', () => {
  expect(paths({ zone: 'Europe/Bratislawa' })).toEqual(['zone']);
  expect(paths({ zone: '+02:00' })).toEqual(['zone']);
  expect(paths({ zone: '' })).toEqual(['zone']);
});

test('faults in hours are found where they are', () => {
  const week = (...intervals: { from: string; to: string }[]) => ({ week: [[], intervals, [], [], [], [], []] });
  expect(paths(week({ from: '17:00', to: '08:00' }))).toEqual(['week.1.0']);
  expect(paths(week({ from: '08:00', to: '08:00' }))).toEqual(['week.1.0']);
  expect(paths(week({ from: '08:00', to: '12:00' }, { from: '11:59', to: '17:00' }))).toEqual(['week.1.1']);
  expect(paths(week({ from: '8:00', to: '24:01' }))).toEqual(['week.1.0.from', 'week.1.0.to']);
  expect(paths(week({ from: '24:00', to: '24:00' }))).toEqual(['week.1.0.from']);
  expect(paths({ week: [] })).toEqual(['week']);
});

test('faults in dates are found where they are', () => {
  expect(paths({ holidays: ['2025-12-25', '2025-02-29'] })).toEqual(['holidays.1']);
  const exception = (date: string) => ({ date, intervals: [] });
  expect(paths({ exceptions: [exception('25.12.2025')] })).toEqual(['exceptions.0.date']);
  expect(paths({ exceptions: [exception('2025-12-25'), exception('2025-12-25')] })).toEqual(['exceptions.1.date']);
});

test('what is not sound is not compiled', () => {
  expect(() => compileCalendar([])).toThrow(RangeError);
  expect(() => compileCalendar([{ from: 0, spec: { ...good, zone: 'Nowhere' } }])).toThrow('zone');
  expect(() =>
    compileCalendar([
      { from: 5, spec: good },
      { from: 5, spec: good },
    ]),
  ).toThrow('Version 1');
});
