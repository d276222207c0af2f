import { describe, expect, it } from 'vitest';
import { dateOfDay, dayNumber } from '#/base/time.ts';
import { publicHolidays } from './holidays.ts';

describe('the proposal of public holidays', () => {
  it('has the days on which nobody works, and no other feast', () => {
    const german = publicHolidays('DE', [2026], 'en').map(({ date }) => date);
    expect(german).toContain('2026-10-03');
    // St Martin's day is kept, and worked on.
    expect(german).not.toContain('2026-11-11');
    expect(publicHolidays('DE-BY', [2026], 'en').map(({ date }) => date)).toContain('2026-01-06');
    expect(german).not.toContain('2026-01-06');
  });

  it('names each day once, in order, in the reader’s language', () => {
    const slovak = publicHolidays('SK', [2026, 2027], 'sk');
    expect(slovak).toContainEqual({ date: '2026-12-24', name: 'Štedrý deň' });
    const dates = slovak.map(({ date }) => date);
    expect(dates).toEqual([...new Set(dates)].toSorted());
    expect(publicHolidays('XX', [2026], 'en')).toEqual([]);
  });

  it.each([
    ['RO', ['2026-01-01', '2026-01-02']],
    ['TR', ['2026-03-20', '2026-03-21', '2026-03-22']],
    ['TR', ['2026-05-27', '2026-05-28', '2026-05-29', '2026-05-30']],
    ['KR', ['2026-09-24', '2026-09-25', '2026-09-26']],
    // Clocks are set on Easter Sunday.
    ['HU', ['2027-03-28', '2027-03-29']],
  ])('has every day of a feast: %s %j', (country, days) => {
    const found = publicHolidays(country, [2026, 2027], 'en').map(({ date }) => date);
    expect(found).toEqual(expect.arrayContaining(days));
    const around = [days[0], days.at(-1)].map((day, n) => dateOfDay((dayNumber(day ?? '') ?? 0) + (n === 0 ? -1 : 1)));
    for (const day of around) expect(found).not.toContain(day);
  });

  it('has no day of which half is work', () => {
    const faroese = publicHolidays('FO', [2026], 'en').map(({ date }) => date);
    expect(faroese).toContain('2026-12-25');
    expect(faroese).not.toContain('2026-12-31');
    expect(faroese).not.toContain('2026-06-05');
  });
});
