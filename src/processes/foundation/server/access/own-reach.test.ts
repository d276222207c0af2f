import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDesk } from '#/app/test/desk.ts';
import type { Desk } from '#/app/test/desk.ts';
import type { Row } from '#/record/server/commit/commit.ts';

// Whoever may edit groups, organisations and people, and give no rights, comes to see nobody else's cases by that.
let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
  const { ids } = desk;
  const role = await make('role', {
    name: 'Clerk',
    workspace: true,
    grants: [{ permission: 'foundation.read' }, { permission: 'foundation.edit' }],
  });
  await make('membership', { person: ids.colleague, organisation: ids.provider, role });
  const members = [ids.agent, ids.lead];
  await desk.does('administrator', 'group.edit', ids.desk, { members });
  await make('group', { name: 'For Acme', members: [ids.colleague], serves: [ids.customer] });
});
afterAll(() => desk.drop());

const make = async (kind: string, values: Row) => (await desk.does('administrator', `${kind}.create`, null, values)).id;
const serves = async () => (await desk.as('colleague')).actor.attributes;

it('handing the duties of somebody who leaves over to oneself is no way into their groups', async () => {
  const { ids } = desk;
  const person = await make('person', { name: 'Somebody without an account', organisation: ids.provider });
  const group = await make('group', { name: 'For Globex', members: [person], serves: [ids.other] });
  const retire = (successor: string) =>
    desk.does('colleague', 'person.retire', person, { handOver: 'successor', successor });
  await expect(retire(ids.colleague)).rejects.toMatchObject({
    code: 'forbidden',
    fields: { successor: { key: 'access.own-group-members' } },
  });
  expect(await serves()).toMatchObject({ serves: [ids.customer] });
  // To others they may give them, and who may give rights may have them.
  await retire(ids.specialist);
  await desk.does('administrator', 'person.retire', ids.specialist, {
    handOver: 'successor',
    successor: ids.administrator,
  });
  const [row] = await desk.owner<{ members: string[] }>('select members from support_group where id = $1', [group]);
  expect(row?.members).toEqual([ids.administrator]);
});

it('nor is moving an organisation below one that they serve', async () => {
  const { ids } = desk;
  const move = (who: 'colleague' | 'administrator', parent: string | null) =>
    desk.does(who, 'organisation.edit', ids.other, { parent });
  await expect(move('colleague', ids.customer)).rejects.toMatchObject({
    code: 'forbidden',
    fields: { parent: { key: 'access.own-organisation-parent' } },
  });
  expect(await serves()).toMatchObject({ serves: [ids.customer] });
  const elsewhere = await make('organisation', { name: 'A group of companies' });
  await move('colleague', elsewhere);
  await move('administrator', ids.customer);
  // What is theirs already stays theirs, wherever it stands below.
  const below = await make('organisation', { name: 'Acme North', parent: ids.customer });
  await desk.does('colleague', 'organisation.edit', ids.other, { parent: below });
});
