import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Importing } from './test/importing.ts';
import { eventMapping, eventTable } from './test/event-table.ts';
import { openImporting } from './test/importing.ts';

let at: Importing;
beforeAll(async () => {
  at = await openImporting();
}, 60_000);
afterAll(() => at.stop());

const mapping = eventMapping();
const file = (name: string, numbers: readonly string[]) =>
  at.file(
    name,
    eventTable(numbers.map((number) => ({ number, state: 'New', at: '2026-02-02T08:00:00Z', title: 'x' }))),
  );
const bring = async (name: string, numbers: readonly string[]) => at.bringIn(await file(name, numbers), { mapping });
/** The number that the next new case is given. */
const logged = async () => {
  const { number } = await at.desk.does('agent', 'create', null, {
    title: 'A new one',
    affectedUser: at.desk.ids.user,
  });
  return String(number);
};

it('new numbers go on behind imported ones that are within reach, in whatever order those come in', async () => {
  expect(await logged()).toBe('INC0000001');
  await bring('near.csv', ['INC1500000', 'inc0900000', 'INC0000007']);
  expect(await logged()).toBe('INC1500001');
});

it('a number out of reach, of another width or prefix moves nothing, and neither does it when taken back', async () => {
  const run = await bring('far.csv', ['INC9000045', 'INC01600000', 'INC160000', 'REQ1600000', 'INC99999999999']);
  expect(run.counts).toMatchObject({ created: 5 });
  expect(await logged()).toBe('INC1500002');
  await at.takeBack(run.id);
  expect(await logged()).toBe('INC1500003');
});

it('taking an import back gives its numbers back, unless one was given since', async () => {
  const run = await bring('back.csv', ['INC1600000', 'INC1700000']);
  await at.takeBack(run.id);
  expect(await logged()).toBe('INC1500004');
  const second = await bring('kept.csv', ['INC1600000']);
  expect(await logged()).toBe('INC1600001');
  await at.takeBack(second.id);
  expect(await logged()).toBe('INC1600002');
});

it('goes back no further than to numbers that other imports brought', async () => {
  await bring('one.csv', ['INC1600010']);
  const second = await bring('two.csv', ['INC1600020']);
  await at.takeBack(second.id);
  expect(await logged()).toBe('INC1600011');
});
