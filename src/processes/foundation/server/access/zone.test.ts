import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDesk } from '#/app/test/desk.ts';
import type { Desk } from '#/app/test/desk.ts';
import { personCards } from '#/processes/operation/incident/server/queries/person-cards.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.drop());

const set = (kind: string, id: string, timeZone: string | null) =>
  desk.does('administrator', `${kind}.edit`, id, { timeZone });
const zoneOfUser = async () => (await desk.as('user')).actor.timeZone;

describe('the time zone of a person', () => {
  it('is their own, else of their location, of their organisation, of what is above those, of the desk', async () => {
    const add = async (kind: string, input: Record<string, unknown>) =>
      (await desk.does('administrator', `${kind}.create`, null, input)).id;
    const country = await add('location', { name: 'Japan', timeZone: 'Asia/Tokyo' });
    const office = await add('location', { name: 'Tokyo', parent: country });
    const holding = await add('organisation', { name: 'Holding', kind: 'customer', timeZone: 'America/New_York' });
    expect(await zoneOfUser()).toBe('Europe/Bratislava');
    await desk.does('administrator', 'organisation.edit', desk.ids.customer, { parent: holding });
    expect(await zoneOfUser()).toBe('America/New_York');
    await set('organisation', desk.ids.customer, 'America/Chicago');
    expect(await zoneOfUser()).toBe('America/Chicago');
    await desk.does('administrator', 'person.edit', desk.ids.user, { location: office });
    expect(await zoneOfUser()).toBe('Asia/Tokyo');
    await set('location', office, 'Asia/Seoul');
    expect(await zoneOfUser()).toBe('Asia/Seoul');
    await set('person', desk.ids.user, 'Europe/Lisbon');
    expect(await zoneOfUser()).toBe('Europe/Lisbon');
  });

  it('is the same beside a case as on their own pages', async () => {
    const [uma, stan] = await personCards(await desk.as('agent'), [desk.ids.user, desk.ids.stranger]);
    expect(uma).toMatchObject({ timeZone: 'Europe/Lisbon', localTime: '09:00' });
    expect(stan).toMatchObject({ timeZone: 'Europe/Bratislava', localTime: '10:00' });
    const [anna] = await personCards(await desk.as('administrator'), [desk.ids.agent]);
    expect(anna).toMatchObject({ timeZone: 'Europe/Bratislava', localTime: '10:00' });
  });
});
