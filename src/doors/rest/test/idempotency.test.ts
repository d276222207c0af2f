import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller, TestWeb } from './open-web.ts';
import { openWeb } from './open-web.ts';
import { hasEffects } from '../route.ts';

let web: TestWeb;
let admin: Caller;
let other: Caller;

beforeAll(async () => {
  web = await openWeb({ DATABASE_CONNECTIONS: '12' });
  [admin, other] = await Promise.all([web.keyOf('administrator'), web.keyOf('administrator')]);
});
afterAll(() => web.stop());

const countOf = async (name: string) => {
  const [row] = await web.desk.owner<{ n: number }>('select count(*)::int n from location where name = $1', [name]);
  return row?.n;
};
const make = (name: string, key: string | null, by: Caller = admin) =>
  by('POST', '/locations', { body: { name }, key });

describe('an idempotency key', () => {
  it('is asked for on every route with effects, and must be one', async () => {
    const missing = await make('No key', null);
    expect(missing.json()).toMatchObject({ status: 400, code: 'bad-request' });
    const wrong = await admin('POST', '/locations', { body: { name: 'x' }, key: 'with space' });
    expect(wrong.statusCode).toBe(400);
    for (const route of web.table.filter(({ method, effect }) => hasEffects(method) && effect !== 'repeatable')) {
      const path = route.path
        .replace(':plural', 'incidents')
        .replace(':step', 'take')
        .replaceAll(/:\w+/g, randomUUID());
      const answer = await admin(route.method, path, { body: {}, key: null });
      // Refused for the key or for something before it, and never done.
      expect([400, 403, 404, 415, 422], `${route.method} ${path}`).toContain(answer.statusCode);
    }
  });

  it('gives the first answer again, to the byte, and does nothing', async () => {
    const first = await make('Once', 'once-1');
    const second = await make('Once', 'once-1');
    expect([first.statusCode, second.statusCode]).toEqual([201, 201]);
    expect(second.body).toBe(first.body);
    expect(second.headers['idempotency-replayed']).toBe('true');
    expect(second.headers['location']).toBe(first.headers['location']);
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    expect(await countOf('Once')).toBe(1);
  });

  it('replays even a step that could not be taken twice', async () => {
    const { record } = (await make('Retired', 'retire-0')).json<{ record: { id: string } }>();
    const at = `/locations/${record.id}/retire`;
    const first = await admin('POST', at, { key: 'retire-1' });
    const second = await admin('POST', at, { key: 'retire-1' });
    expect([first.statusCode, second.body]).toEqual([200, first.body]);
    expect((await admin('POST', at, { key: 'retire-2' })).statusCode).toBe(409);
  });

  it('belongs to one request, one caller and one route', async () => {
    await make('Mine', 'shared');
    const changed = await make('Mine, changed', 'shared');
    expect(changed.json()).toMatchObject({ status: 422, code: 'key-reused' });
    expect((await make('Theirs', 'shared', other)).statusCode).toBe(201);
    expect((await admin('POST', '/categories', { body: { name: 'Elsewhere' }, key: 'shared' })).statusCode).toBe(201);
  });

  it('is not used up by a refusal', async () => {
    const refused = await admin('POST', '/locations', { body: {}, key: 'after-refusal' });
    expect(refused.statusCode).toBe(422);
    expect((await make('After all', 'after-refusal')).statusCode).toBe(201);
  });

  it('is in progress while the first request runs', async () => {
    const { record } = (await make('Slow', 'slow-0')).json<{ record: { id: string; version: number } }>();
    const lock = await web.desk.database.pool('staff').connect();
    try {
      await lock.query('begin');
      await lock.query('select 1 from location where id = $1 for update', [record.id]);
      const edit = () =>
        admin('PATCH', `/locations/${record.id}`, {
          body: { address: 'There' },
          version: record.version,
          key: 'slow-1',
        });
      const first = edit();
      // The first holds its key as soon as it waits for the row.
      await waitUntil(async () => {
        const waiting = await web.desk.owner(
          `select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
        );
        return waiting.length > 0;
      });
      expect((await edit()).json()).toMatchObject({ status: 409, code: 'in-progress' });
      await lock.query('commit');
      expect((await first).statusCode).toBe(200);
      expect((await edit()).headers['idempotency-replayed']).toBe('true');
    } finally {
      await lock.query('rollback');
      lock.release();
    }
  });

  it('gives the answer of the first request where the second waited for what that had locked', async () => {
    const agent = await web.keyOf('agent');
    const { desk } = web;
    const { id } = await desk.does('agent', 'create', null, { title: 'Locked', affectedUser: desk.ids.user });
    const lock = await desk.database.pool('staff').connect();
    const waiters = async (wanted: number) => {
      const waiting = await desk.owner(
        `select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
      );
      return waiting.length >= wanted;
    };
    try {
      await lock.query('begin');
      await lock.query('select 1 from incident where id = $1 for update', [id]);
      const say = () => agent('POST', `/incidents/${id}/note`, { body: { body: 'Said once' }, key: 'locked-1' });
      const first = say();
      await waitUntil(() => waiters(1));
      const second = say();
      await waitUntil(() => waiters(2));
      await lock.query('commit');
      const answers = await Promise.all([first, second]);
      expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
      expect(answers[1]?.body).toBe(answers[0]?.body);
      expect(answers[1]?.headers['idempotency-replayed']).toBe('true');
      expect(await desk.owner(`select 1 from note where item = $1 and body = 'Said once'`, [id])).toHaveLength(1);
    } finally {
      await lock.query('rollback');
      lock.release();
    }
  });

  it('is in progress at once, though what it makes waits for somebody else', async () => {
    const lock = await web.desk.database.pool('staff').connect();
    try {
      await lock.query('begin');
      // As somebody does who changes the configuration.
      await lock.query('update epoch set value = value');
      const first = make('Waits', 'waits-1');
      await waitUntil(async () => {
        const waiting = await web.desk.owner(
          `select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
        );
        return waiting.length > 0;
      });
      expect((await make('Waits', 'waits-1')).json()).toMatchObject({ status: 409, code: 'in-progress' });
      await lock.query('commit');
      expect((await first).statusCode).toBe(201);
    } finally {
      await lock.query('rollback');
      lock.release();
    }
  });

  it('makes one effect of many concurrent retries', async () => {
    const long = process.env['MAINSTAY_LONG'] === '1';
    const [keys, retries, atOnce] = long ? [1000, 10, 20] : [20, 10, 5];
    const names = Array.from({ length: keys }, (_, index) => `Retried ${index}`);
    for (let from = 0; from < keys; from += atOnce) {
      await Promise.all(
        names.slice(from, from + atOnce).map(async (name) => {
          const answers = await Promise.all(Array.from({ length: retries }, () => make(name, name.replace(' ', '-'))));
          const bodies = new Set(answers.filter(({ statusCode }) => statusCode === 201).map(({ body }) => body));
          expect(bodies.size, answers.map(({ body }) => body).join('\n')).toBe(1);
          for (const { statusCode } of answers) expect([201, 409]).toContain(statusCode);
        }),
      );
    }
    const made = await web.desk.owner<{ name: string; n: number }>(
      `select name, count(*)::int n from location where name like 'Retried %' group by name`,
    );
    expect(made).toHaveLength(keys);
    expect(made.every(({ n }) => n === 1)).toBe(true);
    const history = await web.desk.owner<{ n: number }>(
      `select count(*)::int n from outbox o join location l on l.id = o.item where l.name like 'Retried %' and o.action = 'create'`,
    );
    expect(history[0]?.n).toBe(keys);
  }, 300_000);

  it('gives the first answer again where the work itself could not be done twice', async () => {
    const invite = () =>
      admin('POST', '/people', {
        body: { name: 'Twin', email: 'twin@example.com', organisation: web.desk.ids.provider },
        key: 'twin-1',
      });
    const first = await invite();
    const second = await invite();
    expect([first.statusCode, second.statusCode], second.body).toEqual([201, 201]);
    expect([second.body, second.headers['idempotency-replayed']]).toEqual([first.body, 'true']);
    const others = { name: 'Another', email: 'TWIN@example.com', organisation: web.desk.ids.provider };
    expect((await admin('POST', '/people', { body: others, key: 'twin-1' })).json()).toMatchObject({
      code: 'key-reused',
    });
    expect((await admin('POST', '/people', { body: others })).json()).toMatchObject({ status: 409, code: 'conflict' });
  });

  it('makes one of many identical records at once, and tells none of them that there is one already', async () => {
    for (let round = 0; round < 8; round++) {
      const body = { name: 'Many', email: `many${round}@example.com`, organisation: web.desk.ids.provider };
      const ask = () => admin('POST', '/people', { body, key: `many-${round}` });
      const answers = await Promise.all(Array.from({ length: 12 }, ask));
      const said = answers.map((answer) => (answer.statusCode === 201 ? answer.body : answer.json<object>()));
      const made = said.filter((one) => typeof one === 'string');
      expect(new Set(made).size, JSON.stringify(said)).toBe(1);
      for (const one of said) if (typeof one !== 'string') expect(one).toMatchObject({ code: 'in-progress' });
    }
    const [row] = await web.desk.owner<{ people: number; items: number; told: number }>(
      `select count(*)::int as people, count(i.id)::int as items,
        (select count(*)::int from outbox o join person p on p.id = o.item where p.name = 'Many') as told
        from person p join item i on i.id = p.id where p.name = 'Many'`,
    );
    expect(row).toEqual({ people: 8, items: 8, told: 8 });
  });

  it('makes one of many identical cases at once, whose work begins before the key is known', async () => {
    const { user, customer } = web.desk.ids;
    const agent = await web.keyOf('agent');
    for (let round = 0; round < 8; round++) {
      const body = { title: `Again and again ${round}`, affectedUser: user, customer };
      const ask = () => agent('POST', '/incidents', { body, key: `again-${round}` });
      const answers = await Promise.all(Array.from({ length: 12 }, ask));
      expect(new Set(answers.map(({ statusCode }) => statusCode)).has(201)).toBe(true);
      for (const answer of answers) {
        if (answer.statusCode !== 201) expect(answer.json()).toMatchObject({ status: 409, code: 'in-progress' });
      }
      const first = answers.find(({ statusCode }) => statusCode === 201);
      expect((await ask()).body).toBe(first?.body);
      expect(
        (await agent('POST', '/incidents', { body: { ...body, urgency: 1 }, key: `again-${round}` })).statusCode,
      ).toBe(422);
    }
    const [row] = await web.desk.owner<Record<string, number>>(
      `select count(*)::int as cases, count(distinct r.number)::int as numbers, (select count(*)::int from clock c
          join incident x on x.id = c.item where x.title like 'Again %' and c.kind = 'resolution') as clocks,
        (select count(*)::int from outbox o join incident x on x.id = o.item where x.title like 'Again %') as told
        from incident r join item i on i.id = r.id where r.title like 'Again %'`,
    );
    expect(row).toEqual({ cases: 8, numbers: 8, clocks: 8, told: 8 });
  });

  it('signs in once, and gives the session to nobody a second time', async () => {
    await web.keyOf('user');
    const ask = () =>
      web.nobody('POST', '/session', {
        body: { email: 'uma.user@example.com', password: 'correct pony battery staple' },
        key: 'sign-in',
      });
    const first = await ask();
    expect(first.statusCode, first.body).toBe(201);
    const second = await ask();
    expect(second.json()).toMatchObject({ status: 409, code: 'conflict' });
    expect(second.headers['set-cookie']).toBeUndefined();
    const stored = await web.desk.owner<{ stored: string }>(
      `select row_to_json(k)::text as stored from idempotency_key k`,
    );
    for (const { stored: row } of stored) expect(row).not.toContain('csrf');
  });
});

async function waitUntil(holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 10_000;
  while (!(await holds())) if (Date.now() > end) throw new Error('it never came');
}
