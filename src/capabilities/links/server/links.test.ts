import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDesk } from '#/app/test/desk.ts';
import type { Desk } from '#/app/test/desk.ts';
import { perform } from '#/record/server/commit/perform.ts';
import { readLinks } from './read-links.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.drop());

const report = (who: 'user' | 'stranger' = 'user') => desk.does(who, 'create', null, { title: `By ${who}` });

describe('links', () => {
  it('are read from both ends and taken away from either', async () => {
    const [one, two] = [await report(), await report()];
    await desk.does('agent', 'link', one.id, { number: two.number.toLowerCase(), kind: 'caused-by' });
    const agent = await desk.as('agent');
    expect((await readLinks(agent, one.id)).rows).toMatchObject([
      { kind: 'caused-by', direction: 'out', record: { number: two.number, kind: 'incident' } },
    ]);
    const [back] = (await readLinks(agent, two.number)).rows;
    expect(back).toMatchObject({ kind: 'caused-by', direction: 'in', record: { number: one.number } });
    await desk.does('agent', 'unlink', two.id, { link: back?.id });
    expect((await readLinks(agent, one.id)).rows).toEqual([]);
  });

  it('join records of different kinds', async () => {
    const one = await report();
    const service = await perform(desk.system(), 'service', 'create', null, { name: 'Telephony' });
    await desk.does('agent', 'link', one.id, { number: service.number });
    expect((await readLinks(await desk.as('agent'), one.id)).rows).toMatchObject([
      { kind: 'relates', record: { kind: 'service', title: 'Telephony' } },
    ]);
  });

  it.each(['parent', 'blocks', 'caused-by', 'duplicates'])('form no ring: %s', async (kind) => {
    const [one, two, three] = [await report(), await report(), await report()];
    await desk.does('agent', 'link', one.id, { number: two.number, kind });
    await desk.does('agent', 'link', two.id, { number: three.number, kind });
    for (const [from, to] of [
      [two, one],
      [three, one],
    ] as const)
      // prettier-ignore
      await expect(desk.does('agent', 'link', from.id, { number: to.number, kind })).rejects.toMatchObject({
        fields: { number: { key: 'link.makes-a-ring', params: { number: to.number } } },
      });
    // The same way twice, another way to the same, and another kind back are no rings.
    await desk.does('agent', 'link', one.id, { number: two.number, kind });
    await desk.does('agent', 'link', one.id, { number: three.number, kind });
    await desk.does('agent', 'link', three.id, { number: one.number, kind: 'relates' });
    expect((await readLinks(await desk.as('agent'), one.id)).rows).toHaveLength(3);
  });

  it('form no ring where two are made at once', async () => {
    const [one, two] = [await report(), await report()];
    const both = [desk.does('agent', 'link', one.id, { number: two.number, kind: 'parent' }), desk.does('agent', 'link', two.id, { number: one.number, kind: 'parent' })]; // prettier-ignore
    const outcomes = (await Promise.allSettled(both)).map(({ status }) => status);
    expect(outcomes.toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  it('without a direction are one link, whichever record it was made from', async () => {
    const [one, two] = [await report(), await report()];
    await desk.does('agent', 'link', one.id, { number: two.number });
    await desk.does('agent', 'link', two.id, { number: one.number });
    expect((await readLinks(await desk.as('agent'), one.id)).rows).toHaveLength(1);
  });

  it('do not tell of records that one may not see, and cannot be made to them', async () => {
    const [one, other] = [await report(), await report('stranger')];
    // The group serves one customer alone from now on: its agents see no cases of the other.
    await desk.does('agent', 'link', one.id, { number: other.number });
    await perform(desk.system(), 'group', 'edit', desk.ids.desk, { serves: [desk.ids.customer] });
    const agent = await desk.as('agent');
    expect((await readLinks(agent, one.id)).rows).toEqual([]);
    for (const number of [other.number, 'INC9999999', 'nonsense']) {
      await expect(desk.does('agent', 'link', one.id, { number })).rejects.toMatchObject({
        fields: { number: { key: 'link.no-such-record' } },
      });
    }
    await expect(desk.does('agent', 'link', one.id, { number: one.number })).rejects.toMatchObject({
      fields: { number: { key: 'link.to-itself' } },
    });
  });
});
