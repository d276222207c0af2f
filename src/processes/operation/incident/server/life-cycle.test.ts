import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Refusal } from '#/base/refusal.ts';
import { openDesk, tuesday } from '#/app/test/desk.ts';
import type { Desk } from '#/app/test/desk.ts';
import { fireClocks } from '#/capabilities/clocks/server/fire.ts';
import { fireTimers } from '#/record/server/after/timers.ts';
import { configurationOf } from '#/record/server/configuration.ts';
import { listRecords } from '#/record/server/read/list.ts';
import { clockRules } from '#/app/clocks.ts';
import { timers } from '#/app/processes.server.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
}, 60_000);
afterAll(async () => {
  await desk.drop();
});

const log = (input: Record<string, unknown> = {}, now = tuesday) =>
  desk.does(
    'agent',
    'create',
    null,
    { title: 'Printer is jammed', channel: 'email', affectedUser: desk.ids.user, ...input },
    now,
  );

async function refusal(work: Promise<unknown>): Promise<Refusal> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

const clocksOf = (id: string) =>
  desk.owner<{ kind: string; running: string; due_at: Date; met: boolean | null; breached_at: Date | null }>(
    'select kind, running, due_at, met, breached_at from clock where item = $1 order by kind',
    [id],
  );

const reason = async (code: string) => {
  const rows = await (await configurationOf(desk.system())).rows('pending-reason');
  return rows.find((row) => row['code'] === code)?.['id'] as string;
};

/** Lets everything happen that is due at an instant. */
const passTo = async (now: number) => {
  await fireClocks({ ...desk.system(now) }, clockRules);
  await fireTimers({ ...desk.system(now) }, timers);
};

describe('logging', () => {
  it('freezes the customer, works out the priority and gives the case to a group', async () => {
    const { id, number } = await log({ impact: 1, urgency: 2 });
    const row = await desk.incident(id);
    expect(number).toMatch(/^INC\d{7}$/);
    expect(row).toMatchObject({
      state: 'new',
      customer: desk.ids.customer,
      requester: desk.ids.user,
      loggedBy: desk.ids.agent,
      priority: 2,
      group: desk.ids.desk,
      assignee: null,
    });
  });

  it('logs and resolves in one step, and asks for the cause from priority 2 upwards', async () => {
    const solved = { closeCode: 'user-guided', solution: 'Opened the tray and took the paper out.' };
    const { id } = await log(solved);
    expect(await desk.incident(id)).toMatchObject({ state: 'resolved', closeCode: 'user-guided' });
    const clocks = await clocksOf(id);
    expect(clocks.map(({ running }) => running)).toEqual(['stopped', 'stopped', 'stopped'].slice(0, clocks.length));
    const refused = await refusal(log({ ...solved, impact: 1, urgency: 1 }));
    expect(refused.fields).toHaveProperty('cause');
  });

  it('refuses unknown fields, unknown people and levels outside the matrix', async () => {
    expect((await refusal(log({ colour: 'red' }))).fields['colour']?.key).toBe('field.unknown');
    expect((await refusal(log({ priority: 1 }))).fields['priority']?.key).toBe('field.unknown');
    const nobody = '00000000-0000-7000-8000-000000000000';
    expect((await refusal(log({ affectedUser: nobody }))).fields['affectedUser']?.key).toBe('field.unknown-record');
    expect((await refusal(log({ impact: 4 }))).fields['impact']?.key).toBe('incident.level-not-in-matrix');
  });
});

describe('steps', () => {
  it('refuses a step that does not start from the state, and says which states it starts from', async () => {
    const { id } = await log();
    const refused = await refusal(desk.does('agent', 'close', id));
    expect(refused.code).toBe('step-refused');
    expect(refused.extra['from']).toEqual(['resolved']);
  });

  it('refuses a stale version and keeps what is there', async () => {
    const { id, version } = await log();
    const { perform } = await import('#/record/server/commit/perform.ts');
    await perform(await desk.as('agent'), 'incident', 'edit', id, { title: 'First' }, { version });
    const refused = await refusal(
      perform(await desk.as('colleague'), 'incident', 'edit', id, { title: 'Second' }, { version }),
    );
    expect(refused.code).toBe('stale');
    expect(await desk.incident(id)).toMatchObject({ title: 'First', version: version + 1 });
  });

  it('keeps an override until it is released, and the calculated value beside it', async () => {
    const { id } = await log({ impact: 3, urgency: 3 });
    expect((await refusal(desk.does('agent', 'override-priority', id, { priority: 1, reason: 'x' }))).code).toBe(
      'forbidden',
    );
    await desk.does('lead', 'override-priority', id, { priority: 1, reason: 'The director waits' });
    await desk.does('agent', 'edit', id, { urgency: 1 });
    expect(await desk.incident(id)).toMatchObject({ priority: 1, calculatedPriority: 3 });
    await desk.does('lead', 'release-priority', id, { loweredReason: 'Served' });
    expect(await desk.incident(id)).toMatchObject({ priority: 3, priorityReason: null, loweredReason: 'Served' });
  });

  it('clears an assignee outside the new group, counts hops and flags ping-pong', async () => {
    const { id } = await log();
    await desk.does('agent', 'take', id);
    await desk.does('agent', 'assign', id, { group: desk.ids.second });
    expect(await desk.incident(id)).toMatchObject({ assignee: null, reassignedCount: 1, pingPong: false });
    await desk.does('specialist', 'assign', id, { group: desk.ids.desk });
    expect(await desk.incident(id)).toMatchObject({ reassignedCount: 2, pingPong: true });
    const outside = await refusal(desk.does('agent', 'assign', id, { group: desk.ids.desk, assignee: desk.ids.user }));
    expect(outside.fields).toHaveProperty('assignee');
  });
});

describe('waiting for the user', () => {
  it('pauses the resolution clock, reminds after 2 and 4 business days and then resolves', async () => {
    const { id } = await log();
    await desk.does('agent', 'take', id);
    const asked = { reason: await reason('user'), message: 'Which printer is it?' };
    expect((await refusal(desk.does('agent', 'wait', id, { reason: asked.reason }))).fields).toHaveProperty('message');
    await desk.does('agent', 'wait', id, asked, tuesday + hour);
    expect((await clocksOf(id)).find(({ kind }) => kind === 'resolution')?.running).toBe('paused');
    await passTo(tuesday + 2 * day + 2 * hour);
    const reminded = () =>
      desk.owner(`select payload ->> 'reminded' as nth from history where item = $1 and action = 'remind'`, [id]);
    expect(await reminded()).toHaveLength(1);
    await passTo(tuesday + 6 * day + 2 * hour);
    expect(await reminded()).toHaveLength(2);
    expect((await desk.incident(id))['state']).toBe('pending');
    await passTo(tuesday + 8 * day + 2 * hour);
    expect(await desk.incident(id)).toMatchObject({ state: 'resolved', closeCode: 'withdrawn', pendingReason: null });
  });

  it('goes on when the user answers on the portal', async () => {
    const { id } = await log();
    await desk.does('agent', 'take', id);
    await desk.does('agent', 'wait', id, { reason: await reason('user'), message: 'Which printer?' });
    await desk.does('user', 'reply', id, { body: 'The one on the second floor' }, tuesday + hour);
    expect((await desk.incident(id))['state']).toBe('in-progress');
  });
});

describe('resolving and closing', () => {
  it('closes five business days after resolution, and not before', async () => {
    const { id } = await log();
    await desk.does('agent', 'resolve', id, { closeCode: 'fixed', solution: 'Cleaned the rollers.' });
    await passTo(tuesday + 6 * day);
    expect((await desk.incident(id))['state']).toBe('resolved');
    await passTo(tuesday + 7 * day + minute);
    expect((await desk.incident(id))['state']).toBe('closed');
  });

  it.each<Parameters<Desk['does']>[0]>(['user', 'agent'])(
    'closes five business days after what was said about the solution, whoever said it: %s',
    async (who) => {
      const { id } = await log();
      await desk.does('agent', 'resolve', id, { closeCode: 'fixed', solution: 'Cleaned the rollers.' });
      await desk.does(who, 'reply', id, { body: 'It still creaks' }, tuesday + 2 * day);
      await passTo(tuesday + 8 * day);
      expect((await desk.incident(id))['state']).toBe('resolved');
      await passTo(tuesday + 9 * day + minute);
      expect((await desk.incident(id))['state']).toBe('closed');
    },
  );

  it('goes on with the elapsed time after "not fixed", and counts the reopening', async () => {
    const { id } = await log();
    await desk.does('agent', 'resolve', id, { closeCode: 'fixed', solution: 'Done.' }, tuesday + hour);
    await desk.does('user', 'reopen', id, { message: 'It jams again' }, tuesday + 2 * hour);
    const row = await desk.incident(id);
    expect(row).toMatchObject({ reopenedCount: 1, resolvedAt: null });
    const [clock] = await desk.owner<{ fold: { elapsed: number; stoppedWorking: number; state: string } }>(
      `select fold from clock where item = $1 and kind = 'resolution'`,
      [id],
    );
    expect(clock?.fold).toMatchObject({ elapsed: hour, stoppedWorking: hour, state: 'running' });
    await passTo(tuesday + 9 * day);
    expect((await desk.incident(id))['state']).not.toBe('closed');
  });
});

describe('the response clock', () => {
  it('does not stop at assignment, stops at the first public answer, and runs again when that is recalled', async () => {
    const { id } = await log();
    await desk.does('agent', 'take', id);
    const response = async () => (await clocksOf(id)).find(({ kind }) => kind === 'response')?.running;
    expect(await response()).toBe('running');
    await desk.does('agent', 'note', id, { body: 'Looks like the rollers' });
    expect(await response()).toBe('running');
    const reply = await desk.does('agent', 'reply', id, { body: 'We are on it' }, tuesday + minute);
    expect(await response()).toBe('stopped');
    await desk.does('agent', 'recall', id, { note: reply.notes['note'] }, tuesday + minute + 5000);
    expect(await response()).toBe('running');
  });

  it('finds the breach, tells history and the outbox once', async () => {
    const { id } = await log({ impact: 1, urgency: 1, title: 'Everything is down' });
    await passTo(tuesday + 16 * minute);
    await passTo(tuesday + 17 * minute);
    const clock = (await clocksOf(id)).find(({ kind }) => kind === 'response');
    expect(clock).toMatchObject({ running: 'running', met: false });
    const told = await desk.owner(`select 1 from outbox where item = $1 and action = 'clock-breached'`, [id]);
    expect(told).toHaveLength(1);
  });
});

describe('who sees what', () => {
  it('shows a user their own cases only, without what staff alone may read', async () => {
    const { id } = await log({ title: 'Only for Uma' });
    const type = desk.kit.types.get('incident');
    if (!type) throw new Error('no incidents');
    const titles = async (who: Parameters<Desk['as']>[0]) =>
      (await listRecords(await desk.as(who, tuesday, 'portal'), type, { limit: 200 })).rows;
    const own = (await titles('user')).find((row) => row['id'] === id);
    expect(own).toMatchObject({ title: 'Only for Uma' });
    expect(own).not.toHaveProperty('impact');
    expect(own).not.toHaveProperty('reopenedCount');
    for (const other of ['neighbour', 'stranger', 'agent'] as const) {
      expect((await titles(other)).map((row) => row['id'])).not.toContain(id);
    }
    expect((await titles('contact')).map((row) => row['id'])).toContain(id);
  });

  it('answers "not found" to a step on a case that one may not see', async () => {
    const { id } = await log();
    for (const other of ['neighbour', 'stranger'] as const) {
      expect((await refusal(desk.does(other, 'reply', id, { body: 'Hello' }))).code).toBe('not-found');
    }
  });
});
