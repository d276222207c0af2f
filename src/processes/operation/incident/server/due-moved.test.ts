import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reactions } from '#/app/processes.server.ts';
import { openDesk, tuesday } from '#/app/test/desk.ts';
import type { Desk } from '#/app/test/desk.ts';
import { react } from '#/record/server/after/react.ts';
import type { Happening } from '#/record/server/after/relay.ts';
import { perform } from '#/record/server/commit/perform.ts';
import { configurationOf } from '#/record/server/configuration.ts';
import { wrongDues } from './test/wrong-dues.ts';

const minute = 60_000;

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
}, 60_000);
afterAll(() => desk.drop());

/** A case of priority 2, in working hours: a first answer within 30 minutes. */
const log = () =>
  desk.does('agent', 'create', null, {
    title: 'No mail',
    channel: 'email',
    affectedUser: desk.ids.user,
    impact: 1,
    urgency: 2,
  });
const at = (minutes: number) => new Date(tuesday + minutes * minute).toISOString();
const due = async (id: string) => (await desk.incident(id))['dueAt'];

/** Gives more or less time for the first answer at priority 2, and returns what then wakes the recount. */
async function promise(amount: number, now: number): Promise<Happening> {
  const rows = await (await configurationOf(desk.system())).rows('clock-policy');
  const policy = rows.find((row) => row['order'] === 1000) ?? {};
  const before = policy['targets'] as { priority: number; clock: string; amount: number }[];
  const targets = before.map((target) =>
    target.priority === 2 && target.clock === 'response' ? { ...target, amount } : target,
  );
  await desk.does('administrator', 'clock-policy.edit', policy['id'] as string, { targets }, now);
  const [event] = await desk.owner<Happening>(
    `select id, at, item, customer, kind, action, actor, version, payload from outbox
      where kind = 'clock-policy' order by id desc limit 1`,
  );
  if (!event) throw new Error('nothing happened');
  return event;
}

async function recount(event: Happening, now: number): Promise<void> {
  const handler = reactions.find(({ name }) => name === 'service-level.move-clocks');
  if (!handler) throw new Error('nobody recounts');
  await react(desk.system(now), handler, event);
}

describe('a changed promise', () => {
  it('moves what the queue shows together with the clocks, and says so to whoever looks', async () => {
    const { id, version } = await log();
    const waiting = await log();
    await desk.does('agent', 'reply', waiting.id, { body: 'We look' }, tuesday + minute);
    const [reason] = await desk.owner<{ id: string }>("select id from pending_reason where code = 'user'");
    const wait = { reason: reason?.id, message: 'Which one?' };
    await desk.does('agent', 'wait', waiting.id, wait, tuesday + 2 * minute);
    const now = tuesday + 5 * minute;
    const event = await promise(45, now);
    await recount(event, now);
    expect(await due(id)).toBe(at(45));
    expect(await due(waiting.id)).toBeNull();
    expect(await desk.incident(id)).toMatchObject({ version });
    expect(await wrongDues(desk)).toEqual([]);
    const told = async () =>
      (await desk.owner(`select 1 from outbox where item = $1 and action = 'clock-moved'`, [id])).length;
    expect(await told()).toBe(1);
    // Delivered as another event that moves nothing of it: no news.
    await recount({ ...event, id: -1 }, now + minute);
    expect(await told()).toBe(1);
  });

  it('waits for whoever works on a case, and keeps what they did', async () => {
    const { id } = await log();
    const event = await promise(60, tuesday + minute);
    const solved = { closeCode: 'fixed', solution: 'Restarted it.', cause: 'A full disk.' };
    let moving: Promise<unknown> = Promise.resolve();
    await desk.database.transaction({ kind: 'staff' }, async (tx) => {
      const ctx = await desk.as('agent', tuesday + 10 * minute);
      await perform({ ...ctx, tx }, 'incident', 'resolve', id, solved);
      // Begun before the solution, and come as far as this case, which is not free yet.
      moving = recount(event, tuesday + 5 * minute);
      await expect
        .poll(
          () =>
            desk.owner(
              `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
            ),
          { timeout: 10_000 },
        )
        .toHaveLength(1);
    });
    await moving;
    expect(await desk.incident(id)).toMatchObject({ state: 'resolved', dueAt: null });
    expect(await wrongDues(desk)).toEqual([]);
  });
});
