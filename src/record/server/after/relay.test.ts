import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDesk, tuesday } from '#/app/test/desk.ts';
import type { Desk } from '#/app/test/desk.ts';
import { react } from './react.ts';
import type { ReactionHandler } from './react.ts';
import { relayOnce } from './relay.ts';
import type { Happening } from './relay.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
  while ((await relayOnce(desk.database, [])) > 0);
}, 60_000);
afterAll(() => desk.drop());

const reactions = [
  { name: 'count-all', on: ['*'] },
  { name: 'on-resolved', on: ['incident.resolved'] },
];
const jobs = () =>
  desk.owner<{ payload: { reaction: string; event: Happening } }>(
    'select payload from graphile_worker._private_jobs order by id',
  );
const log = () => desk.does('agent', 'create', null, { title: 'Screen is dark', affectedUser: desk.ids.user });

describe('the relay', () => {
  it('turns each commit into the jobs that it wakes, once', async () => {
    const { id } = await log();
    await desk.does('agent', 'resolve', id, { closeCode: 'fixed', solution: 'Plugged it in.' });
    expect(await relayOnce(desk.database, reactions)).toBe(2);
    expect(await relayOnce(desk.database, reactions)).toBe(0);
    const made = (await jobs()).filter(({ payload }) => payload.event.item === id);
    expect(made.map(({ payload }) => payload.reaction)).toEqual(['count-all', 'count-all', 'on-resolved']);
  });

  it('never passes over a transaction that commits late', async () => {
    let finish = () => {};
    const open = new Promise<void>((resolve) => {
      finish = resolve;
    });
    let started = () => {};
    const ready = new Promise<void>((resolve) => {
      started = resolve;
    });
    const ctx = desk.system();
    const { perform } = await import('../commit/perform.ts');
    const late = desk.database.transaction({ kind: 'staff' }, async (tx) => {
      const made = await perform({ ...ctx, tx }, 'incident', 'create', null, {
        title: 'Late',
        affectedUser: desk.ids.user,
      });
      started();
      await open;
      return made.id;
    });
    await ready;
    const early = await log();
    const seen = async () => {
      while ((await relayOnce(desk.database, reactions)) > 0);
      return (await jobs()).map(({ payload }) => payload.event.item);
    };
    await seen();
    finish();
    const id = await late;
    const items = await seen();
    expect(items.filter((item) => item === id)).toHaveLength(1);
    expect(items.filter((item) => item === early.id)).toHaveLength(1);
  });

  it('keeps the order of transactions where their numbers get a digit more', async () => {
    while ((await relayOnce(desk.database, [])) > 0);
    const before = await desk.owner(`delete from outbox returning xid`);
    await desk.owner(`update relay_position set xid = '90', id = 0`);
    for (const xid of ['100', '99', '101'])
      await desk.owner(
        `insert into outbox (xid, at, item, kind, action, payload)
          values ($1::text::xid8, now(), $2, 'incident', 'edit', '{"changed": [], "state": [null, ""], "announced": []}')`,
        [xid, `00000000-0000-7000-8000-000000000${xid.padStart(3, '0')}`],
      );
    expect(await relayOnce(desk.database, reactions)).toBe(3);
    const made = (await jobs()).slice(-3).map(({ payload }) => payload.event.item.slice(-3));
    expect(made).toEqual(['099', '100', '101']);
    expect(await desk.owner('select xid::text from relay_position')).toEqual([{ xid: '101' }]);
    await desk.owner(`delete from outbox; update relay_position set xid = pg_snapshot_xmin(pg_current_snapshot())`);
    expect(before.length).toBeGreaterThan(0);
  });

  it('rolls nothing on from a commit that failed', async () => {
    await expect(
      desk.does('agent', 'create', null, { title: 'No such group', affectedUser: desk.ids.user, group: desk.ids.user }),
    ).rejects.toMatchObject({ code: 'invalid' });
    expect(await relayOnce(desk.database, reactions)).toBe(0);
  });
});

describe('a reaction', () => {
  it('has its effect once, however often its job is delivered, and none when it fails', async () => {
    const { id } = await log();
    await relayOnce(desk.database, reactions);
    const event = (await jobs()).map(({ payload }) => payload.event).find((one) => one.item === id);
    if (!event) throw new Error('no job');
    let fail = true;
    const handler: ReactionHandler = {
      name: 'tag-it',
      on: ['incident.logged'],
      async handle(ctx) {
        await ctx.tx?.query({
          sql: `update incident set tags = array_append(tags, 'seen') where id = $1`,
          parameters: [id],
        });
        if (fail) throw new Error('crash after the effect');
      },
    };
    const base = desk.system(tuesday);
    await expect(react(base, handler, event)).rejects.toThrow('crash');
    expect((await desk.incident(id))['tags']).toEqual([]);
    fail = false;
    expect(await react(base, handler, event)).toBe(true);
    expect(await react(base, handler, event)).toBe(false);
    expect((await desk.incident(id))['tags']).toEqual(['seen']);
  });
});
