import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { perform } from '#/record/server/commit/perform.ts';
import { installation } from '../test/installation.ts';
import type { Installation } from '../test/installation.ts';

let desk: Installation;
let acme: string;
let branch: string;
let globex: string;
beforeAll(async () => {
  desk = await installation();
  acme = await desk.customer('Acme');
  branch = await desk.create('organisation', { name: 'Acme branch', kind: 'unit', parent: acme });
  globex = await desk.customer('Globex');
});
afterAll(() => desk.drop());

/** An agent whose group serves these customers; none named: everybody. */
async function agent(name: string, serves: string[], role = 'agent') {
  const id = await desk.person(name, desk.provider, role);
  await desk.create('group', { name: `${name}'s group`, members: [id], serves });
  return desk.as(id);
}

describe('an agent who takes a call', () => {
  it('writes down a new caller of a customer that they serve, and of no other', async () => {
    const ctx = await agent('Anna', [acme]);
    const caller = { name: 'Cyril', email: 'cyril@acme.example', phone: '+421 900 000 000', organisation: acme };
    const { id } = await perform(ctx, 'person', 'create', null, caller);
    const [row] = await desk.database.owner('select name, vip from person where id = $1', [id]);
    expect(row).toEqual({ name: 'Cyril', vip: false });
    await perform(ctx, 'person', 'create', null, { name: 'Branca', organisation: branch });
    for (const organisation of [globex, desk.provider]) {
      const elsewhere = perform(ctx, 'person', 'create', null, { name: 'Dana', organisation });
      await expect(elsewhere).rejects.toMatchObject({ code: 'forbidden' });
    }
    const none = await desk.database.owner("select 1 from person where name = 'Dana'");
    expect(none).toEqual([]);
  });

  it('says who they are and how to reach them, and nothing that changes how they are treated', async () => {
    const ctx = await agent('Bela', [acme]);
    const favoured = perform(ctx, 'person', 'create', null, {
      name: 'Dana',
      organisation: acme,
      vip: true,
      specialHandling: 'First in every queue.',
    });
    await expect(favoured).rejects.toMatchObject({
      code: 'forbidden',
      fields: {
        vip: { key: 'access.not-of-a-caller' },
        specialHandling: { key: 'access.not-of-a-caller' },
      },
    });
  });

  it('who serves everybody still adds nobody to the provider itself', async () => {
    const ctx = await agent('Cecil', []);
    await perform(ctx, 'person', 'create', null, { name: 'Edita', organisation: globex });
    await expect(
      perform(ctx, 'person', 'create', null, { name: 'Felix', organisation: desk.provider }),
    ).rejects.toMatchObject({ fields: { organisation: { key: 'access.caller-of-customer' } } });
  });

  it('gives no roles and edits nobody', async () => {
    const ctx = await agent('Dusan', [acme]);
    const { id: person } = await perform(ctx, 'person', 'create', null, { name: 'Gita', organisation: acme });
    const member = { person, organisation: acme, role: desk.roles.get('contact') };
    await expect(perform(ctx, 'membership', 'create', null, member)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(perform(ctx, 'person', 'edit', person, { phone: '1' })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(perform(ctx, 'person', 'retire', person, {})).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('of the other roles', () => {
  it('leads may do the same, auditors and users nothing, administrators everything', async () => {
    const lead = await agent('Lea', [acme], 'lead');
    await perform(lead, 'person', 'create', null, { name: 'Hana', organisation: acme });
    for (const [role, at] of [
      ['auditor', desk.provider],
      ['user', acme],
      ['contact', acme],
    ] as const) {
      const ctx = await desk.as(await desk.person(`Some ${role}`, at, role));
      const refused = perform(ctx, 'person', 'create', null, { name: 'Ivan', organisation: acme });
      await expect(refused, role).rejects.toMatchObject({ code: 'forbidden' });
    }
    const boss = await desk.as(await desk.person('Boss', desk.provider, 'administrator'));
    await perform(boss, 'person', 'create', null, { name: 'Jana', organisation: desk.provider, vip: true });
  });
});
