import { describe, expect, it } from 'vitest';
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
});
