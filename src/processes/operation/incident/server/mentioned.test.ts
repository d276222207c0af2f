import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDesk } from '#/app/test/desk.ts';
import type { Desk, Who } from '#/app/test/desk.ts';
import { may } from '#/record/server/permission.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.drop());

describe('being mentioned', () => {
  it('opens nothing, neither for reading nor for acting', async () => {
    const { id } = await desk.does('user', 'create', null, { title: 'No sound' });
    // As if the mention stood from a time when they could see it.
    await desk.owner(`insert into item_access (item, person, reason, at) values ($1, $2, 'mentioned', now())`, [
      id,
      desk.ids.neighbour,
    ]);
    const acts = (who: Who) => desk.does(who, 'reply', id, { body: 'Me too' });
    await expect(acts('neighbour')).rejects.toMatchObject({ code: 'not-found' });
    const type = desk.kit.types.get('incident');
    if (!type) throw new Error('no incidents');
    const row = await desk.incident(id);
    const asks = async () => may(await desk.as('neighbour'), type, 'incident.reply', row);
    expect(await asks()).toBe(false);
    await desk.does('agent', 'add-watcher', id, { person: desk.ids.neighbour });
    expect(await asks()).toBe(true);
  });
});
