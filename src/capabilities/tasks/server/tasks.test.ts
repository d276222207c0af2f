import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDesk } from '#/app/test/desk.ts';
import type { Desk, Who } from '#/app/test/desk.ts';
import { readTasks } from './read-tasks.ts';
import { taskRoutes } from './routes.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.drop());

const report = async () => (await desk.does('user', 'create', null, { title: 'Move the office' })).id;
const path = { POST: '/items/:id/tasks', PATCH: '/items/:id/tasks/:task', DELETE: '/items/:id/tasks/:task' } as const;

async function call(who: Who, method: keyof typeof path, id: string, task: string, body: unknown = {}) {
  const found = taskRoutes.find((route) => route.method === method && route.path === path[method]);
  return found?.handle(await desk.as(who), { params: { id, task }, query: {}, body });
}

const list = async (id: string) => (await readTasks(await desk.as('agent'), id)).rows;
const titles = async (id: string) => (await list(id)).map(({ title }) => title);

describe('tasks', () => {
  it('are added at the end, moved, ticked, renamed and taken away', async () => {
    const id = await report();
    for (const title of ['pack', 'carry', 'unpack']) await call('agent', 'POST', id, '', { title });
    const [pack, carry, unpack] = (await list(id)).map((task) => task.id) as [string, string, string];
    await call('agent', 'PATCH', id, unpack, { place: 1 });
    expect(await titles(id)).toEqual(['unpack', 'pack', 'carry']);
    await call('agent', 'PATCH', id, unpack, { place: 99 });
    expect(await titles(id)).toEqual(['pack', 'carry', 'unpack']);
    await call('colleague', 'PATCH', id, carry, { done: true, title: 'carry it all', assignee: desk.ids.agent });
    expect((await list(id))[1]).toMatchObject({
      title: 'carry it all',
      assignee: desk.ids.agent,
      doneBy: desk.ids.colleague,
    });
    await call('agent', 'PATCH', id, carry, { done: true });
    expect((await list(id))[1]?.doneBy).toBe(desk.ids.colleague);
    await call('agent', 'PATCH', id, carry, { done: false });
    expect((await list(id))[1]).toMatchObject({ doneAt: null, assignee: desk.ids.agent });
    await call('agent', 'DELETE', id, pack);
    expect((await list(id)).map(({ title, place }) => [place, title])).toEqual([
      [1, 'carry it all'],
      [2, 'unpack'],
    ]);
  });

  it('are a person’s or a group’s, and are not changed by somebody who saw them otherwise', async () => {
    const id = await report();
    await call('agent', 'POST', id, '', { title: 'pack', group: desk.ids.second });
    const [pack] = await list(id);
    expect(pack).toMatchObject({ assignee: null, group: desk.ids.second, version: 1 });
    const { names } = await readTasks(await desk.as('agent'), id);
    expect(names[desk.ids.second]?.title).toBe('Specialists');
    const task = pack?.id ?? '';
    await call('agent', 'PATCH', id, task, { assignee: desk.ids.colleague, version: 1 });
    expect((await list(id))[0]).toMatchObject({ assignee: desk.ids.colleague, group: null, version: 2 });
    // Its place and its tick are no reason to refuse.
    await call('agent', 'PATCH', id, task, { done: true, place: 1 });
    await call('agent', 'PATCH', id, task, { title: 'pack all', version: 2 });
    await expect(call('colleague', 'PATCH', id, task, { title: 'pack it', version: 2 })).rejects.toMatchObject({
      code: 'stale',
      extra: { version: 3, current: { title: 'pack all', version: 3 } },
    });
    await call('agent', 'PATCH', id, task, { group: desk.ids.desk });
    expect((await list(id))[0]).toMatchObject({ title: 'pack all', assignee: null, group: desk.ids.desk });
    await call('agent', 'PATCH', id, task, { assignee: null, group: null });
    expect((await list(id))[0]).toMatchObject({ assignee: null, group: null });
    await expect(
      call('agent', 'PATCH', id, task, { assignee: desk.ids.agent, group: desk.ids.desk }),
    ).rejects.toMatchObject({ code: 'invalid', fields: { group: { key: 'task.person-or-group' } } });
  });

  it('are put back where they were', async () => {
    const id = await report();
    for (const title of ['pack', 'carry', 'unpack']) await call('agent', 'POST', id, '', { title });
    const carry = (await list(id))[1]?.id ?? '';
    await call('agent', 'DELETE', id, carry);
    expect(await titles(id)).toEqual(['pack', 'unpack']);
    await call('agent', 'PATCH', id, carry, { removed: false });
    expect(await titles(id)).toEqual(['pack', 'carry', 'unpack']);
    await expect(call('agent', 'PATCH', id, carry, { removed: false })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('leave the record’s version alone and are written down in its history', async () => {
    const id = await report();
    const { version } = await desk.incident(id);
    await call('agent', 'POST', id, '', { title: 'look' });
    expect((await desk.incident(id))['version']).toBe(version);
    const rows = await desk.owner(
      `select audience, payload ->> 'task' as task from history where item = $1 and action = 'add-task'`,
      [id],
    );
    expect(rows).toEqual([{ audience: 'staff', task: 'look' }]);
  });

  it('warn who resolves the record while one is open', async () => {
    const id = await report();
    await call('agent', 'POST', id, '', { title: 'look' });
    const { warnings } = await desk.does('agent', 'resolve', id, { closeCode: 'fixed', solution: 'Done' });
    expect(warnings).toEqual([{ key: 'incident.tasks-open', params: { count: 1 } }]);
  });

  it('refuse an empty title, another record’s task, a person who is none, and whoever may not work on it', async () => {
    const [id, other] = [await report(), await report()];
    await call('agent', 'POST', other, '', { title: 'theirs' });
    const [theirs] = await list(other);
    await expect(call('agent', 'POST', id, '', { title: ' ' })).rejects.toMatchObject({ code: 'invalid' });
    await expect(call('agent', 'PATCH', id, theirs?.id ?? '', { done: true })).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect(call('agent', 'PATCH', other, theirs?.id ?? '', {})).rejects.toMatchObject({ code: 'bad-request' });
    await expect(call('agent', 'POST', id, '', { title: 'x', assignee: desk.ids.desk })).rejects.toMatchObject({
      code: 'invalid',
    });
    await expect(call('auditor', 'POST', id, '', { title: 'x' })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(call('stranger', 'POST', id, '', { title: 'x' })).rejects.toMatchObject({ code: 'not-found' });
    // Half of a request that is refused is not done.
    await expect(call('agent', 'PATCH', other, theirs?.id ?? '', { title: 'new', place: 0 })).rejects.toMatchObject({
      code: 'invalid',
    });
    expect(await titles(other)).toEqual(['theirs']);
  });
});
