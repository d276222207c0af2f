import { expect, it } from 'vitest';
import { Recent } from './recent.ts';

it('forgets what was asked for longest ago, and says so', () => {
  const forgotten: string[] = [];
  const recent = new Recent<number, string>(10, (value) => forgotten.push(value));
  for (let n = 0; n < 10; n++) recent.set(n, `value ${n}`);
  expect(recent.get(0)).toBe('value 0');
  for (let n = 10; n < 15; n++) recent.set(n, `value ${n}`);
  expect(forgotten).toEqual(['value 1', 'value 2', 'value 3', 'value 4', 'value 5']);
  expect([recent.size, recent.get(0), recent.get(1)]).toEqual([10, 'value 0', undefined]);
});

it('keeps what is asked for again and again, however much comes in', () => {
  const recent = new Recent<number, string>(4);
  for (let n = 0; n < 100; n++) {
    recent.set(n, 'seldom');
    if (n === 0) recent.set(-1, 'often');
    expect(recent.get(-1)).toBe('often');
  }
  expect([recent.size, recent.get(99), recent.get(96)]).toEqual([4, 'seldom', undefined]);
});
