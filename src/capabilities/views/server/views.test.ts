import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDesk } from '#/app/test/desk.ts';
import type { Desk } from '#/app/test/desk.ts';
import { incidentViews } from '#/processes/operation/incident/server/queries/shipped-views.ts';
import { listRecords } from '#/record/server/read/list.ts';
import { countViews } from './count-views.ts';
import { readFilter } from './read-filter.ts';
import { readViews } from './read-views.ts';
import { changeView, deleteView, saveView, sharePermission } from './save-view.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.drop());

const shipped = { incident: incidentViews };

/** Somebody who may share, whatever the roles that ship say. */
async function sharer() {
  const ctx = await desk.as('lead');
  return { ...ctx, actor: { ...ctx.actor, grants: new Map([...ctx.actor.grants, [sharePermission, [null]]]) } };
}

const names = async (who: 'agent' | 'colleague') =>
  (await readViews(await desk.as(who), 'incident', shipped)).filter(({ key }) => key === null).map(({ name }) => name);

describe('saved views', () => {
  it('begin with those that ship, each of which the record type understands', async () => {
    const views = await readViews(await desk.as('agent'), 'incident', shipped);
    expect(views.map(({ key }) => key)).toEqual(incidentViews.map(({ key }) => key));
    const { counts } = await countViews(await desk.as('agent'), 'incident', shipped);
    expect(Object.values(counts)).not.toContain(null);
  });

  it('count what they list', async () => {
    for (const title of ['one', 'two', 'three']) await desk.does('user', 'create', null, { title });
    const { id } = await desk.does('user', 'create', null, { title: 'four' });
    await desk.does('agent', 'take', id);
    const ctx = await desk.as('agent');
    const mine = await saveView(ctx, { kind: 'incident', name: 'Named', filter: `customer = 'Acme' and title ~ four` });
    const words = await saveView(ctx, { kind: 'incident', name: 'Words', filter: 'three' });
    const { counts } = await countViews(ctx, 'incident', shipped);
    expect(counts).toMatchObject({
      'shipped:my-open': { count: 1, more: false },
      'shipped:group-open': { count: 4 },
      'shipped:group-unassigned': { count: 3 },
      'shipped:open': { count: 4 },
      'shipped:waiting': { count: 0 },
      [mine.id]: { count: 1 },
      [words.id]: { count: 1 },
    });
    const type = desk.kit.types.get('incident');
    for (const view of await readViews(ctx, 'incident', shipped)) {
      if (!type) throw new Error('no incidents');
      const query = await readFilter(ctx, type, view.filter);
      const { rows } = await listRecords(ctx, type, { ...query, limit: 200 });
      expect([view.id, rows.length]).toEqual([view.id, counts[view.id]?.count]);
    }
    for (const { id: view } of [mine, words]) await deleteView(ctx, view);
  });

  it('are not counted where they name what is called otherwise now, rather than as empty', async () => {
    await desk.does('user', 'create', null, { title: 'five' });
    const ctx = await desk.as('agent');
    const { id } = await saveView(ctx, { kind: 'incident', name: 'Named', filter: 'group = Specialists' });
    const count = async () => (await countViews(ctx, 'incident', shipped)).counts[id];
    expect(await count()).toEqual({ count: 0, more: false });
    await desk.does('administrator', 'group.edit', desk.ids.second, { name: 'Experts' });
    expect(await count()).toBeNull();
    await desk.does('administrator', 'group.edit', desk.ids.second, { name: 'Specialists' });
    await deleteView(ctx, id);
  });

  it('are their owner’s to name, order, change and delete', async () => {
    const ctx = await desk.as('agent');
    const first = await saveView(ctx, {
      kind: 'incident',
      name: ' Network ',
      filter: 'title ~ network',
      sort: '-openedAt',
    });
    expect(first).toMatchObject({ name: 'Network', own: true, shared: false });
    const second = await saveView(ctx, { kind: 'incident', name: 'Printers', columns: ['number', 'title'] });
    await changeView(ctx, second.id, { position: 0, name: 'All printers' });
    expect(await names('agent')).toEqual(['All printers', 'Network']);
    expect(await names('colleague')).toEqual([]);
    const colleague = await desk.as('colleague');
    await expect(changeView(colleague, first.id, { name: 'Mine' })).rejects.toMatchObject({ code: 'not-found' });
    await expect(deleteView(colleague, first.id)).rejects.toMatchObject({ code: 'not-found' });
    await expect(deleteView(ctx, 'shipped:open')).rejects.toMatchObject({ code: 'not-found' });
    for (const view of [first, second]) await deleteView(ctx, view.id);
    expect(await names('agent')).toEqual([]);
  });

  it('are shared by who may, and stay theirs', async () => {
    const ctx = await desk.as('agent');
    await expect(saveView(ctx, { kind: 'incident', name: 'For all', shared: true })).rejects.toMatchObject({
      code: 'forbidden',
    });
    const view = await saveView(await sharer(), { kind: 'incident', name: 'For all', shared: true });
    expect(await names('colleague')).toEqual(['For all']);
    await expect(changeView(ctx, view.id, { name: 'Ours' })).rejects.toMatchObject({ code: 'not-found' });
    await deleteView(await sharer(), view.id);
  });

  it('refuse what is no filter, no column, no name and no kind of theirs', async () => {
    const ctx = await desk.as('agent');
    const bad = { filter: 'titel ~ x', sort: 'nonsense', columns: ['nonsense'], position: -1, id: 'x' };
    for (const [name, value] of Object.entries(bad)) {
      await expect(saveView(ctx, { kind: 'incident', name: 'x', [name]: value })).rejects.toMatchObject({
        code: 'invalid',
        fields: { [name]: expect.anything() },
      });
    }
    await expect(saveView(ctx, { kind: 'incident', name: ' ' })).rejects.toMatchObject({ code: 'invalid' });
    await expect(saveView(ctx, { kind: 'role', name: 'x' })).rejects.toMatchObject({ code: 'not-found' });
    await expect(readViews(await desk.as('administrator'), 'incident', shipped)).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});
