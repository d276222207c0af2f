import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDesk, tuesday } from '#/app/test/desk.ts';
import type { Desk, Who } from '#/app/test/desk.ts';
import { withFace } from '#/record/server/context.ts';
import { stormAfter, stormWindow } from './digest.ts';
import { markRead } from './mark-read.ts';
import { choosePreference, readPreferences } from './preferences.ts';
import { countUnread, readInbox } from './read-inbox.ts';
import { tell } from './tell.ts';
import type { Occasion, Telling } from './tell.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.drop());

let event = 0;
const report = async () => (await desk.does('user', 'create', null, { title: 'Lights out' })).id;

/** Tells in a transaction of its own, as a reaction does. */
function say(occasion: Partial<Occasion> & { item: string }, tellings: Telling[], now = tuesday): Promise<string[]> {
  const system = desk.system(now);
  return desk.database.transaction({ kind: 'staff' }, (tx) =>
    tell({ ...system, tx }, { kind: 'incident', event: ++event, by: null, ...occasion }, tellings),
  );
}

/** Tells in one transaction, and in another that begins before the first has ended. Who was told, by both. */
async function meanwhile(item: string, of: number | null, tellings: Telling[]): Promise<string[]> {
  const told: Promise<string[]>[] = [];
  await desk.database.transaction({ kind: 'staff' }, async (tx) => {
    const occasion = { kind: 'incident', item, event: of, by: null };
    told.push(Promise.resolve(await tell({ ...desk.system(tuesday), tx }, occasion, tellings)));
    const second = say(occasion, tellings);
    second.catch(() => {});
    told.push(second);
    await expect
      .poll(() =>
        desk.owner(`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`),
      )
      .toHaveLength(1);
  });
  return (await Promise.all(told)).flat();
}

const inbox = async (who: Who, query = {}) =>
  (await readInbox(await desk.as(who), { unread: false, limit: 50, ...query })).rows;

describe('telling people', () => {
  it('leaves out who did it and who cannot see it, and tells nobody twice', async () => {
    const item = await report();
    const { agent, user, neighbour, stranger, administrator } = desk.ids;
    const telling = { kind: 'replied', people: [agent, agent, user, neighbour, stranger, administrator, null] };
    expect(await say({ item, by: agent, event: 7000 }, [telling])).toEqual([user]);
    expect(await say({ item, by: agent, event: 7000 }, [telling])).toEqual([]);
    expect(await inbox('user')).toMatchObject([
      { kind: 'replied', face: 'portal', by: { name: 'Anna Agent' }, readAt: null, record: { title: 'Lights out' } },
    ]);
    for (const who of ['agent', 'neighbour', 'stranger', 'administrator'] as const)
      expect(await inbox(who)).toEqual([]);
  });

  it('asks no more for many people than for one', async () => {
    const item = await report();
    const asked = async (people: string[], nth: number): Promise<number> => {
      let count = 0;
      await desk.database.transaction({ kind: 'staff' }, (tx) => {
        const counting: typeof tx = { query: (statement) => (count++, tx.query(statement)) };
        const occasion = { kind: 'incident', item, event: nth, by: null };
        return tell({ ...desk.system(), tx: counting }, occasion, [{ kind: 'replied', people }]);
      });
      return count;
    };
    const { user, contact, agent, colleague, lead } = desk.ids;
    // Whose rights are remembered is not read again.
    await asked([user, contact, agent, colleague, lead], 7050);
    const alone = await asked([user], 7051);
    expect(await asked([user, contact, agent, colleague, lead], 7052)).toBe(alone);
    await desk.owner('delete from notification');
  });

  it('tells nobody twice where two do it at the same time', async () => {
    const item = await report();
    const telling = { kind: 'replied', people: [desk.ids.contact, desk.ids.user] };
    expect(await meanwhile(item, 7050, [telling])).toEqual([desk.ids.contact, desk.ids.user].toSorted());
    expect(await desk.owner('select 1 from notification where event = 7050')).toHaveLength(2);
    await desk.owner('delete from notification');
  });

  it('tells somebody whom two reasons reach once, for the first that they may know', async () => {
    const item = await report();
    const { colleague, contact } = desk.ids;
    await say({ item, event: 7100 }, [
      { kind: 'mentioned', people: [colleague, contact], faces: ['workspace'] },
      { kind: 'replied', people: [contact, colleague] },
    ]);
    expect((await inbox('colleague')).map(({ kind }) => kind)).toEqual(['mentioned']);
    expect((await inbox('contact')).map(({ kind }) => kind)).toEqual(['replied']);
    await desk.owner('delete from notification');
  });

  it('never tells the user what only staff know', async () => {
    const item = await report();
    const people = [desk.ids.user, desk.ids.colleague];
    expect(await say({ item }, [{ kind: 'noted', people, faces: ['workspace'] }])).toEqual([desk.ids.colleague]);
  });

  it('shows nothing any more of a record that its reader lost, nor on the portal what was for staff', async () => {
    const item = await report();
    await desk.does('agent', 'add-watcher', item, { person: desk.ids.neighbour });
    await say({ item }, [{ kind: 'updated', people: [desk.ids.neighbour, desk.ids.specialist] }]);
    expect(await inbox('neighbour')).toHaveLength(1);
    await desk.does('agent', 'remove-watcher', item, { person: desk.ids.neighbour });
    expect(await inbox('neighbour')).toEqual([]);
    expect(await countUnread(await desk.as('neighbour'))).toEqual({ count: 0, more: false });
    const specialist = await desk.as('specialist');
    expect((await readInbox(specialist, { unread: true, limit: 5 })).rows).toHaveLength(1);
    expect((await readInbox(withFace(specialist, 'portal'), { unread: true, limit: 5 })).rows).toEqual([]);
  });

  it('is read one by one or all at once, by nobody but its reader', async () => {
    const item = await report();
    for (let nth = 0; nth < 3; nth++) await say({ item }, [{ kind: 'replied', people: [desk.ids.contact] }]);
    const [first, ...others] = await inbox('contact');
    const contact = await desk.as('contact');
    await markRead(await desk.as('user'), { ids: [first?.id] });
    expect(await countUnread(contact)).toEqual({ count: 3, more: false });
    expect(await markRead(contact, { ids: [first?.id] })).toEqual({ count: 2, more: false });
    expect((await inbox('contact', { unread: true })).map(({ id }) => id)).toEqual(others.map(({ id }) => id));
    expect(await markRead(contact, { all: true })).toEqual({ count: 0, more: false });
    await expect(markRead(contact, {})).rejects.toMatchObject({ code: 'bad-request' });
    await expect(markRead(contact, { ids: ['x'] })).rejects.toMatchObject({ code: 'bad-request' });
  });

  it('is read about a record once that was opened, and about no other', async () => {
    const [item, other] = [await report(), await report()];
    await desk.owner('delete from notification');
    for (const about of [item, item, other]) await say({ item: about }, [{ kind: 'replied', people: [desk.ids.user] }]);
    expect(await markRead(await desk.as('agent'), { item })).toEqual({ count: 0, more: false });
    expect(await countUnread(await desk.as('user'))).toEqual({ count: 3, more: false });
    expect(await markRead(await desk.as('user'), { item })).toEqual({ count: 1, more: false });
    expect((await inbox('user', { unread: true })).map(({ record }) => record?.id)).toEqual([other]);
    await expect(markRead(await desk.as('user'), { item: 'x' })).rejects.toMatchObject({ code: 'bad-request' });
    await desk.owner('delete from notification');
  });

  it('is paged without losing or doubling anything', async () => {
    const item = await report();
    for (let nth = 0; nth < 5; nth++) await say({ item }, [{ kind: 'noted', people: [desk.ids.lead] }]);
    const ctx = await desk.as('lead');
    const seen: string[] = [];
    let before: string | undefined;
    do {
      const { rows, next } = await readInbox(ctx, { unread: false, limit: 2, before });
      seen.push(...rows.map(({ id }) => id));
      before = next ?? undefined;
    } while (before !== undefined);
    expect(seen).toEqual((await inbox('lead')).map(({ id }) => id));
    expect(seen).toHaveLength(5);
  });
});

describe('a storm', () => {
  const flood = async (item: string, times: number, now: number) => {
    for (let nth = 0; nth < times; nth++)
      await say({ item }, [{ kind: 'clock-late', people: [desk.ids.auditor] }], now);
  };

  it('is counted in one entry, and what comes after it is told by itself again', async () => {
    const item = await report();
    await flood(item, stormAfter + 40, tuesday);
    const counted = await inbox('auditor', { limit: 100 });
    expect(counted.filter(({ kind }) => kind === 'digest')).toMatchObject([
      { params: { count: 40 }, record: { id: item }, text: '' },
    ]);
    expect(counted).toHaveLength(stormAfter + 1);
    await flood(item, 1, tuesday + stormWindow + 1);
    expect((await inbox('auditor'))[0]).toMatchObject({ kind: 'clock-late' });
    await markRead(await desk.as('auditor'), { all: true });
    await flood(item, stormAfter + 2, tuesday + 3 * stormWindow);
    const unread = await inbox('auditor', { unread: true });
    expect(unread.filter(({ kind }) => kind === 'digest')).toMatchObject([{ params: { count: 2 } }]);
  });

  it('is counted in one entry by all who tell at the same time', async () => {
    const item = await report();
    await desk.owner('delete from notification');
    await flood(item, stormAfter, tuesday);
    await meanwhile(item, null, [{ kind: 'clock-late', people: [desk.ids.auditor] }]);
    const unread = await inbox('auditor', { unread: true, limit: 100 });
    expect(unread.filter(({ kind }) => kind === 'digest')).toMatchObject([{ params: { count: 2 } }]);
  });
});

describe('what somebody wants to hear of', () => {
  it('is theirs to choose, event by event, and on the portal only what can come there', async () => {
    const item = await report();
    const user = await desk.as('neighbour');
    const events = (ctx: typeof user) => readPreferences(ctx).then(({ rows }) => rows.map(({ event: name }) => name));
    expect(await events(user)).not.toContain('assigned');
    expect(await events(await desk.as('agent'))).toContain('assigned');
    await desk.does('agent', 'add-watcher', item, { person: desk.ids.neighbour });
    await desk.owner('delete from notification');
    const { rows } = await choosePreference(user, { event: 'updated', inbox: false, mail: false });
    expect(rows.find((row) => row.event === 'updated')).toEqual({
      event: 'updated',
      inbox: false,
      mail: false,
      mailable: false,
    });
    expect(rows.find((row) => row.event === 'replied')?.mailable).toBe(true);
    await say({ item }, [{ kind: 'updated', people: [desk.ids.neighbour], params: { state: 'resolved' } }]);
    expect(await inbox('neighbour')).toEqual([]);
    await choosePreference(user, { event: 'updated', inbox: true, mail: false });
    await say({ item }, [{ kind: 'updated', people: [desk.ids.neighbour], params: { state: 'resolved' } }]);
    expect(await inbox('neighbour')).toHaveLength(1);
    for (const wrong of [
      { event: 'x', inbox: true, mail: true },
      { event: 'updated', inbox: 'yes', mail: true },
    ]) {
      await expect(choosePreference(user, wrong)).rejects.toMatchObject({ code: 'bad-request' });
    }
  });
});
