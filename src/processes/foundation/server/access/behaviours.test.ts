import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { perform } from '#/record/server/commit/perform.ts';
import { seedRoles, setAccountDisabled, setPassword } from '../api.ts';
import { collide, lockOf } from '../test/collide.ts';
import { installation } from '../test/installation.ts';
import type { Installation } from '../test/installation.ts';
import { readCatalogue } from '#/platform/text/load.ts';
import { shippedRoles } from './roles.ts';

let desk: Installation;
beforeAll(async () => {
  desk = await installation();
});
afterAll(() => desk.drop());

describe('a role', () => {
  it.each([
    [[{ permission: 'incident.read', where: 'priority <' }]],
    [[{ permission: 'incident.read', where: 'colour = red' }]],
    [[{ permission: 'foundation.read', where: 'name = x' }]],
    [[{ permission: 'incident.read', where: '' }]],
    [[{ permission: 'incident' }]],
    [[{ permission: 'incident.read', who: 'me' }]],
    ['everything'],
    [[null]],
  ])('is not saved with grants that cannot be read: %j', async (grants) => {
    const refused = desk.create('role', { name: 'Broken', grants });
    await expect(refused).rejects.toMatchObject({ code: 'invalid', fields: { grants: expect.anything() } });
  });

  it('that ships keeps its code; the administrator’s keeps the means to mend it', async () => {
    const agent = desk.roles.get('agent') as string;
    await expect(perform(desk.system, 'role', 'edit', agent, { code: 'helper' })).rejects.toMatchObject({
      code: 'invalid',
    });
    await perform(desk.system, 'role', 'edit', agent, { name: 'Solver' });
    const administrator = desk.roles.get('administrator') as string;
    const emptied = perform(desk.system, 'role', 'edit', administrator, { grants: [{ permission: 'audit.read' }] });
    await expect(emptied).rejects.toMatchObject({ code: 'conflict' });
    for (const code of ['user', 'administrator']) {
      const retired = perform(desk.system, 'role', 'retire', desk.roles.get(code) as string, {});
      await expect(retired).rejects.toMatchObject({ code: 'step-refused' });
    }
  });

  it('is seeded once, and not put back when somebody changed it', async () => {
    const seed = () => desk.access.database.transaction({ kind: 'staff' }, (tx) => seedRoles({ ...desk.system, tx }));
    const lead = desk.roles.get('lead') as string;
    await perform(desk.system, 'role', 'edit', lead, { name: 'Shift lead' });
    const again = await seed();
    expect(again.get('lead')).toBe(lead);
    const rows = await desk.database.owner<{ name: string }>("select name from role where code = 'lead'");
    expect(rows).toEqual([{ name: 'Shift lead' }]);
    const [item] = await desk.database.owner<{ kind: string; title: string }>(
      'select kind, title from item where id = $1',
      [lead],
    );
    expect(item).toEqual({ kind: 'role', title: 'Shift lead' });
  });

  it('that ships has a name in every language', () => {
    const [english, slovak] = [readCatalogue('en'), readCatalogue('sk')];
    for (const { code, name } of shippedRoles) {
      expect(english.get(`role.${code}.name`)).toBe(name);
      for (const texts of [english, slovak]) {
        expect(texts.get(`role.${code}.name`)).toBeTruthy();
        expect(texts.get(`role.${code}.description`)).toBeTruthy();
      }
    }
  });
});

describe('the last administrator who can sign in', () => {
  it('stays one, by whatever way', async () => {
    const one = await desk.person('One');
    const [first, second] = [await desk.member(one, 'administrator', desk.provider), await desk.person('Two')];
    await setPassword(desk.access, desk.system, one, 'seven quiet herons');
    // An administrator who never chose a password, and one at a customer, are no help.
    await desk.person('No password', desk.provider, 'administrator');
    const acme = await desk.customer('Acme');
    const outside = await desk.person('Outside', acme, 'administrator');
    await setPassword(desk.access, desk.system, outside, 'seven quiet herons');
    const ways = [
      () => perform(desk.system, 'membership', 'retire', first, {}),
      () => perform(desk.system, 'membership', 'edit', first, { role: desk.roles.get('agent') }),
      () => perform(desk.system, 'membership', 'edit', first, { person: second }),
      () => perform(desk.system, 'person', 'retire', one, {}),
      () => setAccountDisabled(desk.access, desk.system, one, true),
    ];
    for (const way of ways)
      await expect(way()).rejects.toMatchObject({ code: 'conflict', text: { key: 'access.last-administrator' } });
    await desk.member(second, 'administrator', desk.provider);
    await setPassword(desk.access, desk.system, second, 'seven quiet herons');
    // Of two who leave at once, one stays.
    const results = await collide(desk, lockOf('mainstay administrators'), () =>
      [one, second].map((who) => setAccountDisabled(desk.access, desk.system, who, true)),
    );
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('the mail address of somebody with an account', () => {
  it('is changed by those alone who may give rights: links for a new password go there', async () => {
    const victim = await desk.person('Victim', desk.provider, 'auditor');
    const role = await desk.create('role', {
      name: 'Clerk',
      workspace: true,
      grants: [{ permission: 'foundation.read' }, { permission: 'foundation.edit' }],
    });
    const clerk = await desk.person('Clerk');
    await desk.create('membership', { person: clerk, role, organisation: desk.provider });
    const ctx = await desk.as(clerk);
    const taken = perform(ctx, 'person', 'edit', victim, { email: 'clerk@evil.example' });
    await expect(taken).rejects.toMatchObject({
      code: 'forbidden',
      fields: { email: { key: 'access.address-of-an-account' } },
    });
    await perform(ctx, 'person', 'edit', victim, { phone: '+421 900 000 000' });
    const plain = await desk.create('person', {
      name: 'No account',
      email: 'old@example.org',
      organisation: desk.provider,
    });
    await perform(ctx, 'person', 'edit', plain, { email: 'new@example.org' });
    const boss = await desk.as(await desk.person('Boss', desk.provider, 'administrator'));
    await perform(boss, 'person', 'edit', victim, { email: 'victim.new@example.org' });
  });
});

describe('a group', () => {
  it('is not the way to more customers for whoever may edit groups and give no rights', async () => {
    const role = await desk.create('role', {
      name: 'Clerk of groups',
      workspace: true,
      grants: [{ permission: 'foundation.read' }, { permission: 'foundation.edit' }],
    });
    const clerk = await desk.person('Clerk of groups');
    await desk.create('membership', { person: clerk, role, organisation: desk.provider });
    const other = await desk.person('Other of groups');
    const [near, far] = [await desk.customer('Near'), await desk.customer('Far')];
    const ctx = await desk.as(clerk);
    const refused = (field: string) => ({
      code: 'forbidden',
      fields: { [field]: { key: `access.own-group-${field}` } },
    });
    const create = (values: object) => perform(ctx, 'group', 'create', null, { name: 'G', ...values });
    await expect(create({ members: [clerk] })).rejects.toMatchObject(refused('members'));
    const { id } = await create({ members: [other], serves: [near] });
    const edit = (values: object) => perform(ctx, 'group', 'edit', id, { ...values });
    await expect(edit({ members: [other, clerk] })).rejects.toMatchObject(refused('members'));
    await edit({ serves: [near, far] });
    const boss = await desk.as(await desk.person('Boss of groups', desk.provider, 'administrator'));
    await perform(boss, 'group', 'edit', id, { members: [other, clerk], serves: [near] });
    for (const serves of [[near, far], [far], []])
      await expect(edit({ serves })).rejects.toMatchObject(refused('serves'));
    await edit({ name: 'Another name', members: [clerk] });
    await perform(ctx, 'group', 'retire', id, {});
    await expect(perform(ctx, 'group', 'restore', id, {})).rejects.toMatchObject(refused('members'));
    await perform(boss, 'group', 'restore', id, {});
    await edit({ members: [other] });
    await expect(edit({ members: [other, clerk] })).rejects.toMatchObject(refused('members'));
  });
});

describe('a membership', () => {
  it('is shown by who, what and where', async () => {
    const ada = await desk.person('Ada Malá');
    const acme = await desk.customer('Acme Ltd');
    const id = await desk.member(ada, 'contact', acme);
    const label = async () =>
      (await desk.database.owner<{ title: string }>('select title from item where id = $1', [id]))[0]?.title;
    expect(await label()).toBe('Ada Malá · Customer contact · Acme Ltd');
    await perform(desk.system, 'membership', 'edit', id, { role: desk.roles.get('user') });
    expect(await label()).toBe('Ada Malá · User · Acme Ltd');
  });
});
