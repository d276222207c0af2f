import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDesk } from '#/app/test/desk.ts';
import type { Desk } from '#/app/test/desk.ts';
import { newId } from '#/platform/ids.ts';
import type { Context } from './context.ts';
import { perform } from './commit/perform.ts';

let desk: Desk;
let ours: string;
let theirs: string;
let reader: Context;
const service: Record<'offered' | 'internal' | 'retired', string> = { offered: '', internal: '', retired: '' };

beforeAll(async () => {
  desk = await openDesk();
  const { ids } = desk;
  // The agents serve Acme alone from here on.
  for (const group of [ids.desk, ids.second]) {
    await desk.does('administrator', 'group.edit', group, { serves: [ids.customer] });
  }
  ours = (await desk.does('user', 'create', null, { title: 'Ours' })).id;
  theirs = (await desk.does('stranger', 'create', null, { title: 'Theirs' })).id;
  for (const name of ['offered', 'internal', 'retired'] as const) {
    const input = { name, onPortal: name !== 'internal' };
    service[name] = (await desk.does('administrator', 'service.create', null, input)).id;
  }
  const grants = ['read', 'create', 'work'].map((verb) => ({ permission: `incident.${verb}` }));
  const role = await desk.does('administrator', 'role.create', null, { name: 'Narrow', workspace: true, grants });
  const narrow = (await desk.does('administrator', 'person.create', null, { name: 'Nora', organisation: ids.provider }))
    .id;
  await desk.does('administrator', 'membership.create', null, {
    person: narrow,
    role: role.id,
    organisation: ids.provider,
  });
  Object.assign(ids, { colleague: narrow });
  reader = await desk.as('colleague');
});
afterAll(() => desk.drop());

const logged = async (input: Record<string, unknown> = {}) =>
  (await desk.does('agent', 'create', null, { title: 'No sound', affectedUser: desk.ids.user, ...input })).id;
const unknown = (field: string) => ({ code: 'invalid', fields: { [field]: { key: 'field.unknown-record' } } });
const cancel = (id: string, duplicateOf: string) =>
  desk.does('agent', 'cancel', id, { reason: 'The same again', duplicateOf });

describe('a reference', () => {
  it('is to a record that its author may see; any other is told like one that is not there', async () => {
    const id = await logged();
    const [hidden, absent] = await Promise.all(
      [theirs, newId(Date.now())].map((other) => cancel(id, other).catch((error: unknown) => error)),
    );
    expect(hidden).toMatchObject(unknown('duplicateOf'));
    expect(JSON.stringify(hidden)).toBe(JSON.stringify(absent));
    await cancel(id, ours);
    expect((await desk.incident(id))['duplicateOf']).toBe(ours);
  });

  it('is checked for records of no customer too, as far as somebody may read them at all', async () => {
    const refused = perform(reader, 'incident', 'create', null, {
      title: 'x',
      customer: desk.ids.customer,
      service: service.offered,
    });
    await expect(refused).rejects.toMatchObject({
      fields: { customer: { key: 'field.unknown-record' }, service: { key: 'field.unknown-record' } },
    });
    // Oneself one may always name.
    const own = perform(reader, 'incident', 'create', null, { title: 'x', affectedUser: reader.actor.person });
    await expect(own).resolves.toMatchObject({ state: expect.any(String) });
  });

  it('that stood there and is not changed stays, hidden or retired', async () => {
    const id = await logged({ service: service.retired, category: null });
    await desk.does('administrator', 'service.retire', service.retired);
    await desk.does('agent', 'edit', id, { title: 'No sound at all', service: service.retired });
    await perform(reader, 'incident', 'edit', id, { title: 'Silence', service: service.retired });
    const other = await logged();
    await expect(desk.does('agent', 'edit', other, { service: service.retired })).rejects.toMatchObject({
      fields: { service: { key: 'field.retired-record' } },
    });
    await expect(perform(reader, 'incident', 'edit', id, { service: service.offered })).rejects.toMatchObject(
      unknown('service'),
    );
  });

  it('of a list is asked about where it is new', async () => {
    await desk.does('administrator', 'group.edit', desk.ids.second, { members: [desk.ids.specialist] });
    await desk.does('administrator', 'person.retire', desk.ids.specialist, { handOver: 'keep' });
    const both = [desk.ids.specialist, desk.ids.agent];
    await desk.does('administrator', 'group.edit', desk.ids.second, { members: both });
    await desk.does('administrator', 'person.restore', desk.ids.specialist);
    await expect(
      desk.does('administrator', 'group.edit', desk.ids.second, { members: [...both, service.offered] }),
    ).rejects.toMatchObject(unknown('members'));
  });

  it('is one statement, however many there are', async () => {
    const ran: string[] = [];
    const ctx = await desk.as('agent');
    const db: Context['db'] = {
      ...ctx.db,
      transaction: (wall, work, signal) =>
        ctx.db.transaction(
          wall,
          (tx) => work({ ...tx, query: (query) => (ran.push(query.sql), tx.query(query)) }),
          signal,
        ),
    };
    const input = { title: 'x', affectedUser: desk.ids.user, customer: desk.ids.customer, service: service.offered };
    await perform({ ...ctx, db }, 'incident', 'create', null, input);
    expect(ran.filter((sql) => sql.includes('from item i where i.id in'))).toHaveLength(1);
  });
});

describe('on the portal', () => {
  const report = (input: Record<string, unknown>) => desk.does('user', 'create', null, { title: 'No sound', ...input });

  it('people refer to services that are offered there, to items, places and categories', async () => {
    const item = await desk.does('administrator', 'configuration-item.create', null, { name: 'Beamer' });
    const place = await desk.does('administrator', 'location.create', null, { name: 'Hall' });
    const { id } = await report({ service: service.offered, configurationItem: item.id, location: place.id });
    expect(await desk.incident(id)).toMatchObject({ service: service.offered, configurationItem: item.id });
  });

  it('they refer to no other service, and to nobody else', async () => {
    await expect(report({ service: service.internal })).rejects.toMatchObject(unknown('service'));
    await expect(report({ affectedUser: desk.ids.neighbour })).rejects.toMatchObject(unknown('affectedUser'));
    await report({ affectedUser: desk.ids.user });
  });
});

describe('an API key', () => {
  it('names what belongs to no customer as far as its person may, and cases as far as it reads them', async () => {
    const ctx = await desk.as('agent');
    const key = (...scopes: string[]): Context => ({ ...ctx, actor: { ...ctx.actor, scopes } });
    const id = await logged();
    await perform(key('incident.create'), 'incident', 'create', null, {
      title: 'Disk full',
      affectedUser: desk.ids.user,
      service: service.offered,
    });
    const input = { reason: 'The same again', duplicateOf: ours };
    await expect(perform(key('incident.work'), 'incident', 'cancel', id, input)).rejects.toMatchObject({
      code: 'not-found',
    });
    await perform(key('incident.work', 'incident.read'), 'incident', 'cancel', id, input);
  });
});
