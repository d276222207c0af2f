import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDesk } from '#/app/test/desk.ts';
import type { Desk, Who } from '#/app/test/desk.ts';
import { newId } from '#/platform/ids.ts';
import { openDatabase } from '#/platform/database/pools.ts';
import type { Database } from '#/platform/database/pools.ts';
import { configurationOf } from '#/record/server/configuration.ts';
import { perform } from '#/record/server/commit/perform.ts';
import { testSecret } from '#/record/test/database.ts';
import { createKey } from '../account/keys.ts';
import { setAccountDisabled } from '../account/accounts.ts';
import { openAccess } from './access.ts';
import type { Access } from './access.ts';
import { authenticate } from './authenticate.ts';

// Two web processes over one database: each remembers for itself.
let desk: Desk;
let databases: Database[];
let processes: [Access, Access];
const keys = new Map<Who, string>();
const now = Date.now();

beforeAll(async () => {
  desk = await openDesk();
  databases = [1, 2].map(() => openDatabase({ url: desk.url, secret: testSecret, deadline: 5000, onError: () => {} }));
  const settings = { publicUrl: 'http://localhost', sessionIdle: 1e9, sessionMaximum: 1e9, signInLimit: 10 };
  const open = (database: Database) =>
    openAccess({ database, kit: desk.kit, settings, secret: testSecret, warn: () => {} });
  processes = databases.map(open) as [Access, Access];
  for (const who of ['agent', 'colleague', 'lead'] as const) {
    await desk.owner('insert into account (person) values ($1) on conflict do nothing', [desk.ids[who]]);
    keys.set(who, (await createKey(processes[0], system(), { person: desk.ids[who], name: 'test' })).token);
  }
});
afterAll(async () => {
  await Promise.all(databases.map((one) => one.close()));
  await desk.drop();
});

/** Who a request of a process is from, and what it goes by. */
async function comes(access: Access, who: Who) {
  const request = { id: newId(), origin: 'rest' } as const;
  const ctx = await authenticate(access, { bearer: keys.get(who), face: 'workspace', request, now });
  if (!ctx) throw new Error(`${who} is not let in`);
  return { ctx, grants: ctx.actor.grants, configuration: await configurationOf(ctx) };
}
const both = (who: Who) => Promise.all(processes.map((access) => comes(access, who)));
const epochs = async () => (await desk.owner<Record<string, number>>('select access, rules, names from epoch'))[0];
const system = () => ({ ...desk.system(now), request: { id: newId(), origin: 'rest' as const } });
const raised = async (work: () => Promise<unknown>) => {
  const before = (await epochs()) ?? {};
  await work();
  const after = (await epochs()) ?? {};
  return Object.keys(after).filter((scope) => Number(after[scope]) > Number(before[scope]));
};

describe('what processes remember', () => {
  it('is forgotten by nobody when an agent writes down a caller', async () => {
    const before = await both('colleague');
    const groups = await Promise.all(before.map(({ configuration }) => configuration.rows('group', 'all')));
    const caller = { name: 'New Caller', email: 'new@example.com', organisation: desk.ids.customer };
    const agent = await desk.as('agent', now);
    expect(await raised(() => perform(agent, 'person', 'create', null, caller))).toEqual([]);
    const after = await both('colleague');
    for (const [n, { grants, configuration }] of after.entries()) {
      expect(grants).toBe(before[n]?.grants);
      const rows = await configuration.rows('group', 'all');
      expect(rows[0]).toBe(groups[n]?.[0]);
    }
  });

  it('reaches the next request in every process when a role is given', async () => {
    const before = await both('colleague');
    expect(before.map(({ grants }) => grants.has('audit.read'))).toEqual([false, false]);
    const [role] = await desk.owner<{ id: string }>(`select id from role where code = 'auditor'`);
    const given = { person: desk.ids.colleague, organisation: desk.ids.provider, role: role?.id };
    expect(await raised(() => perform(system(), 'membership', 'create', null, given))).toEqual(['access']);
    expect((await both('colleague')).map(({ grants }) => grants.has('audit.read'))).toEqual([true, true]);
  });

  it('of a person follows that person alone', async () => {
    const others = await both('agent');
    const before = await both('lead');
    expect(before.map(({ ctx }) => ctx.actor.language)).toEqual(['en', 'en']);
    expect(await raised(() => perform(system(), 'person', 'edit', desk.ids.lead, { language: 'sk' }))).toEqual([]);
    expect((await both('lead')).map(({ ctx }) => ctx.actor.language)).toEqual(['sk', 'sk']);
    for (const [n, { grants }] of (await both('agent')).entries()) expect(grants).toBe(others[n]?.grants);
  });

  it('is parted: what a change moves is raised, and nothing else', async () => {
    const edit = (kind: string, id: string, values: object) =>
      raised(() => perform(system(), kind, 'edit', id, { ...values }));
    const { second, customer, user, agent } = desk.ids;
    expect(await edit('group', second, { tier: 3 })).toEqual(['rules']);
    expect(await edit('group', second, { serves: [customer] })).toEqual(['access', 'rules']);
    expect(await edit('group', second, { name: 'Experts' })).toEqual(['access', 'rules', 'names']);
    expect(await edit('organisation', customer, { country: 'SK' })).toEqual(['rules']);
    expect(await edit('person', user, { phone: '+421 900 111 222' })).toEqual([]);
    expect(await edit('person', user, { name: 'Uma Renamed' })).toEqual(['names']);
    const [policy] = await desk.owner<{ id: string }>('select id from clock_policy limit 1');
    expect(await edit('clock-policy', policy?.id ?? '', { order: 77 })).toEqual(['rules']);
    const administrator = await desk.as('administrator', now);
    const close = (closed: boolean) =>
      raised(() => setAccountDisabled({ database: desk.database }, administrator, agent, closed));
    expect(await close(true)).toEqual(['access']);
    expect(await close(false)).toEqual(['access']);
  });

  it('is all forgotten where the release before, or somebody by hand, raises the one number that there was', async () => {
    expect(await raised(() => desk.owner('update epoch set value = value + 1'))).toEqual(['access', 'rules', 'names']);
  });
});
