import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { timers } from '#/app/processes.server.ts';
import { openDesk, tuesday } from '#/app/test/desk.ts';
import type { Desk } from '#/app/test/desk.ts';
import { follow } from '#/app/test/follow.ts';
import { choosePreference } from '#/capabilities/notifications/server/preferences.ts';
import { readInbox } from '#/capabilities/notifications/server/read-inbox.ts';
import { tellWith } from '#/capabilities/notifications/server/mailing.ts';
import { loadTexts } from '#/platform/text/load.ts';
import { fireTimers } from '#/record/server/after/timers.ts';
import { perform } from '#/record/server/commit/perform.ts';
import { configurationOf } from '#/record/server/configuration.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
  tellWith(desk.database, loadTexts(), null);
  await follow(desk, tuesday);
});
afterAll(() => desk.drop());
afterEach(() => desk.owner('delete from notification'));

const everybody = [
  'agent',
  'colleague',
  'specialist',
  'lead',
  'user',
  'neighbour',
  'contact',
  'stranger',
  'auditor',
  'administrator',
] as const;

/** Lets everything follow, and says who has what that is new in their inbox (about one case): `user: replied`. */
async function heard(now = tuesday, about?: string): Promise<string[]> {
  await follow(desk, now);
  const lines: string[] = [];
  for (const who of everybody) {
    const ctx = await desk.as(who, now);
    for (const { kind, face, record } of (await readInbox(ctx, { unread: true, limit: 100 })).rows.toReversed()) {
      if (about !== undefined && record.id !== about) continue;
      lines.push(`${who}: ${kind}${face === 'portal' ? ' (portal)' : ''}`);
    }
  }
  await desk.owner('update notification set read_at = now()');
  return lines;
}

const report = async () => (await desk.does('user', 'create', null, { title: 'No sound' })).id;
const logged = async (input: Record<string, unknown> = {}) =>
  (await desk.does('agent', 'create', null, { title: 'No sound', affectedUser: desk.ids.user, ...input })).id;
const release = (now: number) => fireTimers(desk.system(now), timers);
const waitingFor = async (code: string) => {
  const rows = await (await configurationOf(desk.system())).rows('pending-reason');
  return rows.find((row) => row['code'] === code)?.['id'] as string;
};

describe('telling people of a case', () => {
  it('tells the group of a case that a user reports, and not the user of what they did', async () => {
    await report();
    expect(await heard()).toEqual(['agent: assigned-group', 'colleague: assigned-group', 'lead: assigned-group']);
  });

  it('tells the user of a case that is logged for them, and of the solution alone when it is solved at once', async () => {
    await logged();
    expect(await heard()).toEqual(['colleague: assigned-group', 'lead: assigned-group', 'user: received (portal)']);
    await logged({ closeCode: 'fixed', solution: 'Turned it up.' });
    expect(await heard()).toEqual(['user: resolved (portal)']);
  });

  it('tells who reported as well as who is affected', async () => {
    await logged({ requester: desk.ids.neighbour, group: desk.ids.second });
    expect(await heard()).toEqual([
      'specialist: assigned-group',
      'user: received (portal)',
      'neighbour: received (portal)',
    ]);
  });

  it('tells who gets a case, by name or with their group, and not who took it', async () => {
    const id = await report();
    await heard();
    await desk.does('agent', 'assign', id, { group: desk.ids.desk, assignee: desk.ids.colleague });
    expect(await heard()).toEqual(['colleague: assigned']);
    await desk.does('agent', 'assign', id, { group: desk.ids.second });
    expect(await heard()).toEqual(['specialist: assigned-group']);
    await desk.does('specialist', 'take', id);
    expect(await heard()).toEqual([]);
  });

  it('tells whom each change was about, though the next one came before anybody was told', async () => {
    const id = await logged();
    await desk.does('agent', 'assign', id, { group: desk.ids.second });
    // The group that had it first is told of it once, and so is the one that has it now.
    expect(await heard()).toEqual([
      'colleague: assigned-group',
      'specialist: assigned-group',
      'lead: assigned-group',
      'user: received (portal)',
    ]);
    await desk.does('agent', 'assign', id, { group: desk.ids.desk, assignee: desk.ids.colleague });
    await desk.does('agent', 'assign', id, { group: desk.ids.desk, assignee: desk.ids.lead });
    await desk.does('agent', 'note', id, { body: 'For the lead' });
    await desk.does('lead', 'take', id);
    await desk.does('user', 'reply', id, { body: 'Still dark' });
    await desk.does('agent', 'assign', id, { group: desk.ids.second });
    // Each hears of what came while it was theirs.
    expect((await heard()).toSorted()).toEqual([
      'colleague: assigned',
      'lead: answered',
      'lead: assigned',
      'lead: noted',
      'specialist: assigned-group',
    ]);
  });

  it('tells of what the release before announced by what the case is now', async () => {
    const id = await report();
    await desk.does('agent', 'assign', id, { group: desk.ids.second });
    await desk.owner("update outbox set payload = payload - 'facts' where item = $1", [id]);
    expect(await heard()).toEqual(['specialist: assigned-group', 'specialist: assigned-group']);
  });

  it('tells of a question as it was asked, though the case went on at once', async () => {
    const id = await report();
    await desk.does('agent', 'take', id);
    await heard();
    await desk.does('agent', 'wait', id, { reason: await waitingFor('user'), message: 'Which room?' });
    await desk.does('agent', 'resume', id);
    expect(await heard()).toEqual(['user: asked (portal)']);
  });

  it('tells the user of a reply once it is released, and of none that was taken back', async () => {
    const id = await report();
    await desk.does('agent', 'take', id);
    await heard();
    const { notes } = await desk.does('agent', 'reply', id, { body: 'We are on it' });
    await desk.does('agent', 'reply', id, { body: 'By the way' }, tuesday + 1000);
    await desk.does('agent', 'recall', id, { note: notes['note'] }, tuesday + 5000);
    expect(await heard()).toEqual([]);
    await release(tuesday + minute);
    expect(await heard()).toEqual(['user: replied (portal)']);
    await desk.does('user', 'reply', id, { body: 'Thank you' }, tuesday + 2 * minute);
    expect(await heard()).toEqual(['agent: answered']);
  });

  it('tells the group of an answer where nobody has the case', async () => {
    const id = await report();
    await heard();
    await desk.does('user', 'reply', id, { body: 'Is anybody there?' });
    expect(await heard()).toEqual(['agent: answered', 'colleague: answered', 'lead: answered']);
  });

  it('asks the user, reminds them twice, and says that it is taken to be settled', async () => {
    const id = await report();
    await desk.does('agent', 'take', id);
    await heard();
    const reason = await waitingFor('user');
    await desk.does('agent', 'wait', id, { reason, message: 'Which room?' });
    expect(await heard()).toEqual(['user: asked (portal)']);
    // Asked again before the first reminder: it is the second question that is reminded of, and once each time.
    await desk.does('agent', 'wait', id, { reason, message: 'Which floor?' }, tuesday + minute);
    expect(await heard()).toEqual(['user: asked (portal)']);
    for (const days of [2, 6]) {
      await release(tuesday + days * day + 2 * minute);
      await release(tuesday + days * day + 3 * minute);
      expect(await heard(tuesday + days * day, id)).toEqual(['user: reminded (portal)']);
    }
    await release(tuesday + 8 * day + 2 * minute);
    expect(await heard(tuesday + 8 * day, id)).toEqual(['user: resolved (portal)']);
  });

  it('reminds nobody who has answered', async () => {
    const id = await report();
    await desk.does('agent', 'take', id);
    await desk.does('agent', 'wait', id, { reason: await waitingFor('user'), message: 'Which room?' });
    await desk.does('user', 'reply', id, { body: 'Room 12' }, tuesday + minute);
    await heard();
    await release(tuesday + 10 * day);
    expect(await heard(tuesday + 10 * day, id)).toEqual([]);
  });

  it('asks whether it is fixed, and tells the desk of either answer', async () => {
    const id = await report();
    await desk.does('agent', 'take', id);
    await heard();
    const solved = { closeCode: 'fixed', solution: 'Turned it up.' };
    await desk.does('agent', 'resolve', id, solved);
    expect(await heard()).toEqual(['user: resolved (portal)']);
    await desk.does('user', 'reopen', id, { message: 'Still no sound' }, tuesday + minute);
    expect(await heard()).toEqual(['agent: reopened']);
    await desk.does('colleague', 'resolve', id, solved, tuesday + 2 * minute);
    expect(await heard()).toEqual(['agent: updated', 'user: resolved (portal)']);
    await desk.does('user', 'confirm', id, {}, tuesday + 3 * minute);
    expect(await heard()).toEqual(['agent: closed']);
  });

  it('tells the user alone of a case that closes by itself, and everybody of one that is cancelled', async () => {
    const id = await report();
    await desk.does('agent', 'take', id);
    await desk.does('agent', 'resolve', id, { closeCode: 'fixed', solution: 'Turned it up.' });
    await heard();
    await release(tuesday + 8 * day);
    expect(await heard(tuesday + 8 * day, id)).toEqual(['user: closed (portal)']);
    const other = await report();
    await desk.does('agent', 'take', other);
    await heard();
    await desk.does('colleague', 'cancel', other, { reason: 'A mistake' });
    expect(await heard()).toEqual(['agent: cancelled', 'user: cancelled (portal)']);
  });

  it('keeps internal notes among staff, calls whoever is mentioned, and tells each once', async () => {
    const id = await report();
    await desk.does('agent', 'take', id);
    await desk.does('contact', 'follow', id);
    await desk.does('lead', 'watch', id);
    await desk.does('specialist', 'watch', id);
    await heard();
    await desk.does('colleague', 'note', id, { body: 'Look at this', mentions: [desk.ids.specialist] });
    expect(await heard()).toEqual(['agent: noted', 'specialist: mentioned', 'lead: noted']);
    await desk.does('colleague', 'reply', id, { body: 'We looked at it' });
    await release(tuesday + minute);
    expect(await heard()).toEqual([
      'agent: replied',
      'specialist: replied',
      'lead: replied',
      'user: replied (portal)',
      'contact: replied (portal)',
    ]);
  });

  it('tells followers how the case moves on, and whoever is made to follow it', async () => {
    const id = await report();
    await heard();
    await desk.does('agent', 'add-watcher', id, { person: desk.ids.neighbour });
    expect(await heard()).toEqual(['neighbour: watching (portal)']);
    await desk.does('agent', 'take', id);
    expect(await heard()).toEqual(['neighbour: updated (portal)']);
    await desk.does('agent', 'add-task', id, { title: 'Buy a loudspeaker', assignee: desk.ids.colleague });
    expect(await heard()).toEqual(['colleague: task']);
  });

  it('tells everybody in a group of a task that it was given, once, as far as they want to hear of it', async () => {
    const id = await logged({ group: desk.ids.second });
    await heard();
    await desk.does('agent', 'add-task', id, { title: 'Measure the hall', group: desk.ids.desk });
    expect(await heard()).toEqual(['colleague: task-group', 'lead: task-group']);
    const [task] = await desk.owner<{ id: string }>('select id from task where item = $1', [id]);
    // Named again with nothing changed it is no news.
    await desk.does('agent', 'edit-task', id, { task: task?.id, title: 'Measure both halls', group: desk.ids.desk });
    expect(await heard()).toEqual([]);
    await choosePreference(await desk.as('lead'), { event: 'task-group', inbox: false, mail: false });
    await desk.does('agent', 'edit-task', id, { task: task?.id, group: desk.ids.second });
    expect(await heard()).toEqual(['specialist: task-group']);
    await desk.does('agent', 'edit-task', id, { task: task?.id, group: desk.ids.desk });
    expect(await heard()).toEqual(['colleague: task-group']);
  });

  it('says in each reader’s language what happened', async () => {
    const id = await report();
    await desk.does('agent', 'add-watcher', id, { person: desk.ids.neighbour });
    await perform(desk.system(), 'person', 'edit', desk.ids.neighbour, { language: 'sk' });
    await follow(desk, tuesday);
    await desk.owner('delete from notification');
    await desk.does('agent', 'take', id);
    await follow(desk, tuesday);
    const { number } = await desk.incident(id);
    const [row] = (await readInbox(await desk.as('neighbour'), { unread: true, limit: 5 })).rows;
    expect(row?.text).toBe(`${String(number)} má nový stav: ${loadTexts().find('sk', 'state.incident.in-progress')}`);
  });
});

describe('what is no news', () => {
  it.each(['import', 'demo'] as const)('is what the %s brought', async (origin) => {
    const ctx = { ...desk.system(), request: { id: 'x', origin } };
    const { id } = await perform(ctx, 'incident', 'create', null, { title: 'Old', affectedUser: desk.ids.user });
    await perform(ctx, 'incident', 'reply', id, { body: 'An old answer' });
    expect(await heard()).toEqual([]);
  });

  it('is what an invented case does by itself; what somebody does to one is shown', async () => {
    const ctx = { ...desk.system(), request: { id: 'x', origin: 'demo' as const } };
    const { id } = await perform(ctx, 'incident', 'create', null, { title: 'Demo', affectedUser: desk.ids.user });
    await perform(desk.system(), 'incident', 'resolve', id, { closeCode: 'fixed', solution: 'Nothing' });
    expect(await heard()).toEqual([]);
    await desk.does('agent', 'close', id);
    expect(await heard()).toEqual(['user: closed (portal)']);
  });
});
