import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDesk, tuesday } from '#/app/test/desk.ts';
import type { Desk, Who } from '#/app/test/desk.ts';
import { perform } from '#/record/server/commit/perform.ts';
import { configurationOf } from '#/record/server/configuration.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.drop());

const minute = 60_000;
const logged = async () =>
  (await desk.does('agent', 'create', null, { title: 'No sound', affectedUser: desk.ids.user })).id;
const reasonOf = async (code: string) =>
  (await (await configurationOf(desk.system())).rows('pending-reason')).find((row) => row['code'] === code)?.[
    'id'
  ] as string;
/** Undoes what made the version that a case has now. */
const undo = async (who: Who, id: string, now: number) =>
  desk.does(who, 'undo', id, { version: (await desk.incident(id)).version }, now);
const clocks = (id: string) =>
  desk.owner('select kind, running, due_at, events, fold from clock where item = $1 order by kind', [id]);
const timers = (id: string) =>
  desk.owner('select kind, due, payload from timer where item = $1 and fired_at is null order by kind', [id]);
const fields = async (id: string) => {
  const { state, group, assignee, pendingReason, pendingUntil, pendingAsked, reassignedCount, dueAt } =
    await desk.incident(id);
  return { state, group, assignee, pendingReason, pendingUntil, pendingAsked, reassignedCount, dueAt };
};

describe('a step that is taken back', () => {
  it('leaves group, assignee, state, waiting reason, timers and clocks as if it had not been: assign, of a waiting case', async () => {
    const id = await logged();
    await desk.does('agent', 'take', id, {}, tuesday + minute);
    const reason = await reasonOf('user');
    await desk.does('agent', 'wait', id, { reason, message: 'Which room?' }, tuesday + 2 * minute);
    const before = [await fields(id), await clocks(id), await timers(id)];
    await desk.does('lead', 'assign', id, { group: desk.ids.second }, tuesday + 30 * minute);
    expect(await fields(id)).toMatchObject({ state: 'assigned', assignee: null, pendingReason: null });
    expect(await timers(id)).not.toEqual(before[2]);
    await undo('lead', id, tuesday + 50 * minute);
    expect([await fields(id), await clocks(id), await timers(id)]).toEqual(before);
    const told = await desk.owner<{ action: string; payload: Record<string, unknown> }>(
      'select action, payload from history where item = $1 order by id',
      [id],
    );
    // History tells both: nothing is deleted.
    expect(told.some(({ action }) => action === 'assign')).toBe(true);
    expect(told.at(-1)).toMatchObject({ action: 'undo', payload: { undone: 'assign' } });
  });

  it('is a wait without a question, whose clocks go on as if they had not rested', async () => {
    const id = await logged();
    await desk.does('agent', 'take', id, {}, tuesday + minute);
    await perform(desk.system(), 'pending-reason', 'edit', await reasonOf('supplier'), { pauses: 'always' });
    const before = [await fields(id), await clocks(id), await timers(id)];
    const until = new Date(tuesday + 600 * minute).toISOString();
    const wait = { reason: await reasonOf('supplier'), until };
    await desk.does('agent', 'wait', id, wait, tuesday + 2 * minute);
    expect((await clocks(id)).some(({ running }) => running === 'paused')).toBe(true);
    await undo('agent', id, tuesday + 20 * minute);
    expect([await fields(id), await clocks(id), await timers(id)]).toEqual(before);
    // The undo can be undone as well: the case waits from then on.
    await undo('agent', id, tuesday + 21 * minute);
    expect(await fields(id)).toMatchObject({ state: 'pending', pendingUntil: until });
    expect((await timers(id)).map(({ kind }) => kind)).toContain('incident.wake');
  });

  it('is refused in words where the user was told of it', async () => {
    const id = await logged();
    await desk.does('agent', 'take', id, {}, tuesday + minute);
    const reason = await reasonOf('user');
    await desk.does('agent', 'wait', id, { reason, message: 'Which room?' }, tuesday + 2 * minute);
    await expect(undo('agent', id, tuesday + 3 * minute)).rejects.toMatchObject({
      code: 'step-refused',
      text: { key: 'history.told' },
    });
    await desk.does('agent', 'resume', id, {}, tuesday + 4 * minute);
    await desk.does('agent', 'resolve', id, { closeCode: 'fixed', solution: 'Turned it up.' }, tuesday + 5 * minute);
    await expect(undo('agent', id, tuesday + 6 * minute)).rejects.toMatchObject({ text: { key: 'history.told' } });
  });

  it('is refused in words where somebody has worked on it since', async () => {
    const id = await logged();
    await desk.does('agent', 'take', id, {}, tuesday + minute);
    const { version } = await desk.incident(id);
    await desk.does('colleague', 'note', id, { body: 'I have seen this before' }, tuesday + 2 * minute);
    await expect(desk.does('agent', 'undo', id, { version }, tuesday + 3 * minute)).rejects.toMatchObject({
      code: 'conflict',
      text: { key: 'history.worked-since' },
    });
    const other = await logged();
    await desk.does('agent', 'take', other, {}, tuesday + minute);
    const taken = (await desk.incident(other)).version;
    await desk.does(
      'agent',
      'wait',
      other,
      { reason: await reasonOf('supplier'), until: new Date(tuesday + 600 * minute).toISOString() },
      tuesday + 2 * minute,
    );
    await desk.does('agent', 'resume', other, {}, tuesday + 3 * minute);
    await expect(desk.does('agent', 'undo', other, { version: taken }, tuesday + 4 * minute)).rejects.toMatchObject({
      text: { key: 'history.worked-since' },
    });
  });

  it('asks for the entry or the version, one of the two, and for the right to work on it', async () => {
    const id = await logged();
    await desk.does('agent', 'take', id, {}, tuesday + minute);
    await expect(desk.does('agent', 'undo', id, {})).rejects.toMatchObject({ code: 'invalid' });
    await expect(desk.does('agent', 'undo', id, { entry: 1, version: 1 })).rejects.toMatchObject({ code: 'invalid' });
    await expect(undo('auditor', id, tuesday + 2 * minute)).rejects.toMatchObject({ code: 'forbidden' });
    await undo('agent', id, tuesday + 2 * minute);
    expect((await desk.incident(id)).state).toBe('new');
  });

  it('needs the right to take it, and so does taking it again by undoing the undo', async () => {
    const id = await logged();
    const { priority } = await desk.incident(id);
    const override = { priority: 1, reason: 'The board meets' };
    await desk.does('lead', 'override-priority', id, override, tuesday + minute);
    const refused = {
      code: 'forbidden',
      text: { key: 'refusal.forbidden', params: { permission: 'incident.override' } },
    };
    await expect(undo('agent', id, tuesday + 2 * minute)).rejects.toMatchObject(refused);
    expect(await desk.incident(id)).toMatchObject({ priority: 1 });
    await undo('lead', id, tuesday + 3 * minute);
    expect(await desk.incident(id)).toMatchObject({ priority, priorityReason: null });
    await expect(undo('agent', id, tuesday + 4 * minute)).rejects.toMatchObject(refused);
    await undo('lead', id, tuesday + 5 * minute);
    expect(await desk.incident(id)).toMatchObject({ priority: 1 });
  });

  it('is not taken back on the portal, nor is a change of fields that the portal does not show', async () => {
    // Somebody of the customer's own house who works on its cases, through the portal.
    const role = await desk.does('administrator', 'role.create', null, {
      name: 'In the house',
      grants: [{ permission: 'incident.work', where: 'is:involved' }],
    });
    const { neighbour: person, customer: organisation } = desk.ids;
    await desk.does('administrator', 'membership.create', null, { person, organisation, role: role.id });
    const { id } = await desk.does('agent', 'create', null, { title: 'No sound', affectedUser: person });
    await desk.does('agent', 'edit', id, { cause: 'Nobody plugged it in' }, tuesday + minute);
    const { version } = await desk.incident(id);
    const portal = await desk.as('neighbour', tuesday + 2 * minute, 'portal');
    const taken = perform(portal, 'incident', 'undo', id, { version });
    await expect(taken).rejects.toMatchObject({ code: 'not-found' });
    expect(await desk.incident(id)).toMatchObject({ cause: 'Nobody plugged it in' });
  });

  it('gives nobody work back who cannot work any more', async () => {
    const id = await logged();
    await desk.does('lead', 'assign', id, { group: desk.ids.desk, assignee: desk.ids.colleague }, tuesday + minute);
    await desk.does('lead', 'assign', id, { group: desk.ids.desk, assignee: desk.ids.agent }, tuesday + 2 * minute);
    await desk.does('administrator', 'person.retire', desk.ids.colleague, { handOver: 'keep' }, tuesday + 3 * minute);
    await expect(undo('lead', id, tuesday + 4 * minute)).rejects.toMatchObject({ code: 'invalid' });
    expect((await desk.incident(id)).assignee).toBe(desk.ids.agent);
  });
});
