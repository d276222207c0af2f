import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from './logged.ts';
import { logCase } from './logged.ts';
import type { Caller, TestWeb } from './open-web.ts';
import { openWeb } from './open-web.ts';

let web: TestWeb;
let agent: Caller;
let admin: Caller;

beforeAll(async () => {
  web = await openWeb();
  [agent, admin] = await Promise.all([web.keyOf('agent'), web.keyOf('administrator')]);
});
afterAll(() => web.stop());

/** What a change answers is what its author reads afterwards, but for what only the change says. */
async function expectAsRead(who: Caller, at: string, changed: { statusCode: number; json<T>(): T }) {
  const { warnings: _, result: __, ...body } = changed.json<Answer & { warnings?: unknown; result?: unknown }>();
  const read = await who('GET', at);
  expect(read.statusCode).toBe(200);
  expect(body).toEqual(read.json());
}

describe('a change answers what a read would, though nothing is read for it', () => {
  it('when a case is logged, with little and with much', async () => {
    const { service, category, user } = web.desk.ids as Record<string, string>;
    const some = { service, category, affectedUser: user };
    for (const more of [{}, some, { ...some, tags: ['b', 'a'], impact: 1, urgency: 1, description: 'čaj\n🫖' }]) {
      const given = Object.fromEntries(Object.entries(more).filter(([, value]) => value !== undefined));
      const made = await logCase(web, agent, 'Logged', given);
      expect(made.statusCode).toBe(201);
      await expectAsRead(agent, made.headers['location'] as string, made);
    }
  });

  it('at each step, and after an edit', async () => {
    const { record } = (await logCase(web, agent, 'Stepped')).json<Answer>();
    const at = `/incidents/${String(record['id'])}`;
    const { rows: reasons } = (await agent('GET', '/pending-reasons')).json<{ rows: { id: string; code: string }[] }>();
    const supplier = reasons.find(({ code }) => code === 'supplier')?.id;
    const steps: [string, object][] = [
      ['take', {}],
      ['wait', { reason: supplier, message: 'Asked the maker.' }],
      ['resume', {}],
      ['reply', { body: 'Soon.' }],
      ['note', { body: 'Not yet.' }],
      ['resolve', { closeCode: 'fixed', solution: 'Turned it off and on.' }],
      ['reopen', { message: 'Not fixed.' }],
    ];
    for (const [step, body] of steps) {
      const taken = await agent('POST', `${at}/${step}`, { body });
      expect([step, taken.statusCode, taken.body.slice(0, taken.statusCode < 300 ? 0 : 300)]).toEqual([step, 200, '']);
      await expectAsRead(agent, at, taken);
    }
    const { version } = (await agent('GET', at)).json<Answer>().record as { version: number };
    const edited = await agent('PATCH', at, { body: { title: 'Edited', tags: ['x'] }, version });
    expect(edited.statusCode).toBe(200);
    await expectAsRead(agent, at, edited);
  });

  it('of the configuration', async () => {
    const made = await admin('POST', '/categories', { body: { name: 'Answered' } });
    expect(made.statusCode).toBe(201);
    await expectAsRead(admin, `/categories/${String(made.json<Answer>().record['id'])}`, made);
  });

  it('by somebody whom nothing else in the record names', async () => {
    const { record } = (await logCase(web, agent, 'Retitled')).json<Answer>();
    const at = `/incidents/${String(record['id'])}`;
    const lead = await web.keyOf('lead');
    const edited = await lead('PATCH', at, {
      body: { title: 'Retitled by the lead' },
      version: record['version'] as number,
    });
    expect(edited.json<Answer>().names[web.desk.ids.lead]?.title).toBe('Lea Lead');
    await expectAsRead(lead, at, edited);
  });

  it('that renames its own author', async () => {
    const at = `/people/${web.desk.ids.administrator}`;
    const { version } = (await admin('GET', at)).json<Answer>().record as { version: number };
    const edited = await admin('PATCH', at, { body: { name: 'Adam Other' }, version });
    expect(edited.json<Answer>().names[web.desk.ids.administrator]?.title).toBe('Adam Other');
    await expectAsRead(admin, at, edited);
  });

  it('and leaves the database to what it writes: nothing of the record is read behind it', async () => {
    const { database } = web.door.access;
    const said: string[] = [];
    const { transaction } = database;
    database.transaction = (wall, work, signal) =>
      transaction(
        wall,
        (tx) =>
          work({
            query(statement) {
              said.push(statement.sql);
              return tx.query(statement);
            },
            last(statements) {
              said.push('last');
              tx.last?.(statements);
            },
          }),
        signal,
      );
    try {
      expect((await logCase(web, agent, 'Written with the commit')).statusCode).toBe(201);
    } finally {
      database.transaction = transaction;
    }
    // What it writes and its key, both with the commit.
    expect(said.slice(-2)).toEqual(['last', 'last']);
    expect(said.filter((sql) => /from "incident"/.test(sql))).toEqual([]);
  });
});
