import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { perform } from '#/record/server/commit/perform.ts';
import type { Caller, TestWeb } from './open-web.ts';
import { openWeb } from './open-web.ts';

let web: TestWeb;
let id: string;
const asked = { reads: 0, behind: [] as string[] };
beforeAll(async () => {
  web = await openWeb();
  const values = { title: 'Presumed', affectedUser: web.desk.ids.user, group: web.desk.ids.desk };
  id = (await web.desk.does('agent', 'create', null, values, Date.now())).id;
  const { database } = web.door.access;
  const { read, readBehind } = database;
  Object.assign(database, {
    read: (...given: Parameters<typeof read>) => {
      asked.reads++;
      return read(...given);
    },
    readBehind: async (...given: Parameters<typeof readBehind>) => {
      const answered = await readBehind(...given);
      asked.behind.push(answered.map(({ status }) => status).join(' '));
      return answered;
    },
  });
});
afterAll(() => web.stop());

const count = () => Object.assign(asked, { reads: 0, behind: [] });
beforeEach(() => void count());

/** A caller who has read the record twice: is known, and all names are. */
async function known(caller: Caller): Promise<Caller> {
  for (let n = 0; n < 2; n++) expect((await caller('GET', `/incidents/${id}`)).statusCode).toBe(200);
  count();
  return caller;
}
const system = () => web.desk.system(Date.now());
const owner = (sql: string) => web.desk.owner(sql, [web.desk.ids.colleague]);

describe('a read of who came with the same token before', () => {
  it('goes in one packet with the question who it is', async () => {
    const [key, browser] = [await known(await web.keyOf('agent')), await known(await web.browserOf('lead'))];
    for (const caller of [key, browser]) {
      for (const path of [`/incidents/${id}`, '/incidents', '/incidents?search=presumed']) {
        count();
        expect((await caller('GET', path)).statusCode, path).toBe(200);
        expect(asked, path).toEqual({ reads: 0, behind: ['fulfilled fulfilled'] });
      }
    }
  });

  it.each([
    ['its key was revoked', 'update api_key set revoked_at = now() where person = $1'],
    ['its key has expired', `update api_key set expires_at = now() - interval '1 second' where person = $1`],
    ['its account was closed by hand', 'update account set disabled = true where person = $1'],
  ])('is not done where %s, whatever it asks for', async (_why, sql) => {
    const caller = await known(await web.keyOf('colleague'));
    await owner(sql);
    const answer = await caller('GET', `/incidents/${id}`);
    expect([answer.statusCode, answer.body.includes('Presumed')]).toEqual([401, false]);
    // The database did nothing behind the question that failed.
    expect(asked.behind).toEqual(['rejected rejected']);
    for (const path of ['/incidents?sort=nothing', '/nothings', `/incidents/${id}`])
      expect((await caller('GET', path)).statusCode, path).toBe(401);
    await owner('update account set disabled = false where person = $1');
    await owner('update api_key set revoked_at = now(), expires_at = null where person = $1');
  });

  it.each(['/incidents?sort=nothing', '/nothings'])(
    'that the database is not asked for (%s) is refused for the token first',
    async (path) => {
      const caller = await known(await web.keyOf('colleague'));
      expect((await caller('GET', path)).statusCode).toBeLessThan(405);
      await owner('update api_key set revoked_at = now() where person = $1');
      expect((await caller('GET', path)).statusCode).toBe(401);
    },
  );

  it('is not done once a session has ended', async () => {
    const browser = await known(await web.browserOf('colleague'));
    await owner('delete from session where person = $1');
    expect((await browser('GET', `/incidents/${id}`)).statusCode).toBe(401);
    expect(asked.behind).toEqual(['rejected rejected']);
  });

  it('goes by the scopes, the rights, the person and the names of now', async () => {
    const caller = await known(await web.keyOf('colleague'));
    const read = () => caller('GET', `/incidents/${id}`);
    await owner(`update api_key set scopes = '{person.read}' where person = $1`);
    expect((await read()).statusCode).toBe(404);
    await owner(`update api_key set scopes = '{*}' where person = $1`);
    expect((await read()).statusCode).toBe(200);
    await perform(system(), 'person', 'edit', web.desk.ids.user, { name: 'Uma Later' });
    expect((await read()).body).toContain('Uma Later');
    const [membership] = await web.desk.owner<{ id: string }>('select id from membership where person = $1', [
      web.desk.ids.colleague,
    ]);
    await perform(system(), 'membership', 'retire', membership?.id ?? '', {});
    expect((await read()).statusCode).toBe(403);
    await perform(system(), 'membership', 'restore', membership?.id ?? '', {});
    expect((await read()).statusCode).toBe(200);
    await perform(system(), 'person', 'retire', web.desk.ids.colleague, { handOver: 'keep' });
    expect((await read()).statusCode).toBe(401);
    await perform(system(), 'person', 'restore', web.desk.ids.colleague, {});
  });

  it('says when its token was used last, as ever', async () => {
    const caller = await known(await web.keyOf('colleague'));
    await owner(`update api_key set used_at = now() - interval '1 hour' where person = $1`);
    expect((await caller('GET', `/incidents/${id}`)).statusCode).toBe(200);
    const [used] = await web.desk.owner<{ now: boolean }>(
      `select max(used_at) > now() - interval '1 minute' as now from api_key where person = $1`,
      [web.desk.ids.colleague],
    );
    expect(used?.now).toBe(true);
  });
});

describe('a read from behind a customer’s wall, of who came with the same token before', () => {
  const own = `/portal/incidents/`;
  const knownThere = async (caller: Caller) => {
    for (let n = 0; n < 2; n++) expect((await caller('GET', own + id)).statusCode).toBe(200);
    count();
    return caller;
  };
  const ofUser = (sql: string) => web.desk.owner(sql, [web.desk.ids.user]);

  it('goes in one packet with the question who it is', async () => {
    for (const caller of [
      await knownThere(await web.keyOf('user')),
      await knownThere(await web.browserOf('contact')),
    ]) {
      for (const path of [own + id, '/portal/incidents', '/portal/incidents?search=presumed']) {
        count();
        const answer = await caller('GET', path);
        expect([answer.statusCode, answer.body.includes('Presumed')], path).toEqual([200, true]);
        expect(asked, path).toEqual({ reads: 0, behind: ['fulfilled fulfilled'] });
      }
    }
  });

  it.each([
    ['its key was revoked', 'update api_key set revoked_at = now() where person = $1'],
    ['its key has expired', `update api_key set expires_at = now() - interval '1 second' where person = $1`],
    ['its account was closed by hand', 'update account set disabled = true where person = $1'],
  ])('is not done where %s', async (_why, sql) => {
    const caller = await knownThere(await web.keyOf('user'));
    await ofUser(sql);
    const answer = await caller('GET', own + id);
    expect([answer.statusCode, answer.body.includes('Presumed')]).toEqual([401, false]);
    expect(asked.behind).toEqual(['rejected rejected']);
    for (const path of ['/portal/incidents?sort=nothing', '/portal/incidents', own + id])
      expect((await caller('GET', path)).statusCode, path).toBe(401);
    await ofUser('update account set disabled = false where person = $1');
    await ofUser('update api_key set revoked_at = now(), expires_at = null where person = $1');
  });

  it('is not done once a session has ended or was not used for too long', async () => {
    for (const sql of [
      'delete from session where person = $1',
      `update session set seen_at = now() - interval '300 days' where person = $1`,
      `update session set expires_at = now() - interval '1 second' where person = $1`,
    ]) {
      const browser = await knownThere(await web.browserOf('user'));
      await ofUser(sql);
      expect((await browser('GET', own + id)).statusCode, sql).toBe(401);
      expect(asked.behind, sql).toEqual(['rejected rejected']);
    }
  });

  it('goes by the scopes, the wall and the names of now', async () => {
    const caller = await knownThere(await web.keyOf('user'));
    const read = () => caller('GET', own + id);
    await ofUser(`update api_key set scopes = '{person.read}' where person = $1`);
    expect((await read()).statusCode).toBe(404);
    await ofUser(`update api_key set scopes = '{*}' where person = $1`);
    expect((await read()).statusCode).toBe(200);
    await perform(system(), 'person', 'edit', web.desk.ids.user, { name: 'Uma Behind' });
    expect((await read()).body).toContain('Uma Behind');
    const { user, other, customer } = web.desk.ids;
    const held = await web.desk.owner<{ id: string }>('select id from membership where person = $1', [user]);
    for (const membership of held) await perform(system(), 'membership', 'retire', membership.id, {});
    await perform(system(), 'person', 'edit', user, { organisation: other });
    expect((await read()).statusCode).not.toBe(200);
    for (const membership of held) await perform(system(), 'membership', 'restore', membership.id, {});
    await perform(system(), 'person', 'edit', user, { organisation: customer });
    expect((await read()).statusCode).toBe(200);
  });

  it('leaves a reply of who is somebody else by now unsaid', async () => {
    const caller = await knownThere(await web.keyOf('user'));
    const reply = () => caller('POST', `${own}${id}/reply`, { body: { body: 'Said by who was presumed' } });
    expect((await reply()).statusCode).toBe(200);
    await ofUser('update api_key set revoked_at = now() where person = $1');
    const [before] = await web.desk.owner<{ count: number }>('select count(*)::int as count from note');
    expect((await reply()).statusCode).toBe(401);
    expect(await web.desk.owner('select count(*)::int as count from note')).toEqual([before]);
  });

  it('tells a customer’s connection nothing of credentials that it does not bring along', async () => {
    const about = await web.desk.owner<{ column: string }>(
      `select column_name as column from information_schema.column_privileges
        where table_name in ('api_key', 'session', 'account') and grantee in ('mainstay_customer', 'mainstay_customers')`,
    );
    expect(about).toEqual([]);
  });
});

describe('a change by who came with the same token before', () => {
  const make = (caller: Caller, title = 'Made by who was presumed') =>
    caller('POST', '/incidents', {
      body: { title, affectedUser: web.desk.ids.user, impact: 2, urgency: 2 },
    });
  const kept = async () => {
    const sql = `select (select count(*) from incident)::int as records, (select count(*) from history)::int as entries,
      (select count(*) from idempotency_key)::int as keys, (select last_value from incident_number)::int as number`;
    return (await web.desk.owner(sql, []))[0];
  };

  it('asks who it is in the packet of its own transaction', async () => {
    for (const caller of [await known(await web.keyOf('agent')), await known(await web.browserOf('lead'))]) {
      expect((await make(caller)).statusCode).toBe(201);
      const note = await caller('POST', `/incidents/${id}/note`, { body: { body: 'Said by who was presumed' } });
      expect(note.statusCode).toBe(200);
      const { version } = note.json<{ record: { version: number } }>().record;
      const edited = await caller('PATCH', `/incidents/${id}`, { body: { title: 'Presumed' }, version });
      expect(edited.statusCode).toBe(200);
      expect(asked).toEqual({ reads: 0, behind: [] });
    }
  });

  it.each([
    ['its key was revoked', 'update api_key set revoked_at = now() where person = $1'],
    ['its account was closed by hand', 'update account set disabled = true where person = $1'],
  ])('is not made where %s, and leaves nothing', async (_why, sql) => {
    const caller = await known(await web.keyOf('colleague'));
    await owner(sql);
    const before = await kept();
    expect((await make(caller)).statusCode).toBe(401);
    expect((await caller('POST', `/incidents/${id}/note`, { body: { body: 'Never said' } })).statusCode).toBe(401);
    expect((await caller('PATCH', `/incidents/${id}`, { body: { title: 'Never called so' } })).statusCode).toBe(401);
    expect((await caller('POST', `/incidents/${id}/note`, { body: { nonsense: true } })).statusCode).toBe(401);
    expect(await kept()).toEqual(before);
    await owner('update account set disabled = false where person = $1');
    await owner('update api_key set revoked_at = null where person = $1');
  });

  it('goes by the scopes and the rights of now', async () => {
    const caller = await known(await web.keyOf('colleague'));
    await owner(`update api_key set scopes = '{incident.read}' where person = $1`);
    expect((await make(caller)).statusCode).toBe(403);
    await owner(`update api_key set scopes = '{*}' where person = $1`);
    const [membership] = await web.desk.owner<{ id: string }>('select id from membership where person = $1', [
      web.desk.ids.colleague,
    ]);
    await perform(system(), 'membership', 'retire', membership?.id ?? '', {});
    const before = await kept();
    expect((await make(caller)).statusCode).toBe(403);
    expect(await kept()).toEqual(before);
    await perform(system(), 'membership', 'restore', membership?.id ?? '', {});
    expect((await make(caller)).statusCode).toBe(201);
  });
});

it('a request that was presumed to be somebody else’s is counted once', async () => {
  const limited = await openWeb({ RATE_LIMIT: '60' });
  try {
    const caller = await limited.keyOf('agent');
    const left = async () => Number((await caller('GET', '/incidents')).headers['ratelimit-remaining']);
    const before = await left();
    await limited.desk.owner('update epoch set value = value + 1');
    expect(await left()).toBeGreaterThanOrEqual(before - 1);
  } finally {
    await limited.stop();
  }
});
