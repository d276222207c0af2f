import { readXlsx } from 'hucre/xlsx';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agreementFor } from '#/processes/design/service-level/server/api.ts';
import { configurationOf } from '#/record/server/configuration.ts';
import { brokenRows } from '#/record/server/row-faults.ts';
import type { Caller, TestWeb } from './open-web.ts';
import { openWeb } from './open-web.ts';

interface Rows {
  rows: { title: string; custom?: Record<string, unknown> }[];
  next: string | null;
  names: Record<string, { title: string }>;
}

let web: TestWeb;
let agent: Caller;
let lead: Caller;
let user: Caller;
const byTitle: Record<string, string> = {};

beforeAll(async () => {
  web = await openWeb();
  const { desk } = web;
  const now = Date.now();
  const field = (values: Record<string, unknown>) =>
    desk.does('administrator', 'custom-field.create', null, { record: 'incident', ...values }, now);
  await field({ key: 'asset', label: 'Asset', labelSk: 'Majetok', kind: 'text', onPortal: true, order: 1 });
  await field({ key: 'why', label: 'Why', kind: 'long-text' });
  await field({ key: 'floor', label: 'Floor', kind: 'integer', onPortal: true });
  await field({ key: 'cost', label: 'Cost', kind: 'decimal' });
  await field({ key: 'leased', label: 'Leased', kind: 'boolean' });
  await field({ key: 'until', label: 'Until', kind: 'date' });
  await field({ key: 'env', label: 'Environment', kind: 'choice', options: ['Prod', 'Pre prod'], onPortal: true });
  await field({ key: 'keeper', label: 'Keeper', kind: 'ref', to: 'person' });
  const log = async (title: string, custom: Record<string, unknown>) => {
    const { id } = await desk.does('agent', 'create', null, { title, affectedUser: desk.ids.user, custom }, now);
    byTitle[title] = id;
  };
  await log('full', {
    asset: 'A-00123',
    why: 'because of the lease',
    floor: 3,
    cost: 12.5,
    leased: true,
    until: '2026-12-24',
    env: 'Prod',
    keeper: desk.ids.agent,
  });
  await log('other', { asset: 'b-2', floor: -1, cost: 7, leased: false, until: '2026-01-02', env: 'Pre prod' });
  await log('bare', {});
  agent = await web.keyOf('agent');
  lead = await web.keyOf('lead');
  user = await web.keyOf('user');
}, 120_000);
afterAll(() => web.stop());

const listed = async (who: Caller, path: string): Promise<Rows> => {
  const answer = await who('GET', path);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json<Rows>();
};
const found = async (filter: string, who = agent, face = '') =>
  (await listed(who, `${face}/incidents?filter=${encodeURIComponent(filter)}`)).rows
    .map(({ title }) => title)
    .toSorted();

describe("customers' own fields in the workspace", () => {
  it.each([
    ['custom.asset = "A-00123"', ['full']],
    ['custom.asset ~ a-0', ['full']],
    ['custom.asset is empty', ['bare']],
    ['custom.asset != "A-00123"', ['bare', 'other']],
    ['custom.why ~ "of the"', ['full']],
    ['custom.floor < 0', ['other']],
    ['custom.floor between -1 and 3', ['full', 'other']],
    ['custom.cost > 12', ['full']],
    ['custom.cost = 12.5', ['full']],
    ['custom.leased = true', ['full']],
    ['custom.leased != true', ['bare', 'other']],
    ['custom.until >= 2026-06-01', ['full']],
    ['custom.env = Prod', ['full']],
    ["custom.env not in ('Pre prod')", ['bare', 'full']],
    ["not custom.env = 'Pre prod'", ['bare', 'full']],
    ['custom.keeper = me', ['full']],
    ["custom.keeper = 'anna agent'", ['full']],
  ])('are filtered by: %s', async (filter, titles) => {
    expect(await found(filter)).toEqual(titles);
  });

  it('refuse a value that a field cannot have, and a field that is not there', async () => {
    const problem = async (filter: string) =>
      (await agent('GET', `/incidents?filter=${encodeURIComponent(filter)}`)).statusCode;
    expect(await problem('custom.floor = many')).toBe(400);
    expect(await problem('custom.env = Test')).toBe(400);
    expect(await problem('custom.wing = A')).toBe(400);
    expect((await agent('GET', '/incidents?sort=custom.wing')).statusCode).toBe(400);
    expect((await agent('GET', '/incidents?fields=custom.wing')).statusCode).toBe(400);
  });

  it.each(['asset', 'why', 'floor', 'cost', 'leased', 'until', 'env', 'keeper'])(
    'are sorted by %s, page by page, what is empty last',
    async (key) => {
      for (const sort of [`custom.${key}`, `-custom.${key}`]) {
        const titles: string[] = [];
        let cursor = '';
        for (let page = 0; page < 4; page++) {
          const { rows, next } = await listed(agent, `/incidents?sort=${sort}&limit=1&fields=title${cursor}`);
          titles.push(...rows.map(({ title }) => title));
          if (next === null) break;
          cursor = `&cursor=${encodeURIComponent(next)}`;
        }
        expect(titles.toSorted()).toEqual(['bare', 'full', 'other']);
        const filled = ['asset', 'floor', 'cost', 'leased', 'until', 'env'].includes(key);
        if (filled) expect(titles[2]).toBe('bare');
        else expect(titles[0]).toBe('full');
        if (key === 'cost')
          expect(titles).toEqual(sort.startsWith('-') ? ['full', 'other', 'bare'] : ['other', 'full', 'bare']);
      }
    },
  );

  it('are listed by their names, with the names of those that they refer to', async () => {
    const { rows, names } = await listed(
      agent,
      `/incidents?fields=title,custom.env,custom.keeper&filter=${encodeURIComponent('title = full')}`,
    );
    const { agent: keeper } = web.desk.ids;
    expect(rows[0]?.custom).toEqual({ env: 'Prod', keeper });
    expect(names[keeper]?.title).toBe('Anna Agent');
    expect((await agent('GET', `/incidents/${byTitle['full']}`)).json<Rows>().names[keeper]?.title).toBe('Anna Agent');
  });

  it('are told of with the record type, in the words of the reader', async () => {
    type Told = { types: { name: string; own: { name: string; label: string; kind: string; options?: object[] }[] }[] };
    const told = (await agent('GET', '/definitions')).json<Told>().types.find(({ name }) => name === 'incident');
    expect(told?.own.map(({ name }) => name)[0]).toBe('custom.asset');
    expect(told?.own).toContainEqual(
      expect.objectContaining({
        name: 'custom.env',
        label: 'Environment',
        kind: 'choice',
        options: [
          { value: 'Prod', label: 'Prod' },
          { value: 'Pre prod', label: 'Pre prod' },
        ],
      }),
    );
    const portal = (await user('GET', '/portal/definitions'))
      .json<Told>()
      .types.find(({ name }) => name === 'incident');
    expect(portal?.own.map(({ name }) => name).toSorted()).toEqual(['custom.asset', 'custom.env', 'custom.floor']);
  });

  it('are exported in every format', async () => {
    const filter = encodeURIComponent('title = full');
    const csv = (await lead('GET', `/incidents/export?format=csv&filter=${filter}`)).body;
    const [head = '', row = ''] = csv.split(/\r?\n/);
    for (const label of ['Asset', 'Why', 'Floor', 'Cost', 'Leased', 'Until', 'Environment', 'Keeper']) {
      expect(head).toContain(label);
    }
    for (const value of ['A-00123', 'because of the lease', '12.5', '2026-12-24', 'Prod', 'Anna Agent']) {
      expect(row).toContain(value);
    }
    const lines = (await lead('GET', `/incidents/export?format=jsonl&fields=title,custom.cost&sort=custom.cost`)).body;
    expect(
      lines
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as object),
    ).toEqual([
      { title: 'other', 'custom.cost': 7 },
      { title: 'full', 'custom.cost': 12.5 },
      { title: 'bare', 'custom.cost': null },
    ]);
    const xlsx = await lead('GET', `/incidents/export?format=xlsx&fields=custom.env,custom.cost&filter=${filter}`);
    const { sheets } = await readXlsx(xlsx.rawPayload);
    expect(sheets[0]?.rows).toEqual([
      ['Environment', 'Cost'],
      ['Prod', 12.5],
    ]);
  });

  it('are changed many at once, and the preview says which', async () => {
    const ids = [byTitle['other'], byTitle['bare']];
    const body = { ids, action: 'edit', input: { custom: { floor: 9 } }, preview: true };
    type Preview = { rows: { ok: boolean; changes: object }[] };
    const { rows } = (await agent('POST', '/incidents/bulk', { body })).json<Preview>();
    expect(rows.map(({ changes }) => changes)).toEqual([{ 'custom.floor': [-1, 9] }, { 'custom.floor': [null, 9] }]);
    const changed = await agent('POST', '/incidents/bulk', { body: { ...body, preview: false } });
    expect(changed.json()).toMatchObject({ done: 2 });
    expect(await found('custom.floor = 9')).toEqual(['bare', 'other']);
    const { run } = changed.json<{ run: string }>();
    expect((await agent('POST', `/bulk-runs/${run}/undo`, { body: {} })).json()).toMatchObject({ done: 2 });
    expect(await found('custom.floor < 0')).toEqual(['other']);
    expect(await found('custom.floor is empty')).toEqual(['bare']);
  });

  it('stand in views', async () => {
    const body = { name: 'Leased', kind: 'incident', filter: 'custom.leased = true', sort: 'custom.cost' };
    const made = await agent('POST', '/views', { body });
    expect(made.statusCode, made.body).toBeLessThan(300);
    const wrong = await agent('POST', '/views', { body: { ...body, filter: 'custom.wing = A' } });
    expect(wrong.statusCode).toBeGreaterThanOrEqual(400);
  });
});

describe("customers' own fields on the portal", () => {
  it('are read, filtered, sorted and exported where they are shown there, and not at all where they are not', async () => {
    const { rows } = await listed(user, '/portal/incidents?sort=custom.floor');
    expect(rows.map(({ title, custom }) => [title, custom])).toEqual([
      ['other', { asset: 'b-2', env: 'Pre prod', floor: -1 }],
      ['full', { asset: 'A-00123', env: 'Prod', floor: 3 }],
      ['bare', { asset: null, env: null, floor: null }],
    ]);
    const one = (await user('GET', `/portal/incidents/${byTitle['full']}`)).json<{ record: object }>();
    expect(one.record).toMatchObject({ custom: { asset: 'A-00123', env: 'Prod', floor: 3 } });
    expect(JSON.stringify(one)).not.toContain('because of the lease');
    expect(await found('custom.env = Prod', user, '/portal')).toEqual(['full']);
    expect(await found('custom.asset is empty', user, '/portal')).toEqual(['bare']);
    expect((await user('GET', `/portal/incidents?filter=${encodeURIComponent('custom.cost > 1')}`)).statusCode).toBe(
      400,
    );
    expect((await user('GET', '/portal/incidents?sort=custom.cost')).statusCode).toBe(400);
    expect((await user('GET', '/portal/incidents?fields=custom.cost')).statusCode).toBe(400);
    const csv = (await user('GET', '/portal/incidents/export?format=csv')).body;
    expect(csv).toContain('A-00123');
    expect(csv).not.toContain('12.5');
  });

  it('keep the wall: nobody reads another customer’s, whatever they ask the database for', async () => {
    const stranger = await web.keyOf('stranger');
    expect((await listed(stranger, '/portal/incidents')).rows).toEqual([]);
    const { customer_key: other = 0 } =
      (
        await web.desk.owner<{ customer_key: number }>('select customer_key from organisation where id = $1', [
          web.desk.ids.other,
        ])
      )[0] ?? {};
    const [row] = await web.desk.database.read<{ open: object | null }>(
      { kind: 'customer', customer: other },
      { sql: 'select incident_open_custom($1) as open', parameters: [byTitle['full']] },
    );
    expect(row?.open ?? {}).toEqual({});
  });

  it('move the last change that everybody may know of where they are shown there, and only there', async () => {
    const at = async () =>
      (await user('GET', `/portal/incidents/${byTitle['bare']}`)).json<{ record: { updatedAt: string } }>().record
        .updatedAt;
    const edit = (custom: object) => web.desk.does('agent', 'edit', byTitle['bare'] ?? '', { custom }, Date.now());
    const before = await at();
    await edit({ cost: 99 });
    expect(await at()).toBe(before);
    await edit({ asset: 'C-3', cost: 100 });
    expect(await at()).not.toBe(before);
    const told = (await user('GET', `/portal/incidents/${byTitle['bare']}/history`)).body;
    expect(told).toContain('C-3');
    expect(told).not.toContain('custom.cost');
    await edit({ asset: null });
  });

  it('are given with a report', async () => {
    const body = { title: 'From the portal', custom: { floor: 5 } };
    const made = await user('POST', '/portal/incidents', { body });
    expect(made.statusCode, made.body).toBe(201);
    expect(made.json<{ record: object }>().record).toMatchObject({ custom: { floor: 5 } });
    const told = await user('POST', '/portal/cases', { body: { title: 'Told', urgency: 2, custom: { env: 'Prod' } } });
    expect(told.statusCode, told.body).toBe(201);
    expect(told.json<{ record: object }>().record).toMatchObject({ custom: { env: 'Prod' } });
    const staff = await user('POST', '/portal/incidents', { body: { ...body, custom: { cost: 5 } } });
    expect(staff.statusCode).toBe(422);
  });
});

describe("rules about customers' own fields", () => {
  it('decide by them, and what somebody may do does not', async () => {
    const { desk } = web;
    const rule = { name: 'Leased', where: 'custom.leased = true', group: desk.ids.second, order: 1 };
    await desk.does('administrator', 'assignment-rule.create', null, rule, Date.now());
    const log = async (leased: boolean) => {
      const input = { title: 'by rule', affectedUser: desk.ids.user, custom: { leased } };
      return desk.incident((await desk.does('agent', 'create', null, input, Date.now())).id);
    };
    expect((await log(true))['group']).toBe(desk.ids.second);
    expect((await log(false))['group']).not.toBe(desk.ids.second);
    const ctx = await desk.as('administrator', Date.now());
    const [policy] = await (await configurationOf(ctx)).rows('clock-policy');
    const { kind, calendar, targets, thresholds, respectHours } = policy ?? {};
    const values = { name: 'Leased', kind, calendar, targets, thresholds, respectHours, order: 1, where: rule.where };
    const { id } = await desk.does('administrator', 'clock-policy.create', null, values, Date.now());
    const now = await desk.as('administrator', Date.now());
    expect((await agreementFor(now, 'incident', await log(true)))?.policy).toBe(id);
    expect((await agreementFor(now, 'incident', await log(false)))?.policy).not.toBe(id);
    expect(await brokenRows(now)).toEqual([]);
    const grants = [{ permission: 'incident.read', where: 'custom.leased = true' }];
    await expect(
      desk.does('administrator', 'role.create', null, { name: 'Odd', workspace: true, grants }, Date.now()),
    ).rejects.toMatchObject({ code: 'invalid' });
  });
});
