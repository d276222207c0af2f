import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDesk } from '#/app/test/desk.ts';
import type { Desk } from '#/app/test/desk.ts';

// Whoever is given a case that they cannot see is not told of it, and nobody else looks after it: it is refused.
let desk: Desk;
let foreign: string;
let blind: string;
beforeAll(async () => {
  desk = await openDesk();
  const { ids } = desk;
  blind = (await desk.does('administrator', 'person.create', null, { name: 'Bea Blind', organisation: ids.provider }))
    .id;
  const [role] = await desk.owner<{ id: string }>("select id from role where code = 'agent'");
  await desk.does('administrator', 'membership.create', null, {
    person: blind,
    organisation: ids.provider,
    role: role?.id,
  });
  const group = { name: 'Desk Globex', members: [blind], serves: [ids.other] };
  foreign = (await desk.does('administrator', 'group.create', null, group)).id;
});
afterAll(() => desk.drop());

const log = (input = {}) => desk.does('agent', 'create', null, { title: 'x', affectedUser: desk.ids.user, ...input });
const refused = (field: string, key: string) => ({ code: 'invalid', fields: { [field]: { key } } });

it('a group in which nobody sees the case does not get it: not by assigning, not on logging, not a task', async () => {
  const { id } = await log();
  const why = refused('group', 'incident.group-cannot-see-it');
  await expect(desk.does('agent', 'assign', id, { group: foreign })).rejects.toMatchObject(why);
  await expect(desk.does('agent', 'assign', id, { group: foreign, assignee: blind })).rejects.toMatchObject(why);
  await expect(log({ group: foreign })).rejects.toMatchObject(why);
  await expect(desk.does('agent', 'add-task', id, { title: 'Look', group: foreign })).rejects.toMatchObject(
    refused('group', 'task.cannot-see-it'),
  );
  // For the customer that it serves it may.
  expect(await log({ group: foreign, affectedUser: desk.ids.stranger })).toMatchObject({ state: 'new' });
  expect(await desk.does('agent', 'assign', id, { group: desk.ids.second })).toMatchObject({ id });
});

it('a person who cannot see the case gets neither it nor a task of it, be they of the desk or of another customer', async () => {
  const { id } = await log();
  const members = [desk.ids.agent, desk.ids.colleague, desk.ids.lead];
  await desk.does('administrator', 'group.edit', desk.ids.desk, { members: [...members, desk.ids.neighbour] });
  const why = refused('assignee', 'incident.assignee-cannot-see-it');
  const given = { group: desk.ids.desk, assignee: desk.ids.neighbour };
  await expect(desk.does('agent', 'assign', id, given)).rejects.toMatchObject(why);
  await expect(log(given)).rejects.toMatchObject(why);
  await desk.does('administrator', 'group.edit', desk.ids.desk, { members });
  for (const assignee of [blind, desk.ids.stranger, desk.ids.neighbour])
    await expect(desk.does('agent', 'add-task', id, { title: 'Look', assignee })).rejects.toMatchObject(
      refused('assignee', 'task.cannot-see-it'),
    );
  const { notes } = await desk.does('agent', 'add-task', id, { title: 'Look', assignee: desk.ids.colleague });
  await expect(desk.does('agent', 'edit-task', id, { task: notes['task'], assignee: blind })).rejects.toMatchObject(
    refused('assignee', 'task.cannot-see-it'),
  );
});

it('nobody of another customer is affected by a case or has reported it, when it is logged or changed', async () => {
  const { ids } = desk;
  const why = refused('affectedUser', 'incident.affected-of-another-customer');
  await expect(log({ affectedUser: ids.stranger, customer: ids.customer })).rejects.toMatchObject(why);
  const { id } = await log();
  await expect(desk.does('agent', 'edit', id, { affectedUser: ids.stranger })).rejects.toMatchObject(why);
  const reported = refused('requester', 'incident.affected-of-another-customer');
  await expect(log({ affectedUser: ids.user, requester: ids.stranger })).rejects.toMatchObject(reported);
  await expect(desk.does('agent', 'edit', id, { requester: ids.stranger })).rejects.toMatchObject(reported);
  await desk.does('agent', 'edit', id, { affectedUser: ids.neighbour, requester: ids.agent });
  // The house itself, and the organisations below.
  await desk.does('agent', 'edit', id, { affectedUser: ids.agent });
  const branch = { name: 'Acme West', kind: 'customer', parent: ids.customer };
  const below = (await desk.does('administrator', 'organisation.create', null, branch)).id;
  const person = { name: 'Wes West', organisation: below };
  const wes = (await desk.does('administrator', 'person.create', null, person)).id;
  await desk.does('agent', 'edit', id, { affectedUser: wes });
});
