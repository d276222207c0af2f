import { expect, test } from 'vitest';
import { nearnessOf } from './at-risk.ts';

const due = Date.UTC(2026, 2, 10, 12);
const hour = 3_600_000;

test.each([
  ['a day before', due - 24 * hour, 'fine'],
  ['a moment more than four hours before', due - 4 * hour - 1, 'fine'],
  ['four hours before', due - 4 * hour, 'near'],
  ['at the deadline', due, 'near'],
  ['a moment after it', due + 1, 'late'],
  ['a month after it', due + 720 * hour, 'late'],
])('%s', (_, now, nearness) => {
  expect(nearnessOf(due, now)).toBe(nearness);
});
