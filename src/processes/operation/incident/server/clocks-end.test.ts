import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clockRules } from '#/app/clocks.ts';
import { reactions, timers } from '#/app/processes.server.ts';
import { openDesk, tuesday } from '#/app/test/desk.ts';
import type { Desk } from '#/app/test/desk.ts';
import { fireClocks } from '#/capabilities/clocks/server/fire.ts';
import { recomputeClocks } from '#/processes/design/service-level/server/api.ts';
import { fireTimers } from '#/record/server/after/timers.ts';
import { react } from '#/record/server/after/react.ts';
import type { Happening } from '#/record/server/after/relay.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import { configurationOf } from '#/record/server/configuration.ts';
import { wrongClocks } from './test/wrong-clocks.ts';
import { wrongDues } from './test/wrong-dues.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

let desk: Desk;
beforeEach(async () => {
  desk = await openDesk();
}, 60_000);
afterEach(() => desk.drop());

const log = (more: Row = {}, now = tuesday) =>
  desk.does(
    'agent',
    'create',
    null,
    { title: 'No mail', channel: 'email', affectedUser: desk.ids.user, impact: 2, urgency: 2, ...more },
    now,
  );
const clocksOf = async (id: string) => {
  const rows = await desk.owner<{
    kind: string;
    running: string;
    met: boolean | null;
    started: number;
    due: string | null;
  }>(`select kind, running, met, (fold ->> 'startedAt')::bigint as started, due_at as due from clock where item = $1`, [
    id,
  ]);
  return Object.fromEntries(rows.map((row) => [row.kind, row]));
};
const states = async (id: string) =>
  Object.fromEntries(Object.entries(await clocksOf(id)).map(([kind, { running }]) => [kind, running]));
const due = async (id: string) => (await desk.incident(id))['dueAt'];
const solved = { closeCode: 'fixed', solution: 'Restarted it.', cause: 'A full disk.' };
const rows = async (kind: string) => (await configurationOf(desk.system())).rows(kind, 'all');
const reason = async (code: string) =>
  (await rows('pending-reason')).find((row) => row['code'] === code)?.['id'] as string;

/** One policy, for the priorities from 1 to 3, in place of those that ship. */
async function onlyUpTo3(): Promise<string[]> {
  const ids = (await rows('clock-policy')).map((row) => row['id'] as string);
  const [first = '', second = ''] = ids;
  await desk.does('administrator', 'clock-policy.retire', first);
  await desk.does('administrator', 'clock-policy.edit', second, { where: 'priority <= 3' });
  return ids;
}

/** Lets the desk's recount hear of the last change of a kind of configuration. */
async function recount(kind: string, now: number): Promise<void> {
  const handler = reactions.find(({ name }) => name === 'service-level.move-clocks');
  const [event] = await desk.owner<Happening>(
    `select id, at, item, customer, kind, action, actor, version, payload from outbox
      where kind = $1 order by id desc limit 1`,
    [kind],
  );
  if (!handler || !event || !handler.on.includes(`${kind}.${event.action}`)) throw new Error('nobody recounts');
  await react(desk.system(now), handler, event);
}

async function policies(step: 'retire' | 'restore', now: number): Promise<void> {
  for (const row of await rows('clock-policy'))
    await desk.does('administrator', `clock-policy.${step}`, row['id'] as string, {}, now);
  await recount('clock-policy', now);
}

const passTo = async (now: number) => {
  await fireClocks(desk.system(now), clockRules);
  await fireTimers(desk.system(now), timers);
};

describe('a case that no policy covers any more', () => {
  it('ends its clocks without a verdict, is due at no time, and tells nobody afterwards', async () => {
    await onlyUpTo3();
    const { id } = await log();
    expect(await states(id)).toEqual({ response: 'running', update: 'running', resolution: 'running' });
    const lower = { impact: 3, urgency: 3, loweredReason: 'One person only' };
    await desk.does('agent', 'edit', id, lower, tuesday + 10 * minute);
    expect(await states(id)).toEqual({ response: 'cancelled', update: 'cancelled', resolution: 'cancelled' });
    expect(Object.values(await clocksOf(id)).map(({ met }) => met)).toEqual([null, null, null]);
    expect(await due(id)).toBeNull();
    await desk.does('agent', 'resolve', id, solved, tuesday + hour);
    await passTo(tuesday + 9 * day);
    const fired = await desk.owner(`select 1 from outbox where item = $1 and action like 'clock-%'`, [id]);
    expect(fired).toEqual([]);
  });

  it('ends them where its policy is retired, waiting cases and ended ones too', async () => {
    const open = await log();
    const waiting = await log();
    const solvedBefore = await log();
    await desk.does('agent', 'wait', waiting.id, { reason: await reason('user'), message: 'Which?' }, tuesday + minute);
    await desk.does('agent', 'resolve', solvedBefore.id, solved, tuesday + minute);
    await policies('retire', tuesday + 2 * minute);
    expect(await states(open.id)).toEqual({ response: 'cancelled', update: 'cancelled', resolution: 'cancelled' });
    expect(await states(waiting.id)).toEqual({ response: 'stopped', update: 'cancelled', resolution: 'cancelled' });
    expect(await states(solvedBefore.id)).toEqual({ response: 'stopped', update: 'stopped', resolution: 'stopped' });
    expect(await due(open.id)).toBeNull();
    expect(await wrongDues(desk)).toEqual([]);
  });

  it('stops its clocks when it is solved before the recount', async () => {
    const { id } = await log();
    for (const row of await rows('clock-policy'))
      await desk.does('administrator', 'clock-policy.retire', row['id'] as string);
    await desk.does('agent', 'resolve', id, solved, tuesday + 5 * minute);
    expect(await states(id)).toEqual({ response: 'stopped', update: 'stopped', resolution: 'stopped' });
    expect(await due(id)).toBeNull();
    // What was used until then stays counted, by the hours that it ran under.
    const used = await desk.owner(`select (fold ->> 'elapsed')::int as used from clock where item = $1`, [id]);
    expect(used).toEqual([{ used: 5 * minute }, { used: 5 * minute }, { used: 5 * minute }]);
  });

  it('rests its clocks while it waits, whether or not a policy still holds', async () => {
    const { id } = await log();
    for (const row of await rows('clock-policy'))
      await desk.does('administrator', 'clock-policy.retire', row['id'] as string);
    await desk.does('agent', 'wait', id, { reason: await reason('user'), message: 'Which?' }, tuesday + 5 * minute);
    expect(Object.values(await states(id))).not.toContain('running');
  });
});

describe('a policy that begins to hold again', () => {
  it('begins the clocks from the opening, without the time that the case waited', async () => {
    const { id } = await log({ impact: 1, urgency: 1 });
    await policies('retire', tuesday + minute);
    await desk.does('agent', 'wait', id, { reason: await reason('user'), message: 'Which?' }, tuesday + 10 * minute);
    await desk.does('user', 'reply', id, { body: 'All of them' }, tuesday + 70 * minute);
    await policies('restore', tuesday + 80 * minute);
    const clocks = await clocksOf(id);
    expect(clocks['response']).toMatchObject({ running: 'stopped', met: true });
    expect(clocks['resolution']).toMatchObject({ running: 'running', started: tuesday });
    // Four hours of which ten minutes were used before the wait of an hour.
    expect(clocks['resolution']?.due).toBe(new Date(tuesday + 5 * hour).toISOString());
    expect(clocks['update']).toMatchObject({ running: 'running', started: tuesday + 10 * minute });
    expect(await wrongDues(desk)).toEqual([]);
  });

  it('begins no clock of a case that is over', async () => {
    const { id } = await log();
    await policies('retire', tuesday + minute);
    await desk.does('agent', 'resolve', id, solved, tuesday + 2 * minute);
    await policies('restore', tuesday + 3 * minute);
    expect(Object.values(await states(id))).not.toContain('running');
    expect(await wrongClocks(desk)).toEqual([]);
  });

  it('begins them by what a change of the case makes hold', async () => {
    await onlyUpTo3();
    const { id } = await log({ impact: 3, urgency: 3 });
    expect(await states(id)).toEqual({});
    await desk.does('agent', 'reply', id, { body: 'We look' }, tuesday + 5 * minute);
    await desk.does('agent', 'edit', id, { impact: 2, urgency: 2 }, tuesday + 20 * minute);
    const clocks = await clocksOf(id);
    expect(clocks['response']).toMatchObject({ running: 'stopped', met: true, started: tuesday });
    expect(clocks['resolution']).toMatchObject({ running: 'running', started: tuesday });
    expect(clocks['update']).toMatchObject({ running: 'running', started: tuesday + 5 * minute });
  });
});

describe('a pending reason that rests clocks from now on, or no more', () => {
  it('moves the clocks of the cases that wait for it', async () => {
    const supplier = await reason('supplier');
    const { id } = await log();
    await desk.does('agent', 'wait', id, { reason: supplier }, tuesday + 10 * minute);
    expect(await states(id)).toMatchObject({ resolution: 'running' });
    await desk.does('administrator', 'pending-reason.edit', supplier, { pauses: 'always' }, tuesday + 20 * minute);
    await recount('pending-reason', tuesday + 20 * minute);
    expect(await states(id)).toMatchObject({ response: 'running', update: 'paused', resolution: 'paused' });
    await desk.does('administrator', 'pending-reason.edit', supplier, { pauses: 'never' }, tuesday + 50 * minute);
    await recount('pending-reason', tuesday + 50 * minute);
    expect(await states(id)).toMatchObject({ update: 'running', resolution: 'running' });
    expect(await wrongClocks(desk)).toEqual([]);
    expect(await wrongDues(desk)).toEqual([]);
  });

  it('moves nothing where its name alone changed', async () => {
    const supplier = await reason('supplier');
    const { id } = await log();
    await desk.does('agent', 'wait', id, { reason: supplier }, tuesday + 10 * minute);
    await desk.does('administrator', 'pending-reason.edit', supplier, { name: 'A supplier' }, tuesday + 20 * minute);
    await recount('pending-reason', tuesday + 20 * minute);
    expect(await desk.owner(`select 1 from history where item = $1 and action = 'clock-moved'`, [id])).toEqual([]);
  });
});

describe('clocks that were left running before', () => {
  it('end with the next recount', async () => {
    const { id } = await log();
    await desk.owner(`update incident set state = 'closed', closed_at = now() where id = $1`, [id]);
    for (const rules of clockRules) await recomputeClocks(desk.system(tuesday + hour), rules);
    expect(await states(id)).toEqual({ response: 'stopped', update: 'stopped', resolution: 'stopped' });
    expect(await due(id)).toBeNull();
  });

  it('end however many there are, whatever goes on beside them', async () => {
    const left = await log();
    await desk.owner(`update incident set state = 'closed', closed_at = now() where id = $1`, [left.id]);
    // Three clocks each: more of them than fit on a page of records.
    for (const [table, key] of [
      ['item', 'id'],
      ['incident', 'id'],
      ['clock', 'item'],
    ]) {
      await desk.owner(
        `insert into ${table} select (jsonb_populate_record(one, jsonb_build_object('${key}', '01900000-0000-7000-8000-'
          || lpad(n::text, 12, '0'), 'number', 'LEFT' || n))).* from ${table} one, generate_series(1, 200) n where one.${key} = $1`,
        [left.id],
      );
    }
    const { id } = await log();
    for (const rules of clockRules) await recomputeClocks(desk.system(tuesday + hour), rules);
    expect(await desk.owner(`select count(*)::int as count from clock where running = 'running' and item <> $1`, [id]))
      .toEqual([{ count: 0 }]); // prettier-ignore
  });
});
