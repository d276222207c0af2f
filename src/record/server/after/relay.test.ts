import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDesk, tuesday } from '#/app/test/desk.ts';
import type { Desk } from '#/app/test/desk.ts';
import { followers } from '#/app/recurring.ts';
import type { ReactionJob } from './jobs.ts';
import { reactionsFollower } from './jobs.ts';
import { react } from './react.ts';
import type { ReactionHandler } from './react.ts';
import { relayOnce } from './relay.ts';
import type { Follower, Happening } from './relay.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
  await desk.owner("insert into follower values ('counts', '0', 0)");
  while ((await relayOnce(desk.database, [...followers, counts])) > 0);
  await desk.owner('delete from graphile_worker._private_jobs');
}, 60_000);
afterAll(() => desk.drop());

const jobs = () =>
  desk.owner<{ key: string; payload: ReactionJob }>(
    'select key, payload from graphile_worker._private_jobs order by id',
  );
const log = () => desk.does('agent', 'create', null, { title: 'Screen is dark', affectedUser: desk.ids.user });

/** A follower that remembers what it was handed, and refuses while it is told to. */
let handed: number[] = [];
let refuses = false;
const counts: Follower = {
  name: 'counts',
  async take(_tx, events) {
    handed.push(...events.map(({ id }) => id));
  },
};

describe('the relay', () => {
  const some = reactionsFollower([
    { name: 'first', on: ['incident.create', 'incident.logged'] },
    { name: 'unconcerned', on: ['calendar.edit'] },
    { name: 'second', on: ['incident.resolved', 'incident.logged', 'incident.edit'] },
  ]);

  it('makes one job of an event, with all the reactions that it wakes, once; and none of an event that wakes nobody', async () => {
    const { id } = await log();
    await desk.does('agent', 'resolve', id, { closeCode: 'fixed', solution: 'Plugged it in.' });
    await desk.does('agent', 'reopen', id, { message: 'Dark again' });
    expect(await relayOnce(desk.database, [some])).toBe(3);
    expect(await relayOnce(desk.database, [some])).toBe(0);
    const made = await jobs();
    expect(made.map(({ payload: { event, reactions } }) => [event.item, event.action, reactions])).toEqual([
      [id, 'create', ['first', 'second']],
      [id, 'resolve', ['second']],
    ]);
    expect(made.map(({ key }) => key)).toEqual(made.map(({ payload }) => String(payload.event.id)));
  });

  it('knows no reaction that every commit wakes', () => {
    expect(() => reactionsFollower([{ name: 'count-all', on: ['*'] }])).toThrow('count-all');
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
      while ((await relayOnce(desk.database, [some])) > 0);
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
    while ((await relayOnce(desk.database, [some])) > 0);
    const before = await desk.owner(`delete from outbox returning xid`);
    await desk.owner(`update follower set xid = '90', id = 0`);
    for (const xid of ['100', '99', '101'])
      await desk.owner(
        `insert into outbox (xid, at, item, kind, action, payload)
          values ($1::text::xid8, now(), $2, 'incident', 'edit', '{"changed": [], "state": [null, ""], "announced": []}')`,
        [xid, `00000000-0000-7000-8000-000000000${xid.padStart(3, '0')}`],
      );
    expect(await relayOnce(desk.database, [some])).toBe(3);
    const made = (await jobs()).slice(-3).map(({ payload }) => payload.event.item.slice(-3));
    expect(made).toEqual(['099', '100', '101']);
    expect(await desk.owner("select xid::text from follower where name = 'reactions'")).toEqual([{ xid: '101' }]);
    await desk.owner(`delete from outbox; update follower set xid = pg_snapshot_xmin(pg_current_snapshot())`);
    expect(before.length).toBeGreaterThan(0);
  });

  it('rolls nothing on from a commit that failed', async () => {
    await expect(
      desk.does('agent', 'create', null, { title: 'No such group', affectedUser: desk.ids.user, group: desk.ids.user }),
    ).rejects.toMatchObject({ code: 'invalid' });
    expect(await relayOnce(desk.database, [some])).toBe(0);
  });
});

describe('a follower', () => {
  const position = async (name: string) =>
    (await desk.owner<{ at: string }>(`select xid || ' ' || id as at from follower where name = $1`, [name]))[0]?.at;

  it('has a position in every installation', async () => {
    const known = await desk.owner<{ name: string }>("select name from follower where name <> 'counts' order by name");
    expect(known.map(({ name }) => name)).toEqual(followers.map(({ name }) => name).toSorted());
  });

  it('is handed everything once, in order, together with those who stand where it stands', async () => {
    while ((await relayOnce(desk.database, [...followers, counts])) > 0);
    handed = [];
    await log();
    await log();
    expect(await relayOnce(desk.database, [...followers, counts])).toBe(2);
    expect(await relayOnce(desk.database, [...followers, counts])).toBe(0);
    expect(handed).toHaveLength(2);
    expect(handed).toEqual(handed.toSorted((a, b) => a - b));
    expect(await position('counts')).toBe(await position('live'));
  });

  it('that fails keeps its place, and holds up no other: what it did is undone, and it is handed the same again', async () => {
    while ((await relayOnce(desk.database, [...followers, counts])) > 0);
    handed = [];
    refuses = true;
    const failing: Follower = {
      name: 'counts',
      async take(tx, events) {
        await tx.query({ sql: `insert into reaction_done values ($1, 'counts', now())`, parameters: [events[0]?.id] });
        if (refuses) throw new Error('cannot count');
        await counts.take(tx, events);
      },
    };
    await log();
    const before = await position('counts');
    await expect(relayOnce(desk.database, [failing, ...followers])).rejects.toThrow('cannot count');
    expect(await position('counts')).toBe(before);
    expect(await position('live')).not.toBe(before);
    expect(await desk.owner(`select 1 from reaction_done where reaction = 'counts'`)).toEqual([]);
    await log();
    refuses = false;
    while ((await relayOnce(desk.database, [failing, ...followers])) > 0);
    expect(handed).toHaveLength(2);
    expect(await position('counts')).toBe(await position('live'));
  });
});

describe('a reaction', () => {
  it('has its effect once, however often its job is delivered, and none when it fails', async () => {
    const { id } = await log();
    await relayOnce(desk.database, followers);
    const event = (await jobs()).map(({ payload }) => payload.event).find((one: Happening) => one.item === id);
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
