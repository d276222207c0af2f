import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { perform } from '#/record/server/commit/perform.ts';
import { liveFollower } from '#/doors/rest/live/follower.ts';
import { relayOnce } from '#/record/server/after/relay.ts';
import type { Who } from '#/app/test/desk.ts';
import { follow } from '#/app/test/follow.ts';
import { listenTo } from './listen-to.ts';
import type { TestWeb } from './open-web.ts';
import { openWeb } from './open-web.ts';

let web: TestWeb;
let address: string;
beforeAll(async () => {
  web = await openWeb();
  address = await web.app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => web.stop());

const listen = (who: Who, path?: string, began?: number) => listenTo(web, address, who, path, began);

const log = async (title: string) =>
  (
    await web.desk.does(
      'agent',
      'create',
      null,
      { title, affectedUser: web.desk.ids.user, customer: web.desk.ids.customer },
      Date.now(),
    )
  ).id;
const relay = () => relayOnce(web.door.database, [liveFollower]);

describe('a stream', () => {
  it('tells of changes to those who may see them, and to nobody else', async () => {
    const [agent, user, stranger] = await Promise.all([
      listen('agent'),
      listen('user', '/portal/events'),
      listen('stranger', '/portal/events'),
    ]);
    expect(agent.response.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    const id = await log('Live');
    await relay();
    await Promise.all([agent, user].map((stream) => stream.until(() => stream.heard('change').length > 0)));
    expect(agent.heard('change')).toContainEqual({
      item: id,
      kind: 'incident',
      version: 1,
      action: 'create',
      actor: web.desk.ids.agent,
    });
    expect(user.heard('change')).toContainEqual({ item: id, kind: 'incident' });
    // Something that the stranger does hear comes after what they must not: then nothing can still be on its way.
    const theirs = (
      await web.desk.does(
        'agent',
        'create',
        null,
        { title: 'Theirs', affectedUser: web.desk.ids.stranger, customer: web.desk.ids.other },
        Date.now(),
      )
    ).id;
    await relay();
    await stranger.until(() => stranger.heard('change').length > 0);
    expect(stranger.heard('change')).toEqual([{ item: theirs, kind: 'incident' }]);
    for (const stream of [agent, user, stranger]) stream.close();
  });

  it('tells a page that read before it listened what happened between, and to look again beyond a minute', async () => {
    const began = performance.now();
    const first = await listen('agent');
    const id = await log('Between');
    await relay();
    await first.until(() => first.heard('change').length > 0);
    const [agent, stranger, old, now] = await Promise.all([
      listen('agent', '/events', began),
      listen('stranger', '/portal/events', began),
      listen('agent', '/events', began - 1e8),
      listen('agent', '/events'),
    ]);
    await agent.until(() => agent.heard('change').length > 0);
    expect(agent.heard('change')).toContainEqual(expect.objectContaining({ item: id, version: 1 }));
    await old.until(() => old.said.some(({ event }) => event === 'many'));
    const later = await log('Later');
    await relay();
    await now.until(() => now.heard('change').length > 0);
    expect(now.heard('change')).toEqual([expect.objectContaining({ item: later })]);
    expect(stranger.heard('change')).toEqual([]);
    for (const stream of [first, agent, stranger, old, now]) stream.close();
  });

  it('names the kinds of what is more than can be told, to those who read any of them, and public ones on the portal', async () => {
    const streams = await Promise.all([
      listen('administrator'),
      listen('agent'),
      listen('user', '/portal/events'),
      listen('stranger', '/portal/events'),
    ]);
    const tell = (kinds: string[], open: string[]) =>
      web.desk.owner("select pg_notify('mainstay_live', $1)", [JSON.stringify({ kinds, public: open })]);
    await tell(['membership'], []);
    await tell(['incident', 'membership'], []);
    await tell(['incident', 'person'], ['incident', 'person']);
    const many = (stream: (typeof streams)[number]) =>
      stream.said.filter(({ event }) => event === 'many').map(({ data }) => (data as { kinds: string[] }).kinds);
    await Promise.all(streams.map((stream) => stream.until(() => many(stream).flat().length > 0)));
    await streams[0]?.until(() => many(streams[0] as (typeof streams)[number]).length === 3);
    expect(streams.map(many)).toEqual([
      [['membership'], ['membership'], ['person']],
      [['incident'], ['incident', 'person']],
      [['incident']],
      [['incident']],
    ]);
    for (const stream of streams) stream.close();
  });

  it('says nothing on the portal about an internal note', async () => {
    const id = await log('Quiet');
    await relay();
    const [agent, user] = await Promise.all([listen('agent'), listen('user', '/portal/events')]);
    await web.desk.does('agent', 'note', id, { body: 'PLANTEDCANARY' }, Date.now());
    await relay();
    await agent.until(() => agent.heard('change').length > 0);
    const later = await log('Loud');
    await relay();
    await user.until(() => user.heard('change').length > 0);
    expect(user.heard('change')).toEqual([{ item: later, kind: 'incident' }]);
    for (const stream of [agent, user]) stream.close();
  });

  it.each([
    ['an internal note', 'note', () => ({ body: 'PLANTEDCANARY' })],
    ['a field that is for staff', 'edit', () => ({ tags: ['plantedcanary'] })],
    ['a reply that is still held', 'reply', () => ({ body: 'PLANTEDCANARY' })],
  ])('says nothing on the portal about %s, right behind something public as well', async (_what, action, input) => {
    const id = await log('Busy');
    const [agent, user] = await Promise.all([listen('agent'), listen('user', '/portal/events')]);
    await relay();
    await user.until(() => user.heard('change').length > 0);
    const heard = agent.heard('change').length;
    await web.desk.does('agent', action, id, input(), Date.now());
    await relay();
    await agent.until(() => agent.heard('change').length > heard);
    const later = await log('Loud');
    await relay();
    await user.until(() => user.heard('change').some((change) => (change as { item: string }).item === later));
    expect(user.heard('change')).toEqual([
      { item: id, kind: 'incident' },
      { item: later, kind: 'incident' },
    ]);
    for (const stream of [agent, user]) stream.close();
  });

  it('tells the portal of what was said there, and of a reply when it is let go', async () => {
    const id = await log('Spoken');
    await relay();
    const user = await listen('user', '/portal/events');
    const now = Date.now();
    const { notes } = await web.desk.does('agent', 'reply', id, { body: 'Look again' }, now);
    await perform(web.desk.system(now + 20_000), 'incident', 'release-note', id, { note: notes['note'] });
    await relay();
    await user.until(() => user.heard('change').length === 1);
    await web.desk.does('user', 'reply', id, { body: 'Thank you' }, now + 30_000);
    await relay();
    await user.until(() => user.heard('change').length === 2);
    expect(user.heard('change')).toEqual([
      { item: id, kind: 'incident' },
      { item: id, kind: 'incident' },
    ]);
    user.close();
  });

  it('tells each person of what is new in their own inbox, and nobody else', async () => {
    await follow(web.desk, Date.now());
    const [user, stranger] = await Promise.all([
      listen('user', '/portal/events'),
      listen('stranger', '/portal/events'),
    ]);
    const told = (stream: typeof user) => stream.said.filter(({ event }) => event === 'told').length;
    const id = await log('New in the inbox');
    await follow(web.desk, Date.now());
    await user.until(() => told(user) === 1);
    await web.desk.does('agent', 'note', id, { body: 'PLANTEDCANARY' }, Date.now());
    await follow(web.desk, Date.now());
    await web.desk.does('agent', 'create', null, { title: 'Theirs', affectedUser: web.desk.ids.stranger }, Date.now());
    await follow(web.desk, Date.now());
    // What the stranger hears of comes after what nobody may hear of.
    await stranger.until(() => told(stranger) === 1);
    expect(told(user)).toBe(1);
    for (const stream of [user, stranger]) stream.close();
  });

  it('ends with its session', async () => {
    const stream = await listen('colleague');
    const started = Date.now();
    await stream.browser('DELETE', '/session');
    await stream.until(stream.ended);
    expect(stream.said.at(-1)?.event).toBe('bye');
    expect(Date.now() - started).toBeLessThan(5500);
  });

  it('tells nothing by rights that were taken away in what it is about to tell', async () => {
    const { desk } = web;
    const serving = { name: 'For Globex', members: [desk.ids.specialist], serves: [desk.ids.other] };
    await desk.does('administrator', 'group.edit', desk.ids.second, { members: [] }, Date.now());
    const group = (await desk.does('administrator', 'group.create', null, serving, Date.now())).id;
    await relay();
    const [specialist, agent] = await Promise.all([listen('specialist'), listen('agent')]);
    const logOther = async (title: string) => {
      const values = { title, affectedUser: desk.ids.stranger, customer: desk.ids.other };
      return (await desk.does('agent', 'create', null, values, Date.now())).id;
    };
    const before = await logOther('While they served them');
    await relay();
    await specialist.until(() => specialist.heard('change').length > 0);
    expect(specialist.heard('change')).toEqual([expect.objectContaining({ item: before })]);
    await desk.does('administrator', 'group.edit', group, { members: [] }, Date.now());
    const after = await logOther('After that');
    await relay();
    await agent.until(() => agent.heard('change').some((change) => (change as { item: string }).item === after));
    await specialist.until(specialist.ended);
    expect(specialist.heard('change')).toEqual([expect.objectContaining({ item: before })]);
    agent.close();
  });

  it('ends where the rights of its person change, and stays open for everybody else and when an agent adds a caller', async () => {
    const agent = await web.keyOf('agent');
    const [role] = await web.desk.owner<{ id: string }>(`select id from role where code = 'auditor'`);
    // They were opened first, and so have asked before the last one learns that its rights have changed.
    const others = await Promise.all([listen('agent'), listen('user', '/portal/events')]);
    const stream = await listen('colleague');
    const caller = { name: 'New Caller', email: 'new.caller@example.com', organisation: web.desk.ids.customer };
    expect((await agent('POST', '/people', { body: caller })).statusCode).toBe(201);
    const given = { person: web.desk.ids.colleague, organisation: web.desk.ids.provider, role: role?.id };
    await perform(web.desk.system(Date.now()), 'membership', 'create', null, given);
    await stream.until(stream.ended);
    expect(stream.said.map(({ event }) => event)).toEqual(['hello']);
    const id = await log('Still heard');
    await relay();
    for (const other of others) {
      await other.until(() => other.heard('change').some((change) => (change as { item: string }).item === id));
      expect(other.ended()).toBe(false);
      other.close();
    }
  });

  it('tells colleagues who looks at a record, and not the one who looks or the portal', async () => {
    const id = await log('Watched');
    const [agent, colleague, user] = await Promise.all([
      listen('agent'),
      listen('colleague'),
      listen('user', '/portal/events'),
    ]);
    const said = await agent.browser('POST', '/presence', { body: { item: id, doing: 'typing' } });
    expect(said.statusCode).toBe(204);
    await colleague.until(() => colleague.heard('presence').length > 0);
    expect(colleague.heard('presence')[0]).toMatchObject({
      item: id,
      person: web.desk.ids.agent,
      name: 'Anna Agent',
      doing: 'typing',
    });
    expect([agent.heard('presence'), user.heard('presence')]).toEqual([[], []]);
    const hidden = await web.keyOf('stranger');
    expect((await hidden('POST', '/portal/presence', { body: { item: id, doing: 'viewing' } })).statusCode).toBe(404);
    for (const stream of [agent, colleague, user]) stream.close();
  });
});
