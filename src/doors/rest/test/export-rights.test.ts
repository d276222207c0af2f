import { afterAll, beforeAll, expect, it } from 'vitest';
import { perform } from '#/record/server/commit/perform.ts';
import type { TestWeb } from './open-web.ts';
import { openWeb } from './open-web.ts';

let web: TestWeb;
beforeAll(async () => {
  web = await openWeb();
});
afterAll(() => web.stop());

it('an export holds what the right to export was given for, and not all that its reader sees', async () => {
  const { desk } = web;
  const grants = [
    { permission: 'incident.read' },
    { permission: 'incident.export', where: 'is:mine' },
    { permission: 'incident.export', where: 'priority = 1' },
  ];
  const role = await perform(desk.system(Date.now()), 'role', 'create', null, { name: 'Few', workspace: true, grants });
  await desk.owner('update membership set role = $2 where person = $1', [desk.ids.colleague, role.id]);
  await desk.owner('update epoch set value = value + 1');
  const colleague = await web.keyOf('colleague');
  const log = (title: string, more = {}) =>
    desk.does('agent', 'create', null, { title, affectedUser: desk.ids.user, ...more }, Date.now());
  await log('Somebody else’s');
  await log('Their own', { group: desk.ids.desk, assignee: desk.ids.colleague });
  const titles = async (more = '') => {
    const answer = await colleague('GET', `/incidents/export?format=jsonl&fields=title${more}`);
    expect(answer.statusCode, answer.body).toBe(200);
    const lines = answer.body.trim().split('\n').filter(Boolean);
    return lines.map((line) => (JSON.parse(line) as { title: string }).title);
  };
  expect((await colleague('GET', '/incidents')).json<{ rows: unknown[] }>().rows).toHaveLength(2);
  expect(await titles()).toEqual(['Their own']);
  expect(await titles('&search=somebody')).toEqual([]);
  expect(await titles(`&filter=${encodeURIComponent('title starts "Somebody" or title starts "Their"')}`)).toEqual([
    'Their own',
  ]);
});
