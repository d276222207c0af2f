import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDesk, tuesday } from '#/app/test/desk.ts';
import type { Desk } from '#/app/test/desk.ts';
import { searchPeople } from '#/capabilities/search/server/search-people.ts';
import { searchRecords } from '#/capabilities/search/server/search-records.ts';
import { perform } from '#/record/server/commit/perform.ts';
import { groupMembers } from './group-members.ts';
import { incidentContext } from './incident-context.ts';
import { personContext } from './person-context.ts';
import { similarCases } from './similar.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.drop());

const edit = (kind: string, id: string, input: Record<string, unknown>) =>
  perform(desk.system(), kind, 'edit', id, input);

describe('what stands beside an incident', () => {
  it('is who is affected, who reported it, how to reach them, their other cases and their items', async () => {
    const site = await perform(desk.system(), 'location', 'create', null, {
      name: 'Lisbon',
      timeZone: 'Europe/Lisbon',
    });
    await edit('person', desk.ids.user, {
      phone: '+421 905 123 456',
      vip: true,
      specialHandling: 'Speaks first',
      location: site.id,
    });
    const item = await perform(desk.system(), 'configuration-item', 'create', null, {
      name: 'Laptop 7',
      class: 'computer',
      owner: desk.ids.user,
    });
    const other = await desk.does('user', 'create', null, { title: 'Another' });
    const over = await desk.does('user', 'create', null, { title: 'Over' });
    await desk.does('agent', 'resolve', over.id, { closeCode: 'fixed', solution: 'Done' });
    const { id } = await desk.does('agent', 'create', null, {
      title: 'By telephone',
      affectedUser: desk.ids.user,
      requester: desk.ids.neighbour,
    });
    const context = await incidentContext(await desk.as('agent'), id);
    expect(context.affectedUser).toMatchObject({
      name: 'Uma User',
      phone: '+421 905 123 456',
      vip: true,
      specialHandling: 'Speaks first',
      organisation: { name: 'Acme' },
      location: { name: 'Lisbon' },
      timeZone: 'Europe/Lisbon',
      localTime: '09:00',
    });
    expect(context.requester).toMatchObject({ name: 'Nina Neighbour' });
    expect(context.cases.open.map((one) => one.id)).toEqual([other.id]);
    expect(context.cases.recent.map((one) => one.id)).toEqual([over.id]);
    expect(context.items).toMatchObject([{ id: item.id, name: 'Laptop 7' }]);
    await expect(incidentContext(await desk.as('administrator'), id)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('is the same for a person whose call is being logged, without cases that the agent may not see', async () => {
    const { cases, person } = await personContext(await desk.as('agent'), desk.ids.user);
    expect(person.name).toBe('Uma User');
    expect(cases.open.length).toBeGreaterThan(0);
    expect((await personContext(await desk.as('administrator'), desk.ids.user)).cases).toEqual({
      open: [],
      recent: [],
    });
    await expect(personContext(await desk.as('agent'), desk.ids.provider)).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('similar cases', () => {
  it('are found by words, by a title written alike and by item, each with its reason, never oneself', async () => {
    const item = await perform(desk.system(), 'configuration-item', 'create', null, {
      name: 'Printer 12',
      class: 'printer',
    });
    const log = (title: string, more = {}) =>
      desk.does('agent', 'create', null, { title, affectedUser: desk.ids.user, ...more });
    const solved = await log('Tlačiareň nereaguje', { description: 'third floor' });
    await desk.does('agent', 'resolve', solved.id, { closeCode: 'fixed', solution: 'Zapnúť' });
    const sameItem = await log('Paper everywhere', { configurationItem: item.id });
    const byWord = await log('Cannot log in', { description: 'the hologram projector flickers' });
    const self = await log('Tlaciaren nereaguje vobec');
    const ctx = await desk.as('agent');
    const found = await similarCases(ctx, {
      title: 'Tlaciaren nereaguje vobec',
      description: 'hologram gone',
      item: item.id,
      exclude: self.id,
    });
    const reasons = Object.fromEntries(found.map((hit) => [hit.id, hit.reasons]));
    expect(reasons[solved.id]).toEqual(expect.arrayContaining(['title', 'solved']));
    expect(reasons[sameItem.id]).toContain('same-item');
    expect(reasons[byWord.id]).toContain('words');
    expect(reasons[self.id]).toBeUndefined();
    expect(found[0]?.id).toBe(solved.id);
    expect(await similarCases(ctx, { title: '' })).toEqual([]);
    expect(await similarCases(ctx, { title: `' | & ! ( :* \\` })).toEqual([]);
  });

  it('are at most eight, and only those that one may see', async () => {
    for (let nth = 0; nth < 10; nth++)
      await desk.does('stranger', 'create', null, { title: `Quaternion overflow ${nth}` });
    expect(await similarCases(await desk.as('agent'), { title: 'Quaternion overflow' })).toHaveLength(8);
    expect(await similarCases(await desk.as('administrator'), { title: 'Quaternion overflow' })).toEqual([]);
  });
});

describe('quick search', () => {
  it.each([
    ['uma', 'Uma User'],
    ['us', 'Uma User'],
    ['žofia', 'Žofia Ďuricová'],
    ['zof dur', 'Žofia Ďuricová'],
    ['ďuri', 'Žofia Ďuricová'],
    ['uma.user@ex', 'Uma User'],
    ['z.duricova@', 'Žofia Ďuricová'],
    ['905 123', 'Uma User'],
  ])('finds people by %s', async (typed, name) => {
    const known = await desk.owner('select 1 from person where email = $1', ['z.duricova@acme.example']);
    if (known.length === 0) {
      await perform(desk.system(), 'person', 'create', null, {
        name: 'Žofia Ďuricová',
        email: 'z.duricova@acme.example',
        organisation: desk.ids.customer,
      });
    }
    const { rows } = await searchPeople(await desk.as('agent'), typed, 10);
    expect(rows.map((row) => row.name)).toContain(name);
    expect(rows.length).toBeLessThan(4);
  });

  it('takes LIKE’s and tsquery’s own characters for what they are', async () => {
    for (const typed of ['%', '_', '\\', "'", "a' | 'b", ':*', '@', '-']) {
      expect((await searchPeople(await desk.as('agent'), typed, 50)).rows).toEqual([]);
    }
  });

  it('finds records of any kind by number or words, each through its own predicate', async () => {
    const { id, number } = await desk.does('user', 'create', null, { title: 'Xylophone out of tune' });
    await perform(desk.system(), 'service', 'create', null, { name: 'Xylophone rental' });
    const kinds = async (who: 'agent' | 'administrator', typed: string) =>
      (await searchRecords(await desk.as(who), typed, 10)).rows.map(({ kind }) => kind).toSorted();
    expect(await kinds('agent', 'xyloph')).toEqual(['incident', 'service']);
    expect(await kinds('administrator', 'xyloph')).toEqual(['service']);
    const { rows } = await searchRecords(await desk.as('agent'), number.toLowerCase(), 10);
    expect(rows[0]?.id).toBe(id);
    expect((await searchRecords(await desk.as('administrator'), number, 10)).rows).toEqual([]);
    expect((await searchRecords(await desk.as('agent'), '', 10)).rows).toEqual([]);
  });
});

describe('the people of a group', () => {
  it('are listed with those first who are there and have least to do', async () => {
    await edit('person', desk.ids.colleague, { away: true });
    const { id } = await desk.does('user', 'create', null, { title: 'One' });
    await desk.does('lead', 'take', id);
    const { rows } = await groupMembers(await desk.as('agent', tuesday), desk.ids.desk);
    expect(rows.map(({ name, away, load }) => [name, away, load])).toEqual([
      ['Anna Agent', false, expect.any(Number)],
      ['Lea Lead', false, 1],
      ['Cyril Colleague', true, 0],
    ]);
    await expect(groupMembers(await desk.as('user'), desk.ids.desk)).rejects.toMatchObject({ code: 'not-found' });
  });
});
