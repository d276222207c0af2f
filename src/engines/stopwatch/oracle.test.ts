import { expect, test } from 'vitest';
import { clockCase } from './proof/cases.ts';
import { compareCase } from './proof/compare.ts';
import { engine } from './proof/engine.ts';

const cases = process.env['MAINSTAY_LONG'] === '1' ? 100_000 : 2_000;

test(`the engine agrees with a minute-by-minute oracle in ${cases} generated cases`, () => {
  const differing: unknown[] = [];
  for (let seed = 1; seed <= cases && differing.length < 3; seed++) {
    const generated = clockCase(seed);
    const differences = compareCase(engine, generated);
    if (differences.length > 0) differing.push({ ...generated, differences });
  }
  expect(differing).toEqual([]);
}, 600_000);
