import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDesk, tuesday } from '#/app/test/desk.ts';
import type { Desk } from '#/app/test/desk.ts';
import { perform } from '#/record/server/commit/perform.ts';
import { configurationOf } from '#/record/server/configuration.ts';
import { checkFilter } from '#/processes/foundation/server/queries/check-filter.ts';
import { dryRunAssignment } from './dry-run-assignment.ts';
import { dryRunMatrix } from './dry-run-matrix.ts';

let desk: Desk;
let matrix: string;
let network: string;
beforeAll(async () => {
  desk = await openDesk();
  const configuration = await configurationOf(desk.system());
  matrix = (await configuration.rows('priority-matrix'))[0]?.['id'] as string;
  network = (await configuration.rows('category')).find((row) => row['name'] === 'Network')?.['id'] as string;
  for (let urgency = 1; urgency <= 3; urgency += 1) {
    const values = { title: `Urgency ${urgency}`, affectedUser: desk.ids.user, impact: 3, urgency };
    await desk.does('agent', 'create', null, { ...values, ...(urgency === 1 ? { category: network } : {}) });
  }
}, 60_000);
afterAll(() => desk.drop());

const cells = [
  [1, 2, 3],
  [2, 3, 4],
  [2, 4, 5],
];

describe('a dry run of the matrix', () => {
  it('lists what would come out otherwise, changes nothing, and logging does the same once it is saved', async () => {
    const proposal = { id: matrix, values: { cells } };
    const tried = await dryRunMatrix(await desk.as('lead'), proposal);
    expect(tried).toMatchObject({ looked: 3, changed: 1, refused: 0, overridden: 0 });
    expect(tried.examples).toEqual([{ number: 'INC0000001', title: 'Urgency 1', from: 3, to: 2 }]);
    expect((await desk.incident(await idOf('Urgency 1')))['priority']).toBe(3);

    await desk.does('lead', 'priority-matrix.edit', matrix, { cells });
    const values = { title: 'After', affectedUser: desk.ids.user, impact: 3, urgency: 1 };
    const { id } = await desk.does('agent', 'create', null, values);
    expect((await desk.incident(id))['priority']).toBe(2);
    expect((await dryRunMatrix(await desk.as('lead'), proposal)).changed).toBe(0);
  });

  it('counts what a smaller matrix has no cell for, and an override that would hold on', async () => {
    const id = await idOf('Urgency 3');
    await desk.does('lead', 'override-priority', id, { priority: 1, reason: 'The director asked' });
    const smaller = cells.map((row) => row.slice(0, 2));
    const tried = await dryRunMatrix(await desk.as('lead'), { id: matrix, values: { cells: smaller } });
    expect(tried).toMatchObject({ changed: 1, refused: 1, overridden: 1 });
    expect(tried.examples[0]).toMatchObject({ title: 'Urgency 3', from: 5, to: null });
  });

  it('counts all and names none to whoever may not read the cases', async () => {
    const smaller = cells.map((row) => row.slice(0, 2));
    const proposal = { id: matrix, values: { cells: smaller } };
    const tried = await dryRunMatrix(await desk.as('administrator'), proposal);
    expect(tried).toMatchObject({ changed: 1, refused: 1, examples: [], hidden: 1 });
    expect(JSON.stringify(tried)).not.toContain('INC');
    expect(await dryRunMatrix(await desk.as('lead'), proposal)).toMatchObject({ changed: 1, hidden: 0 });
  });

  it('names those that somebody may read, beside how many they may not', async () => {
    const { id } = await desk.does('stranger', 'create', null, { title: 'Of another customer', urgency: 3 });
    const serves = (organisations: string[]) =>
      perform(desk.system(), 'group', 'edit', desk.ids.desk, { serves: organisations });
    await serves([desk.ids.customer]);
    const smaller = cells.map((row) => row.slice(0, 2));
    const tried = await dryRunMatrix(await desk.as('lead'), { id: matrix, values: { cells: smaller } });
    expect([tried.changed, tried.hidden, tried.examples.map(({ title }) => title)]).toEqual([2, 1, ['Urgency 3']]);
    expect(JSON.stringify(tried)).not.toContain(String((await desk.incident(id))['number']));
    await serves([]);
  });

  it('says nothing of a matrix that stands behind another', async () => {
    const tried = await dryRunMatrix(await desk.as('lead'), { id: null, values: { name: 'Other', cells, order: 9 } });
    expect(tried.changed).toBe(0);
  });

  it('refuses what could not be saved', async () => {
    const proposal = { id: matrix, values: { cells: [[7]] } };
    await expect(dryRunMatrix(await desk.as('lead'), proposal)).rejects.toMatchObject({ code: 'invalid' });
  });
});

describe('a dry run of an assignment rule', () => {
  it('says who would have got which case, and logging does the same once it is saved', async () => {
    const rule = { name: 'Network', where: `category = '${network}'`, group: desk.ids.second, order: 10 };
    const tried = await dryRunAssignment(await desk.as('lead'), { id: null, values: rule });
    expect(tried).toMatchObject({ decided: 1, changed: 1 });
    expect(tried.examples[0]).toMatchObject({ title: 'Urgency 1', to: desk.ids.second });
    expect(tried.names[desk.ids.second]?.title).toBe('Specialists');

    await desk.does('lead', 'assignment-rule.create', null, { ...rule, where: "category = 'Network'" });
    const values = { title: 'Router', affectedUser: desk.ids.user, category: network };
    const { id } = await desk.does('agent', 'create', null, values, tuesday + 60_000);
    expect((await desk.incident(id))['group']).toBe(desk.ids.second);
  });

  it('tells nobody which words stand in cases that they may not read', async () => {
    const decided = async (who: 'lead' | 'administrator', where: string) => {
      const values = { name: 'Try', where, group: desk.ids.second, order: 1 };
      const tried = await dryRunAssignment(await desk.as(who), { id: null, values });
      if (who === 'administrator') expect([tried.examples, tried.hidden]).toEqual([[], tried.changed]);
      return tried.decided;
    };
    expect(await decided('lead', "title ~ 'Urgency 1'")).toBe(1);
    for (const where of ["title ~ 'Urgency 1'", "title ~ 'Urgency 9'", "title = 'Urgency 1'"]) {
      expect([where, await decided('administrator', where)]).toEqual([where, 0]);
    }
    const all = await decided('administrator', "not title ~ 'Urgency 9'");
    expect(await decided('administrator', "not title ~ 'Urgency 1'")).toBe(all);
    expect(await decided('administrator', `category = '${network}'`)).toBeGreaterThan(0);
  });

  it('means cases by their numbers: whether one has some title is not to be tried out', async () => {
    const tried = (text: string) => checked(`duplicateOf = '${text}'`);
    const checked = async (text: string) =>
      (await checkFilter(await desk.as('administrator'), { kind: 'incident', text, asker: 'nobody' })).problems.length;
    expect([await tried('Urgency 1'), await tried('No such title')]).toEqual([1, 1]);
    expect([await tried('INC0000001'), await checked("category = 'Network'")]).toEqual([0, 0]);
  });

  it('is stored with ids, so that a renamed category keeps its rule', async () => {
    const [row] = await (await configurationOf(desk.system())).rows('assignment-rule');
    expect(row?.['where']).toContain(network);
  });

  it.each([
    ['category = Nonsense', 'filter.nobody-called'],
    ['assignee = me', 'filter.unknown-attribute'],
    ['prority = 1', 'filter.unknown-field-near'],
    ['priority = ', 'filter.expected-value'],
  ])('cannot be saved with the condition %s', async (where, key) => {
    const values = { name: 'Wrong', where, group: desk.ids.second };
    await expect(desk.does('lead', 'assignment-rule.create', null, values)).rejects.toMatchObject({
      code: 'invalid',
      fields: { where: { key } },
    });
  });
});

async function idOf(title: string): Promise<string> {
  const [row] = await desk.owner<{ id: string }>('select id from incident where title = $1', [title]);
  return row?.id ?? '';
}
