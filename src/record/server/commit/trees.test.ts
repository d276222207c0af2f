import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { records } from '#/app/records.ts';
import { openDesk } from '#/app/test/desk.ts';
import type { Desk } from '#/app/test/desk.ts';
import { perform } from './perform.ts';

let desk: Desk;
beforeAll(async () => void (desk = await openDesk()));
afterAll(() => desk.drop());

const add = async (kind: string, field: string, above: string | null = null) => {
  const more = kind === 'person' ? { organisation: desk.ids.provider } : {};
  return (await perform(desk.system(), kind, 'create', null, { name: 'One', ...more, [field]: above })).id;
};
const move = (kind: string, field: string, id: string, above: string | null) =>
  perform(desk.system(), kind, 'edit', id, { [field]: above });
const ring = (field: string) => ({ code: 'invalid', fields: { [field]: { key: 'field.ring' } } });

/** Every field that leads up a tree and that people fill in: a kind that is added is tried too. */
const fields = records.flatMap(({ name, fields: own }) =>
  Object.entries(own).flatMap(([field, { tree, computed }]) => (tree && !computed ? [[name, field] as const] : [])),
);

it('there are trees of these kinds', () => {
  expect(fields.map((pair) => pair.join('.'))).toEqual([
    'organisation.parent',
    'location.parent',
    'person.manager',
    'category.parent',
  ]);
});

describe.each(fields)('%s.%s', (kind, field) => {
  it('never leads back to where it began: not at once, by two or by three steps', async () => {
    const a = await add(kind, field);
    const b = await add(kind, field, a);
    const c = await add(kind, field, b);
    for (const above of [a, b, c]) {
      await expect(move(kind, field, a, above)).rejects.toMatchObject(ring(field));
    }
    await move(kind, field, b, null);
    await move(kind, field, a, c);
  });

  it('stays without a ring where an edit is undone', async () => {
    const a = await add(kind, field);
    const b = await add(kind, field, a);
    await move(kind, field, b, null);
    const [edit] = await desk.owner<{ id: string }>(
      `select id from history where item = $1 and action = 'edit' order by id desc limit 1`,
      [b],
    );
    await move(kind, field, a, b);
    await expect(perform(desk.system(), kind, 'undo', b, { entry: Number(edit?.id) })).rejects.toMatchObject(
      ring(field),
    );
  });

  it('stays without a ring where two people close one at the same moment', async () => {
    for (let turn = 0; turn < 5; turn += 1) {
      const [a, b] = [await add(kind, field), await add(kind, field)];
      const both = await Promise.allSettled([move(kind, field, a, b), move(kind, field, b, a)]);
      const refused = both.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
      expect(refused).toHaveLength(1);
      expect(refused[0]?.reason).toMatchObject(ring(field));
    }
  });
});
