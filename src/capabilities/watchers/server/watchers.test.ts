import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDesk } from '#/app/test/desk.ts';
import type { Desk, Who } from '#/app/test/desk.ts';
import { findItem } from '#/capabilities/search/server/find-item.ts';
import type { RouteRequest } from '#/record/server/route.ts';
import { readWatchers } from './read-watchers.ts';
import { watcherRoutes } from './routes.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.drop());

const report = async () => (await desk.does('user', 'create', null, { title: 'No network' })).id;

async function call(who: Who, method: string, path: string, request: Partial<RouteRequest>): Promise<unknown> {
  const found = watcherRoutes.find((route) => route.method === method && route.path === path);
  return found?.handle(await desk.as(who), { params: {}, query: {}, body: {}, ...request });
}

describe('watching', () => {
  it('is begun and ended by oneself, as often as one likes', async () => {
    const id = await report();
    for (const _ of [1, 2]) await call('agent', 'POST', '/items/:id/watch', { params: { id } });
    expect(await readWatchers(await desk.as('colleague'), id)).toMatchObject({
      rows: [{ name: 'Anna Agent', reason: 'interested' }],
      me: false,
    });
    for (const _ of [1, 2]) await call('agent', 'DELETE', '/items/:id/watch', { params: { id } });
    expect((await readWatchers(await desk.as('agent'), id)).rows).toEqual([]);
  });

  it('lets a colleague of the customer follow the case on the portal, and not somebody of another customer', async () => {
    const id = await report();
    await expect(findItem(await desk.as('neighbour'), id)).rejects.toMatchObject({ code: 'not-found' });
    await call('agent', 'POST', '/items/:id/watchers', { params: { id }, body: { person: desk.ids.neighbour } });
    expect(await findItem(await desk.as('neighbour'), id)).toMatchObject({ id });
    await expect(
      call('agent', 'POST', '/items/:id/watchers', { params: { id }, body: { person: desk.ids.stranger } }),
    ).rejects.toMatchObject({ code: 'invalid', fields: { person: { key: 'watcher.of-another-customer' } } });
    await call('agent', 'DELETE', '/items/:id/watchers/:person', { params: { id, person: desk.ids.neighbour } });
    await expect(findItem(await desk.as('neighbour'), id)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('is ended by others for who has left, too', async () => {
    const id = await report();
    const { id: leaver } = await desk.does('administrator', 'person.create', null, {
      name: 'Lara Leaver',
      organisation: desk.ids.customer,
    });
    await call('agent', 'POST', '/items/:id/watchers', { params: { id }, body: { person: leaver } });
    await desk.does('administrator', 'person.retire', leaver);
    await call('agent', 'DELETE', '/items/:id/watchers/:person', { params: { id, person: leaver.toUpperCase() } });
    expect(await desk.owner('select 1 from item_access where item = $1 and person = $2', [id, leaver])).toEqual([]);
    for (const person of ['nobody', ''])
      await expect(
        call('agent', 'DELETE', '/items/:id/watchers/:person', { params: { id, person } }),
      ).rejects.toMatchObject({ code: 'invalid', fields: { person: {} } });
  });

  it('tells the portal only whether one watches oneself', async () => {
    const id = await report();
    await call('agent', 'POST', '/items/:id/watch', { params: { id } });
    expect(await call('user', 'POST', '/items/:id/watch', { params: { id } })).toEqual({ rows: [], me: true });
  });

  it('is of no use to who may not see the record, nor for adding others without the right', async () => {
    const id = await report();
    await expect(call('stranger', 'POST', '/items/:id/watch', { params: { id } })).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect(
      call('auditor', 'POST', '/items/:id/watchers', { params: { id }, body: { person: desk.ids.agent } }),
    ).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('mentions', () => {
  it('call in only people who can read internal notes on the record', async () => {
    const id = await report();
    const mention = (person: string) => desk.does('agent', 'note', id, { body: 'Look', mentions: [person] });
    expect(await mention(desk.ids.specialist)).toMatchObject({ id });
    for (const who of ['user', 'stranger', 'administrator'] as const) {
      await expect(mention(desk.ids[who])).rejects.toMatchObject({
        fields: { mentions: { key: 'note.cannot-see-it' } },
      });
    }
  });
});
