import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDesk, tuesday } from '#/app/test/desk.ts';
import type { Desk } from '#/app/test/desk.ts';
import { follow } from '#/app/test/follow.ts';
import { setAccountDisabled } from '#/processes/foundation/server/api.ts';
import { perform } from '#/record/server/commit/perform.ts';
import { newId } from '#/platform/ids.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import { dutiesOf } from './duties-of.ts';
import { dutyRoutes } from './routes.ts';

let desk: Desk;
beforeAll(async () => void (desk = await openDesk()));
afterAll(() => desk.drop());

const add = async (kind: string, values: Row) => (await perform(desk.system(), kind, 'create', null, values)).id;
const read = async (table: string, id: string): Promise<Row> =>
  (await desk.owner(`select * from ${table} where id = $1`, [id]))[0] as Row;
const route = dutyRoutes[0];

/** Somebody of the desk with two open cases (one waits), one that is over, a task, a group to lead, a service, an item. */
async function leaver(name: string) {
  const id = await add('person', { name, organisation: desk.ids.provider });
  const [agent] = await desk.owner<{ id: string }>(`select id from role where code = 'agent'`);
  await add('membership', { person: id, organisation: desk.ids.provider, role: agent?.id });
  const member = await add('group', { name: `${name}'s`, members: [id, desk.ids.agent], lead: id });
  const other = await add('group', { name: `${name}'s other`, members: [id] });
  const service = await add('service', { name: `${name}'s mail`, owner: id });
  const item = await add('configuration-item', { name: `${name}'s server`, owner: id });
  const log = async (more: Row = {}) =>
    (
      await desk.does('agent', 'create', null, {
        title: 'No mail',
        affectedUser: desk.ids.user,
        group: member,
        assignee: id,
        ...more,
      })
    ).id;
  const [working, waiting] = [await log(), await log()];
  await desk.does('agent', 'start', working);
  const [reason] = await desk.owner<{ id: string }>(`select id from pending_reason where waits_for_user limit 1`);
  await desk.does('agent', 'wait', waiting, { reason: reason?.id, message: 'Which one?' });
  const over = await log({ closeCode: 'fixed', solution: 'Done' });
  await desk.does('agent', 'add-task', working, { title: 'Look', assignee: id });
  const [task] = await desk.owner<{ id: string }>('select id from task where assignee = $1', [id]);
  return { kind: 'person', id, member, other, service, item, working, waiting, over, task: task?.id as string };
}

const counted = [
  { kind: 'group', field: 'lead', count: 1 },
  { kind: 'group', field: 'members', count: 2 },
  { kind: 'service', field: 'owner', count: 1 },
  { kind: 'configuration-item', field: 'owner', count: 1 },
  { kind: 'incident', field: 'assignee', count: 2 },
  { kind: 'task', field: 'assignee', count: 1 },
];

describe('retiring a person', () => {
  it('says beforehand what hangs on them, in numbers, to whoever may retire them and to nobody else', async () => {
    const { id } = await leaver('Filip');
    const ask = async (who: 'administrator' | 'agent' | 'user') =>
      route?.handle(await desk.as(who), { params: { id } } as never);
    const answer = await ask('administrator');
    expect(answer).toMatchObject({ total: 8 });
    expect((answer as { rows: unknown[] }).rows.toSorted()).toEqual(expect.arrayContaining(counted));
    await expect(ask('agent')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(ask('user')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('asks what becomes of it, and does nothing before that is said', async () => {
    const { id, working } = await leaver('Greta');
    const undecided = desk.does('administrator', 'person.retire', id);
    await expect(undecided).rejects.toMatchObject({
      code: 'invalid',
      fields: { handOver: { key: 'duty.decide', params: { count: 8 } } },
    });
    const nobody = desk.does('administrator', 'person.retire', id, { handOver: 'successor' });
    await expect(nobody).rejects.toMatchObject({ fields: { successor: { key: 'field.required' } } });
    const oneself = desk.does('administrator', 'person.retire', id, { handOver: 'successor', successor: id });
    await expect(oneself).rejects.toMatchObject({ fields: { successor: { key: 'duty.not-oneself' } } });
    expect(await read('person', id)).toMatchObject({ state: 'active' });
    await desk.does('administrator', 'person.retire', id, { handOver: 'keep' });
    expect(await desk.incident(working)).toMatchObject({ assignee: id });
    expect((await dutiesOf(desk.system(), { kind: 'person', id })).total).toBe(8);
  });

  it('gives everything to a successor, in one go; waits go on', async () => {
    const gone = await leaver('Hugo');
    const successor = desk.ids.colleague;
    await follow(desk, tuesday);
    await desk.owner('delete from notification');
    await desk.does('administrator', 'person.retire', gone.id, { handOver: 'successor', successor });
    expect(await dutiesOf(desk.system(), gone)).toEqual({ total: 0, rows: [] });
    expect(await desk.incident(gone.working)).toMatchObject({ assignee: successor, state: 'in-progress' });
    expect(await desk.incident(gone.waiting)).toMatchObject({ assignee: successor, state: 'pending' });
    expect((await desk.incident(gone.waiting))['pendingReason']).not.toBeNull();
    expect(await desk.incident(gone.over)).toMatchObject({ assignee: gone.id });
    const members = await read('support_group', gone.member);
    expect(members).toMatchObject({ lead: successor, members: [successor, desk.ids.agent] });
    expect(await read('support_group', gone.other)).toMatchObject({ members: [successor] });
    expect(await read('service', gone.service)).toMatchObject({ owner: successor });
    expect(await read('configuration_item', gone.item)).toMatchObject({ owner: successor });
    expect(await read('task', gone.task)).toMatchObject({ assignee: successor });
    // In the name of who did it, with what it followed from, and told to whom it concerns.
    const [entry] = await desk.owner<{ actor: string }>(
      `select actor from history where item = $1 and action = 'hand-over' limit 1`,
      [gone.working],
    );
    expect(entry?.actor).toBe(desk.ids.administrator);
    await follow(desk, tuesday);
    const told = await desk.owner<{ kind: string }>('select kind from notification where person = $1', [successor]);
    expect(told.map(({ kind }) => kind)).toContain('assigned');
  });

  it('gives everything back to the groups, where the cases wait for somebody, and tells them', async () => {
    const gone = await leaver('Iris');
    await follow(desk, tuesday);
    await desk.owner('delete from notification');
    await desk.does('administrator', 'person.retire', gone.id, { handOver: 'release' });
    expect(await desk.incident(gone.working)).toMatchObject({ assignee: null, group: gone.member, state: 'assigned' });
    expect(await desk.incident(gone.waiting)).toMatchObject({ assignee: null, group: gone.member, state: 'pending' });
    expect(await read('support_group', gone.member)).toMatchObject({ lead: null, members: [desk.ids.agent] });
    expect(await read('support_group', gone.other)).toMatchObject({ members: [] });
    expect(await read('service', gone.service)).toMatchObject({ owner: null });
    expect(await read('task', gone.task)).toMatchObject({ assignee: null, support_group: gone.member });
    await follow(desk, tuesday);
    const told = await desk.owner<{ kind: string }>('select kind from notification where person = $1', [
      desk.ids.agent,
    ]);
    expect(told.map(({ kind }) => kind)).toContain('assigned-group');
  });

  it('changes nothing at all where one of it is refused', async () => {
    const gone = await leaver('Jonas');
    // A rule of the database that one of the services breaks stands for whatever may be refused.
    await desk.owner(`create or replace function pg_temp_refuse() returns trigger language plpgsql as
      $$ begin raise exception 'no' using errcode = '23514'; end $$`);
    await desk.owner(`create trigger refuse before update on service for each row when (old.id = '${gone.service}')
      execute function pg_temp_refuse()`);
    const { id } = gone;
    await expect(desk.does('administrator', 'person.retire', id, { handOver: 'release' })).rejects.toThrow(/^no$/);
    await desk.owner('drop trigger refuse on service');
    expect(await read('person', id)).toMatchObject({ state: 'active' });
    expect((await dutiesOf(desk.system(), gone)).total).toBe(8);
  });

  it('gives nothing to a successor who could not see it, and says so where they were chosen', async () => {
    const gone = await leaver('Lara');
    const retire = (successor: string) =>
      desk.does('administrator', 'person.retire', gone.id, { handOver: 'successor', successor });
    // Who does not work at the desk sees no case there.
    await expect(retire(desk.ids.stranger)).rejects.toMatchObject({
      code: 'invalid',
      fields: { successor: { key: 'incident.assignee-cannot-see-it' } },
    });
    expect(await desk.incident(gone.working)).toMatchObject({ assignee: gone.id });
    expect(await read('support_group', gone.member)).toMatchObject({ lead: gone.id });
    // Whoever comes into their groups by it sees what those see.
    await retire(desk.ids.specialist);
    expect(await desk.incident(gone.working)).toMatchObject({ assignee: desk.ids.specialist });
  });

  it('of somebody with nothing to do asks nothing', async () => {
    const id = await add('person', { name: 'Karl', organisation: desk.ids.customer });
    await desk.does('administrator', 'person.retire', id);
    expect(await read('person', id)).toMatchObject({ state: 'retired' });
  });
});

describe('retiring a group', () => {
  it('gives its cases to no group whose people could not see them', async () => {
    const group = await add('group', { name: 'For Acme', members: [desk.ids.agent], serves: [desk.ids.customer] });
    const member = await add('person', { name: 'Gleb of Globex', organisation: desk.ids.provider });
    const [role] = await desk.owner<{ id: string }>(`select id from role where code = 'agent'`);
    await add('membership', { person: member, organisation: desk.ids.provider, role: role?.id });
    const serves = [desk.ids.other];
    const blind = await add('group', { name: 'For Globex alone', members: [member], serves });
    const { id } = await desk.does('agent', 'create', null, { title: 'No mail', affectedUser: desk.ids.user, group });
    const retire = (successor: string) =>
      desk.does('administrator', 'group.retire', group, { handOver: 'successor', successor });
    await expect(retire(blind)).rejects.toMatchObject({
      code: 'invalid',
      fields: { successor: { key: 'incident.group-cannot-see-it' } },
    });
    expect(await desk.incident(id)).toMatchObject({ group });
    expect(await read('support_group', group)).toMatchObject({ state: 'active' });
    await desk.does('administrator', 'group.edit', blind, { serves: [desk.ids.other, desk.ids.customer] });
    await retire(blind);
    expect(await desk.incident(id)).toMatchObject({ group: blind });
  });

  it('gives its cases, tasks, rules, services and items to another one', async () => {
    const successor = await add('group', { name: 'New crew', members: [desk.ids.agent] });
    const group = await add('group', { name: 'Old crew', members: [desk.ids.agent, desk.ids.specialist] });
    const service = await add('service', { name: 'Old mail', supportGroup: group });
    const item = await add('configuration-item', { name: 'Old server', supportGroup: group });
    const rule = await add('assignment-rule', { name: 'Old', order: 900, where: 'title ~ "old"', group });
    const log = (assignee: string) =>
      desk.does('agent', 'create', null, { title: 'No mail', affectedUser: desk.ids.user, group, assignee });
    const [mine, theirs] = [await log(desk.ids.agent), await log(desk.ids.specialist)];
    await desk.does('agent', 'add-task', mine.id, { title: 'Look', group });
    await expect(desk.does('administrator', 'group.retire', group)).rejects.toMatchObject({
      fields: { handOver: { key: 'duty.decide', params: { count: 6 } } },
    });
    await expect(desk.does('administrator', 'group.retire', group, { handOver: 'release' })).rejects.toMatchObject({
      code: 'invalid',
    });
    await desk.does('administrator', 'group.retire', group, { handOver: 'successor', successor });
    expect(await desk.incident(mine.id)).toMatchObject({ group: successor, assignee: desk.ids.agent });
    expect(await desk.incident(theirs.id)).toMatchObject({ group: successor, assignee: null });
    expect(await read('assignment_rule', rule)).toMatchObject({ support_group: successor });
    expect(await read('service', service)).toMatchObject({ support_group: successor });
    expect(await read('configuration_item', item)).toMatchObject({ support_group: successor });
    expect(await dutiesOf(desk.system(), { kind: 'group', id: group })).toEqual({ total: 0, rows: [] });
  });
});

describe('the account of whoever leaves', () => {
  const withKey = async (name: string) => {
    const gone = await leaver(name);
    await desk.owner('insert into account (person) values ($1)', [gone.id]);
    await desk.owner(
      `insert into api_key (id, person, name, prefix, token_hash, scopes, created_at)
        values ($1, $2, 'key', $3, $4, '{*}', now())`,
      [newId(), gone.id, `msk_${name.slice(0, 4)}`, Buffer.from(name)],
    );
    return gone;
  };
  const keys = (person: string) =>
    desk.owner<{ ended: boolean }>('select revoked_at is not null as ended from api_key where person = $1', [person]);

  it('hands over when it is disabled, as decided, and its keys end for good', async () => {
    const gone = await withKey('Lena');
    const access = { database: desk.database };
    const ctx = await desk.as('administrator');
    await setAccountDisabled(access, ctx, gone.id, true, { handOver: 'release' });
    expect(await desk.incident(gone.working)).toMatchObject({ assignee: null, group: gone.member });
    await setAccountDisabled(access, ctx, gone.id, false);
    expect(await keys(gone.id)).toEqual([{ ended: true }]);
  });

  it('is closed with the person only by who may give rights, and its keys do not come back', async () => {
    const gone = await withKey('Milo');
    const role = await add('role', {
      name: 'Keeper',
      workspace: true,
      grants: [{ permission: 'foundation.read' }, { permission: 'foundation.edit' }],
    });
    await add('membership', { person: desk.ids.lead, organisation: desk.ids.provider, role });
    const forbidden = { code: 'forbidden', text: { params: { permission: 'access.edit' } } };
    await expect(desk.does('lead', 'person.retire', gone.id, { handOver: 'keep' })).rejects.toMatchObject(forbidden);
    await desk.does('administrator', 'person.retire', gone.id, { handOver: 'keep' });
    await expect(desk.does('lead', 'person.restore', gone.id)).rejects.toMatchObject(forbidden);
    await desk.does('administrator', 'person.restore', gone.id);
    expect(await keys(gone.id)).toEqual([{ ended: true }]);
    // Who has no account is a record like any other.
    const other = await add('person', { name: 'Nora', organisation: desk.ids.customer });
    await desk.does('lead', 'person.retire', other);
  });
});
