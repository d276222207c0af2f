import { expect, it } from 'vitest';
import { readGoal, writeGoal } from './goal-text.ts';

const minutes = (amount: number) => ({ amount, unit: 'minutes' });
const days = (amount: number) => ({ amount, unit: 'business-days' });

it.each([
  ['4 h', minutes(240)],
  ['4h', minutes(240)],
  ['30 min', minutes(30)],
  ['1 h 30 min', minutes(90)],
  ['1h30m', minutes(90)],
  ['1.5 h', minutes(90)],
  ['1,5 hod.', minutes(90)],
  ['2,05 h', minutes(123)],
  ['2 hodiny 15 minút', minutes(135)],
  ['  90 ', minutes(90)],
  ['52 hours', minutes(3120)],
  ['2 d', days(2)],
  ['2 dni', days(2)],
  ['3 pracovné dni', days(3)],
  ['5 working days', days(5)],
])('%s is understood', (text, goal) => {
  expect(readGoal(text)).toEqual(goal);
});

it.each([
  '',
  'soon',
  'h',
  '4 x',
  '4 h 2 h',
  '2 d 4 h',
  '1.5 d',
  '0.01 h',
  '0',
  '-4 h',
  '1e3 min',
  '4 h and a bit',
  '1 2 3',
  // A thousand, as some write it, is neither one minute nor one minute more.
  '1 000 h',
  '1 200 h',
])('%s is not understood', (text) => {
  expect(readGoal(text)).toBeNull();
});

it('is written as it is read', () => {
  for (const amount of [1, 30, 60, 90, 1440, 525_600]) {
    expect(readGoal(writeGoal({ amount, unit: 'minutes' }))).toEqual(minutes(amount));
  }
  expect(writeGoal({ amount: 90, unit: 'minutes' })).toBe('1 h 30 min');
  expect(writeGoal({ amount: 4, unit: 'hours' })).toBe('4 h');
  expect(writeGoal({ amount: 2, unit: 'business-days' })).toBe('2 d');
});
