import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDesk } from '#/app/test/desk.ts';
import type { Desk } from '#/app/test/desk.ts';
import { perform } from '#/record/server/commit/perform.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
}, 60_000);
afterAll(() => desk.drop());

const add = async (kind: string, values: Record<string, unknown>) =>
  (await perform(desk.system(), kind, 'create', null, values)).id;
const retire = (kind: string, id: string) => perform(desk.system(), kind, 'retire', id, {});
const log = (values: Record<string, unknown>) => desk.does('agent', 'create', null, { title: 'No mail', ...values });

describe('what a new case takes over from who or what it is about', () => {
  it('is no customer that is retired, as none is that somebody names', async () => {
    const customer = await add('organisation', { name: 'Initech', kind: 'customer' });
    const affectedUser = await add('person', { name: 'Ivo Initech', organisation: customer });
    await log({ affectedUser });
    await retire('organisation', customer);
    const refused = { code: 'invalid', fields: { affectedUser: { key: 'incident.customer-retired' } } };
    await expect(log({ affectedUser })).rejects.toMatchObject(refused);
    await expect(log({ requester: affectedUser })).rejects.toMatchObject(refused);
    await expect(log({ affectedUser, customer })).rejects.toMatchObject({ fields: { customer: expect.anything() } });
  });

  it('is no place and no service that is retired', async () => {
    const [old, place] = [await add('location', { name: 'Old house' }), await add('location', { name: 'New house' })];
    const [fax, mail] = [await add('service', { name: 'Fax' }), await add('service', { name: 'Mail' })];
    const person = await add('person', { name: 'Pia', organisation: desk.ids.customer, location: old });
    const item = (name: string, service: string, location: string) =>
      add('configuration-item', { name, service, location });
    const [gone, here] = [await item('FAX-1', fax, old), await item('SRV-1', mail, place)];
    await retire('location', old);
    await retire('service', fax);
    const taken = async (values: Record<string, unknown>) => {
      const { service, location } = await desk.incident((await log(values)).id);
      return [service, location];
    };
    expect(await taken({ affectedUser: person })).toEqual([null, null]);
    expect(await taken({ affectedUser: person, configurationItem: gone })).toEqual([null, null]);
    expect(await taken({ affectedUser: person, configurationItem: here })).toEqual([mail, place]);
  });
});
