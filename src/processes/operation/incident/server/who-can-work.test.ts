import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openDesk, tuesday } from '#/app/test/desk.ts';
import type { Desk, Who } from '#/app/test/desk.ts';
import { follow } from '#/app/test/follow.ts';
import { shut } from '#/app/test/shut.ts';
import { parseFilter } from '#/engines/filter/parse.ts';
import { tellWith } from '#/capabilities/notifications/server/mailing.ts';
import { loadTexts } from '#/platform/text/load.ts';
import { perform } from '#/record/server/commit/perform.ts';
import { listRecords } from '#/record/server/read/list.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
  tellWith(desk.database, loadTexts(), {
    from: 'desk@provider.example',
    publicUrl: 'https://desk.example',
    secret: Buffer.alloc(32, 1),
  });
});
afterAll(() => desk.drop());
afterEach(async () => {
  await desk.owner('update account set disabled = false; update epoch set value = value + 1');
  await follow(desk, tuesday);
  await desk.owner('delete from notification; delete from mail');
});

const cannotWork = (field: string) => ({ code: 'invalid', fields: { [field]: { key: 'field.cannot-work' } } });
const add = async (kind: string, values: Record<string, unknown>) =>
  (await perform(desk.system(), kind, 'create', null, values)).id;
const group = (name: string, members: string[] = [], more: Record<string, unknown> = {}) =>
  add('group', { name, members, ...more });
const rule = (order: number, word: string, to: string) =>
  add('assignment-rule', { name: `${word} ${order}`, order, where: `title ~ "${word}"`, group: to });
const log = async (title: string, more: Record<string, unknown> = {}) => {
  const { id } = await desk.does('agent', 'create', null, { title, affectedUser: desk.ids.user, ...more });
  return desk.incident(id);
};
const retire = (kind: string, id: string) => perform(desk.system(), kind, 'retire', id, {});

/** Who has anything new in the inbox, and what: `agent: answered`. */
async function heard(): Promise<string[]> {
  await follow(desk, tuesday);
  const rows = await desk.owner<{ who: string; kind: string }>(
    `delete from notification n using person p where p.id = n.person
      returning split_part(lower(p.name), ' ', 1) as who, n.kind`,
  );
  return rows.map(({ who, kind }) => `${who}: ${kind}`).toSorted();
}

describe('a group that is retired', () => {
  it('is passed over by rules: the next one decides', async () => {
    const [crew, next] = [await group('Temp crew'), await group('Next crew')];
    await rule(1, 'zebra', crew);
    await rule(2, 'zebra', next);
    expect(await log('zebra crossing')).toMatchObject({ group: crew });
    await retire('group', crew);
    expect(await log('zebra crossing')).toMatchObject({ group: next });
  });

  it('is passed over where an item or a service names it', async () => {
    const [ofItem, ofService] = [await group('Item crew'), await group('Service crew')];
    const service = await add('service', { name: 'Stables', supportGroup: ofService });
    const configurationItem = await add('configuration-item', { name: 'Door', service, supportGroup: ofItem });
    const all = await desk.owner<{ id: string }>("select id from assignment_rule where state = 'active'");
    for (const { id } of all) await retire('assignment-rule', id);
    expect(await log('It creaks', { configurationItem })).toMatchObject({ group: ofItem });
    await retire('group', ofItem);
    expect(await log('It creaks', { configurationItem })).toMatchObject({ group: ofService });
    await retire('group', ofService);
    expect(await log('It creaks', { configurationItem })).toMatchObject({ group: null });
  });

  it('gets no case back that is reopened', async () => {
    const crew = await group('Gone crew', [desk.ids.agent]);
    const { id } = await log('A gate', { group: crew, assignee: desk.ids.agent });
    await desk.does('agent', 'resolve', id as string, { closeCode: 'fixed', solution: 'Oiled' });
    await retire('group', crew);
    await desk.does('user', 'reopen', id as string, { message: 'It is not' });
    expect((await desk.incident(id as string))['group']).not.toBe(crew);
  });
});

describe('somebody whose account is disabled', () => {
  it('is passed over where the member with the fewest cases gets one', async () => {
    const crew = await group('Balanced', [desk.ids.agent, desk.ids.colleague], { leastLoaded: true });
    await shut(desk, 'agent');
    for (let turn = 0; turn < 3; turn += 1) {
      const { id } = await desk.does('colleague', 'create', null, {
        title: 'No heating',
        affectedUser: desk.ids.user,
        group: crew,
      });
      expect(await desk.incident(id)).toMatchObject({ assignee: desk.ids.colleague });
    }
  });

  it('is given no case, no task and nothing to watch by hand, and who has no account at all can be', async () => {
    const { id } = await log('No paper', { group: desk.ids.desk });
    await shut(desk, 'colleague');
    const give = (who: Who) =>
      desk.does('agent', 'assign', id as string, { group: desk.ids.desk, assignee: desk.ids[who] });
    await expect(give('colleague')).rejects.toMatchObject(cannotWork('assignee'));
    const task = desk.does('agent', 'add-task', id as string, { title: 'Buy some', assignee: desk.ids.colleague });
    await expect(task).rejects.toMatchObject(cannotWork('assignee'));
    const watcher = desk.does('agent', 'add-watcher', id as string, { person: desk.ids.colleague });
    await expect(watcher).rejects.toMatchObject(cannotWork('person'));
    const named = perform(desk.system(), 'group', 'edit', desk.ids.second, { lead: desk.ids.colleague });
    await expect(named).rejects.toMatchObject(cannotWork('lead'));
    await give('lead');
    // Whom a case stops need not be able to sign in.
    await shut(desk, 'user');
    expect(await log('No toner')).toMatchObject({ affectedUser: desk.ids.user });
  });

  it('has a case whose news reach the group, or its lead where nobody else is left', async () => {
    const crew = await group('Small crew', [desk.ids.colleague, desk.ids.specialist], { lead: desk.ids.lead });
    const { id } = await log('No light', { group: crew, assignee: desk.ids.colleague });
    await heard();
    await shut(desk, 'colleague');
    await desk.does('user', 'reply', id as string, { body: 'Still dark' });
    expect(await heard()).toEqual(['sona: answered']);
    await shut(desk, 'specialist');
    await desk.does('user', 'reply', id as string, { body: 'Still dark, you know' });
    expect(await heard()).toEqual(['lea: answered']);
  });

  it('does not get a reopened case back: it waits in the group', async () => {
    const { id } = await log('No water', { group: desk.ids.desk, assignee: desk.ids.colleague });
    await desk.does('agent', 'resolve', id as string, { closeCode: 'fixed', solution: 'Opened the tap' });
    await shut(desk, 'colleague');
    await desk.does('user', 'reopen', id as string, { message: 'Dry again' });
    expect(await desk.incident(id as string)).toMatchObject({
      state: 'assigned',
      assignee: null,
      group: desk.ids.desk,
    });
  });

  it('is mailed nothing of cases that they can no longer open', async () => {
    const { id } = await log('No news', { group: desk.ids.desk, assignee: desk.ids.agent });
    await follow(desk, tuesday);
    await desk.owner('delete from notification; delete from mail');
    await shut(desk, 'user');
    await desk.does('agent', 'resolve', id as string, { closeCode: 'fixed', solution: 'Turned it on' });
    expect(await heard()).toEqual([]);
    expect(await desk.owner('select 1 from mail')).toEqual([]);
  });
});

it('tells the group of what happens to a case that its agent may no longer see', async () => {
  const crew = await group('Acme crew', [desk.ids.specialist], { serves: [desk.ids.customer] });
  const { id } = await log('No heat', { group: crew, assignee: desk.ids.specialist });
  await heard();
  const theirs = await desk.owner<{ id: string; members: string[] }>(
    `select id, members from support_group where $1 = any(members)`,
    [desk.ids.specialist],
  );
  const join = (which: string, members: string[]) => perform(desk.system(), 'group', 'edit', which, { members });
  for (const { id: which, members } of theirs)
    await join(
      which,
      members.filter((one) => one !== desk.ids.specialist),
    );
  await join(crew, [desk.ids.colleague]);
  await desk.does('user', 'reply', id as string, { body: 'Still cold' });
  expect(await heard()).toEqual(['cyril: answered']);
  for (const { id: which, members } of theirs) await join(which, members);
});

it('leads find the cases of who left the house or the group, and of groups that are retired', async () => {
  const crew = await group('Lost crew');
  const smaller = await group('Smaller crew', [desk.ids.agent, desk.ids.specialist]);
  const moved = await log('Found by nobody', { group: smaller, assignee: desk.ids.specialist });
  const stays = await log('Found by nobody', { group: smaller, assignee: desk.ids.agent });
  await perform(desk.system(), 'group', 'edit', smaller, { members: [desk.ids.agent] });
  const kept = await log('Found by nobody', { group: desk.ids.desk, assignee: desk.ids.colleague });
  const lost = await log('Found by nobody', { group: crew });
  const fine = await log('Found by nobody', { group: desk.ids.desk, assignee: desk.ids.agent });
  await retire('group', crew);
  await shut(desk, 'colleague');
  const ctx = await desk.as('agent');
  const type = desk.kit.types.get('incident');
  if (!type) throw new Error('no incidents');
  const parsed = parseFilter('is:left-behind and title = "Found by nobody"', type.filters);
  if (!parsed.ok) throw new Error('unreadable');
  const page = await listRecords(ctx, type, { filter: parsed.filter, sort: 'number', limit: 50 });
  const found = page.rows.map((row) => row['id']);
  expect(found).toContain(kept['id']);
  expect(found).toContain(lost['id']);
  expect(found).toContain(moved['id']);
  expect(found).not.toContain(fine['id']);
  expect(found).not.toContain(stays['id']);
});
