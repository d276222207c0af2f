import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { perform } from '#/record/server/commit/perform.ts';
import { listRecords } from '#/record/server/read/list.ts';
import { authenticate, createKey, setAccountDisabled, whoAmI } from '../api.ts';
import type { Installation } from '../test/installation.ts';
import { installation, kit, noon } from '../test/installation.ts';
import type { SignedContext } from '../api.ts';

let desk: Installation;
beforeAll(async () => {
  desk = await installation();
});
afterAll(() => desk.drop());

const keyOf = async (id: string) => {
  const [row] = await desk.database.owner<{ key: number }>(
    'select customer_key as key from organisation where id = $1',
    [id],
  );
  return row?.key ?? 0;
};

describe('an actor', () => {
  it('is a user of their own organisation without any membership', async () => {
    const acme = await desk.customer('Acme');
    const eva = await desk.as(await desk.person('Eva', acme));
    expect(eva.actor).toMatchObject({ workspace: false, wall: { kind: 'customer', customer: await keyOf(acme) } });
    expect(whoAmI(eva).permissions).toEqual([
      'incident.confirm',
      'incident.follow',
      'incident.reopen',
      'incident.reply',
      'incident.report',
    ]);
    expect(eva.actor.attributes).toMatchObject({
      organisations: [acme],
      groups: [],
      serves: [],
      servesAll: false,
      contactOf: [],
    });
  });

  it('looks through the portal where they may not use the workspace, whatever was asked for', async () => {
    const acme = await desk.customer('Acme 2');
    expect((await desk.as(await desk.person('Eva', acme), { face: 'workspace' })).face).toBe('portal');
    const agent = await desk.person('Agent', desk.provider, 'agent');
    expect((await desk.as(agent, { face: 'workspace' })).face).toBe('workspace');
    expect((await desk.as(agent, { face: 'portal' })).face).toBe('portal');
  });

  it('is staff by a role of the workspace at the provider, and by none at a customer', async () => {
    const acme = await desk.customer('Acme 3');
    const outside = await desk.as(await desk.person('Agent of a customer', acme, 'agent'));
    expect(outside.actor).toMatchObject({ workspace: false, wall: { kind: 'customer' } });
    const inside = await desk.person('Customer who is an agent', acme);
    await desk.member(inside, 'agent', desk.provider);
    expect((await desk.as(inside)).actor).toMatchObject({ workspace: true, wall: { kind: 'staff' } });
  });

  it('stands behind the walls of all organisations they belong to', async () => {
    const [one, two] = [await desk.customer('One'), await desk.customer('Two')];
    const eva = await desk.person('Eva', one);
    await desk.member(eva, 'user', two);
    const keys = [await keyOf(one), await keyOf(two)].toSorted((a, b) => a - b);
    expect((await desk.as(eva)).actor.wall).toEqual({ kind: 'customers', customers: keys });
  });

  it('as a contact speaks for the organisations below, and as a user does not', async () => {
    const top = await desk.customer('Top');
    const middle = await desk.customer('Middle', top);
    const leaf = await desk.customer('Leaf', middle);
    const contact = await desk.as(await desk.person('Contact', top, 'contact'));
    expect((contact.actor.attributes['contactOf'] as string[]).toSorted()).toEqual([top, middle, leaf].toSorted());
    expect(contact.actor.wall).toMatchObject({
      kind: 'customers',
      customers: expect.arrayContaining([await keyOf(leaf)]),
    });
    const user = await desk.as(await desk.person('User', top));
    expect(user.actor.wall).toEqual({ kind: 'customer', customer: await keyOf(top) });
  });

  it('serves what their groups serve, sub-organisations included; a group that names none serves all', async () => {
    const [one, two] = [await desk.customer('Served'), await desk.customer('Not served')];
    const below = await desk.customer('Below', one);
    const agent = await desk.person('Agent', desk.provider, 'agent');
    await desk.create('group', { name: 'A few', members: [agent], serves: [one] });
    const { attributes } = (await desk.as(agent)).actor;
    expect((attributes['serves'] as string[]).toSorted()).toEqual([one, below].toSorted());
    expect(attributes['serves']).not.toContain(two);
    expect(attributes['servesAll']).toBe(false);
    await desk.create('group', { name: 'Everybody', members: [agent] });
    const wider = await desk.as(agent);
    expect(wider.actor.attributes['servesAll']).toBe(true);
    expect(whoAmI(wider).groups.map(({ name }) => name)).toEqual(['A few', 'Everybody']);
  });

  it('has the roles and groups that are in use, and none of the retired', async () => {
    const agent = await desk.person('Agent', desk.provider);
    const membership = await desk.member(agent, 'agent', desk.provider);
    const group = await desk.create('group', { name: 'Group', members: [agent] });
    expect((await desk.as(agent)).actor.workspace).toBe(true);
    await perform(desk.system, 'membership', 'retire', membership, {});
    await perform(desk.system, 'group', 'retire', group, {});
    const after = await desk.as(agent);
    expect(after.actor).toMatchObject({ workspace: false, attributes: { groups: [], servesAll: false } });
  });

  it('survives a tree of organisations that loops', async () => {
    const one = await desk.customer('Loop one');
    const two = await desk.customer('Loop two', one);
    await desk.database.owner('update organisation set parent = $2 where id = $1', [one, two]);
    const contact = await desk.as(await desk.person('Contact', one, 'contact'));
    expect((contact.actor.attributes['contactOf'] as string[]).toSorted()).toEqual([one, two].toSorted());
  });
});

describe('a grant', () => {
  it.each([
    ['a field that is gone', 'colour = red'],
    ['a broken text', 'priority <'],
    ['an empty text', '  '],
    ['free text', 'printer'],
    ['an unknown attribute', 'not group in my.gruops'],
    ['a name instead of an id', "not customer = 'Acme'"],
    ['an unknown condition', 'is:friendly'],
  ])('whose filter has %s grants nothing, and is told of', async (_, where) => {
    const role = await desk.create('role', { name: `Broken ${where}`, grants: [{ permission: 'overview.read' }] });
    const grants = [{ permission: 'incident.read', where }, { permission: 'overview.read' }];
    await desk.database.owner('update role set grants = $2 where id = $1', [role, JSON.stringify(grants)]);
    const someone = await desk.person('Someone');
    await desk.create('membership', { person: someone, role, organisation: desk.provider });
    desk.warnings.length = 0;
    const ctx = await desk.as(someone);
    expect(ctx.actor.grants.has('incident.read')).toBe(false);
    expect(ctx.actor.grants.get('overview.read')).toEqual([null]);
    expect(desk.warnings).toMatchObject([{ facts: { role, permission: 'incident.read' } }]);
  });

  it('of two roles are joined; one without a filter outweighs the others', async () => {
    const someone = await desk.person('Someone', desk.provider, 'agent', 'auditor');
    const { grants } = (await desk.as(someone)).actor;
    expect(grants.get('incident.read')).toEqual([null]);
    expect(grants.get('incident.work')).toEqual([{ kind: 'predicate', name: 'served' }]);
    const both = await desk.person('Both', desk.provider, 'user', 'contact');
    expect((await desk.as(both)).actor.grants.get('incident.follow')).toHaveLength(2);
  });
});

describe('a request', () => {
  it('costs one statement, as long as the configuration stays the same', async () => {
    const agent = await desk.person('Agent', desk.provider, 'agent');
    const { token } = await createKey(desk.access, desk.system, { person: agent, name: 'counted' });
    const ask = () =>
      authenticate(desk.access, { bearer: token, face: 'workspace', request: { id: 'r', origin: 'rest' }, now: noon });
    await ask();
    desk.statements();
    const [first, second] = [await ask(), await ask()];
    expect(desk.statements()).toHaveLength(2);
    expect(first?.actor).toEqual(second?.actor);
  });

  it('sees a changed role, membership, group and organisation at once', async () => {
    const agent = await desk.person('Agent', desk.provider);
    const { token } = await createKey(desk.access, desk.system, { person: agent, name: 'changing' });
    const ask = async () =>
      (await authenticate(desk.access, {
        bearer: token,
        face: 'workspace',
        request: { id: 'r', origin: 'rest' },
        now: noon,
      })) as SignedContext;
    expect((await ask()).actor.workspace).toBe(false);
    await desk.member(agent, 'agent', desk.provider);
    expect((await ask()).actor.workspace).toBe(true);
    await desk.create('group', { name: 'New group', members: [agent] });
    expect((await ask()).actor.attributes['servesAll']).toBe(true);
    await perform(desk.system, 'role', 'edit', desk.roles.get('agent') as string, { workspace: false });
    expect((await ask()).actor.workspace).toBe(false);
    await perform(desk.system, 'role', 'edit', desk.roles.get('agent') as string, { workspace: true });
    await perform(desk.system, 'person', 'retire', agent, {});
    expect(await ask()).toBeNull();
  });

  it('loads somebody once for many requests at a time', async () => {
    const agent = await desk.person('Agent', desk.provider, 'agent');
    const { token } = await createKey(desk.access, desk.system, { person: agent, name: 'many' });
    desk.statements();
    const ask = () =>
      authenticate(desk.access, { bearer: token, face: 'workspace', request: { id: 'r', origin: 'rest' }, now: noon });
    await Promise.all(Array.from({ length: 20 }, ask));
    expect(desk.statements().filter((sql) => sql.includes('from membership'))).toHaveLength(1);
  });

  it('of nobody is nobody’s', async () => {
    const ask = (presented: { cookie?: string; bearer?: string }) =>
      authenticate(desk.access, { ...presented, face: 'portal', request: { id: 'r', origin: 'rest' }, now: noon });
    for (const presented of [{}, { cookie: '' }, { cookie: 'x' }, { bearer: '' }, { cookie: 'A'.repeat(43) }]) {
      expect(await ask(presented)).toBeNull();
    }
    const person = await desk.person('Disabled');
    const { token } = await createKey(desk.access, desk.system, { person, name: 'one' });
    await setAccountDisabled(desk.access, desk.system, person, true);
    expect(await ask({ bearer: token })).toBeNull();
  });
});

describe('the shipped roles', () => {
  it('part content from configuration', async () => {
    const acme = await desk.customer('Content');
    const ada = await desk.person('Ada', acme);
    const id = await desk.create('incident', { title: 'Printer', customer: acme, affectedUser: ada });
    const type = kit.types.get('incident');
    if (!type) throw new Error('no incidents');
    const sees = async (ctx: SignedContext) =>
      (await listRecords(ctx, type, { limit: 200 })).rows.some((row) => row['id'] === id);
    const admin = await desk.as(await desk.person('Admin', desk.provider, 'administrator'));
    expect(await sees(admin)).toBe(false);
    const auditor = await desk.as(await desk.person('Auditor', desk.provider, 'auditor'));
    expect(await sees(auditor)).toBe(true);
    for (const permission of auditor.actor.grants.keys()) {
      // What everybody holds as a user of their own organisation aside.
      if (!auditor.actor.grants.get(permission)?.includes(null)) continue;
      expect(permission).toMatch(/\.(read|export|report)$/);
    }
    await expect(perform(auditor, 'incident', 'resolve', id, {})).rejects.toMatchObject({ code: 'forbidden' });
    const agent = await desk.person('Agent', desk.provider, 'agent');
    expect(await sees(await desk.as(agent))).toBe(false);
    await desk.create('group', { name: 'Serves', members: [agent], serves: [acme] });
    expect(await sees(await desk.as(agent))).toBe(true);
    expect(await sees(await desk.as(ada))).toBe(true);
    expect(await sees(await desk.as(await desk.person('Colleague', acme)))).toBe(false);
    expect(await sees(await desk.as(await desk.person('Contact', acme, 'contact')))).toBe(true);
    expect(await sees(await desk.as(agent, { face: 'portal' }))).toBe(false);
  });
});
