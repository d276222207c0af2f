import { expect, it } from 'vitest';
import { concerns } from './live.ts';

it('reads again what is of the kinds that are named, and everything where none are', () => {
  expect(concerns({ type: 'again', kinds: ['incident'] }, 'incident')).toBe(true);
  expect(concerns({ type: 'again', kinds: ['incident'] }, 'person')).toBe(false);
  expect(concerns({ type: 'again' }, 'person')).toBe(true);
});

it('reads a record again whose change is told, and a list of its kind', () => {
  const change = { type: 'change', item: 'a', kind: 'incident' } as const;
  expect([concerns(change, 'incident'), concerns(change, 'incident', 'a')]).toEqual([true, true]);
  expect([concerns(change, 'person'), concerns(change, 'incident', 'b')]).toEqual([false, false]);
});
