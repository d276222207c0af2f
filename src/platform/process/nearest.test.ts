import { expect, test } from 'vitest';
import { nearest } from './nearest.ts';

const commands = ['up', 'web', 'worker', 'migrate', 'restore', 'backup'];

test.each([
  ['migrat', 'migrate'],
  ['migarte', 'migrate'],
  ['Backup', 'backup'],
  ['wokrer', 'worker'],
  ['xyzzy', undefined],
])('%s means %s', (word, meant) => {
  expect(nearest(word, commands)).toBe(meant);
});
