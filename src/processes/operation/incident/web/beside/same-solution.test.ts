import { expect, it } from 'vitest';
import { solutionShown } from '#/processes/operation/incident/shared/beside.ts';
import type { SimilarCase } from '#/processes/operation/incident/shared/beside.ts';
import { bySolution } from './same-solution.ts';

const solved = (number: string, solution: string | null) => ({ id: number, number, solution }) as SimilarCase;

it('puts cases of one solution together, in the order of the best of each', () => {
  const groups = bySolution([
    solved('1', 'Vymenený toner.'),
    solved('2', null),
    solved('3', 'Restarted it'),
    solved('4', ' vymeneny  TONER'),
    solved('5', null),
    solved('6', '…'),
  ]);
  expect(groups.map(({ solution, cases }) => [solution, cases.map(({ number }) => number).join()])).toEqual([
    ['Vymenený toner.', '1,4'],
    [null, '2'],
    ['Restarted it', '3'],
    [null, '5'],
    [null, '6'],
  ]);
});

it('keeps apart what was cut off: two long solutions may begin alike and end otherwise', () => {
  const cut = 'Step by step as the manual says. '.repeat(20).slice(0, solutionShown);
  const groups = bySolution([solved('1', cut), solved('2', cut), solved('3', 'Done'), solved('4', 'done.')]);
  expect(groups.map(({ solution, cases }) => [solution, cases.length])).toEqual([
    [cut, 1],
    [cut, 1],
    ['Done', 2],
  ]);
});
