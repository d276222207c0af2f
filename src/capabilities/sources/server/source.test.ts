import { expect, it } from 'vitest';
import { inTurn } from './source.ts';

it('looks at one file at a time, and goes on after one that could not be looked at', async () => {
  const told: string[] = [];
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const look = (nth: number, fails: boolean) => async () => {
    told.push(`${nth} begins`);
    await gates[nth]?.promise;
    told.push(`${nth} ends`);
    if (fails) throw new Error('broken');
    return nth;
  };
  const first = inTurn(look(0, true)).catch((error: unknown) => String(error));
  const second = inTurn(look(1, false));
  gates[1]?.resolve();
  await Promise.resolve();
  expect(told).toEqual(['0 begins']);
  gates[0]?.resolve();
  expect(await first).toContain('broken');
  expect(await second).toBe(1);
  expect(told).toEqual(['0 begins', '0 ends', '1 begins', '1 ends']);
});
