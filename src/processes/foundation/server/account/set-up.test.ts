import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Refusal } from '#/base/refusal.ts';
import { testSecret } from '#/record/test/database.ts';
import { perform } from '#/record/server/commit/perform.ts';
import { authenticate, completeSetup, describeSetup, setUpUnattended, signIn } from '../api.ts';
import type { SetupInput } from '../api.ts';
import { setupLink } from '../setup.ts';
import { collide, lockOf } from '../test/collide.ts';
import { cookieIn, hour, installation, noon, origin } from '../test/installation.ts';
import type { Installation } from '../test/installation.ts';

const input: SetupInput = {
  organisation: 'Acme IT',
  name: 'Jana Prvá',
  email: 'jana@acme.example',
  password: 'nine loud storks at dawn',
  language: 'sk',
  timeZone: 'Europe/Bratislava',
};
let desk: Installation;

beforeEach(async () => {
  desk = await installation({ furnished: false });
});
afterEach(() => desk.drop());

const link = () =>
  setupLink({ config: { publicUrl: 'http://127.0.0.1:8080' }, databaseUrl: desk.database.url, secret: testSecret });
/** Links are made by the machine's clock, so what uses them goes by it too. */
const now = () => Date.now();
const token = async () => {
  const url = await link();
  if (url === null) throw new Error('there is no link');
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:8080\/setup#[\w-]{43}$/);
  return url.slice(url.indexOf('#') + 1);
};
const complete = (by: string, more: Partial<SetupInput> = {}) =>
  completeSetup(desk.access, by, { ...input, ...more }, origin(now()));
const counts = async () => {
  const [row] = await desk.database.owner<{ organisations: number; people: number }>(
    'select (select count(*)::int from organisation) as organisations, (select count(*)::int from person) as people',
  );
  return row;
};

describe('the set-up', () => {
  it('makes the provider, its first administrator who also works, and the roles', async () => {
    const by = await token();
    await describeSetup(desk.access, by, now());
    const { organisation, person } = await complete(by);
    const signedIn = await signIn(desk.access, { email: input.email, password: input.password }, origin(now()));
    const ctx = await authenticate(desk.access, {
      cookie: cookieIn(signedIn.setCookie),
      face: 'workspace',
      request: { id: 'r', origin: 'web' },
      now: now(),
    });
    expect(ctx?.actor).toMatchObject({ person, workspace: true, language: 'sk', timeZone: 'Europe/Bratislava' });
    for (const permission of ['access.edit', 'incident.work', 'incident.override']) {
      expect(ctx?.actor.grants.has(permission)).toBe(true);
    }
    // Whoever set it up can take cases of everybody on the first day.
    expect(ctx?.actor.attributes['servesAll']).toBe(true);
    const made = await desk.database.owner<{ kind: string; titles: string[] }>(
      "select kind, array_agg(title order by title) as titles from item where kind <> 'membership' group by kind order by kind",
    );
    expect(made).toEqual([
      { kind: 'group', titles: ['Stredisko podpory'] },
      { kind: 'organisation', titles: ['Acme IT'] },
      { kind: 'person', titles: ['Jana Prvá'] },
      // In the language of the set-up, like everything else that an installation begins with.
      {
        kind: 'role',
        titles: ['Audítor', 'Kontaktná osoba zákazníka', 'Používateľ', 'Riešiteľ', 'Správca', 'Vedúci'],
      },
    ]);
    const [history] = await desk.database.owner<{ count: number }>(
      "select count(*)::int as count from history where item = $1 and action = 'create'",
      [organisation],
    );
    expect(history?.count).toBeGreaterThan(0);
  });

  it('happens once: afterwards no token, no parameter and no restart opens it', async () => {
    const by = await token();
    await complete(by);
    const before = await counts();
    expect(await link()).toBeNull();
    await expect(describeSetup(desk.access, by, now())).rejects.toMatchObject({ code: 'not-found' });
    await expect(complete(by, { email: 'second@acme.example' })).rejects.toMatchObject({ code: 'not-found' });
    for (const wrong of ['', 'A'.repeat(43), `${by}#`, by.toLowerCase()]) {
      await expect(complete(wrong)).rejects.toMatchObject({ code: 'not-found' });
    }
    expect(await setUpUnattended(desk.access, { ...input, email: 'third@acme.example' }, origin(now()))).toBeNull();
    expect(await counts()).toEqual(before);
  });

  it('stays over when the last administrator is gone by whatever way', async () => {
    await complete(await token());
    await desk.database.owner("update membership set state = 'retired'");
    expect(await link()).toBeNull();
    await desk.database.owner('delete from one_time_link');
    expect(await link()).toBeNull();
  });

  it('is won by one of many at once', async () => {
    const by = await token();
    const results = await collide(desk, lockOf('mainstay set-up'), () =>
      Array.from({ length: 5 }, (_, index) =>
        complete(by, { email: `racer${index}@acme.example`, organisation: `Racer ${index}` }),
      ),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const lost = results.filter((result) => result.status === 'rejected');
    expect(lost.map(({ reason }) => (reason as Refusal).code)).toEqual(lost.map(() => 'not-found'));
    expect(await counts()).toEqual({ organisations: 1, people: 1 });
  });

  it('is won by one of the printed link and the command line at once', async () => {
    const by = await token();
    const results = await collide(desk, lockOf('mainstay set-up'), () => [
      complete(by),
      setUpUnattended(desk.access, { ...input, email: 'other@acme.example' }, origin(now())),
    ]);
    const won = results.filter((result) => result.status === 'fulfilled' && result.value !== null);
    expect(won).toHaveLength(1);
    expect(await counts()).toEqual({ organisations: 1, people: 1 });
  });

  it('is opened by the newest printed link alone, for a day', async () => {
    const first = await token();
    const second = await token();
    await expect(complete(first)).rejects.toMatchObject({ code: 'not-found' });
    await expect(describeSetup(desk.access, second, now() + 24 * hour)).rejects.toMatchObject({ code: 'not-found' });
    await complete(second);
  });

  it('stores no token', async () => {
    const by = await token();
    const [row] = await desk.database.owner<{ text: string }>(
      "select string_agg(l::text, ' ') as text from one_time_link l",
    );
    expect(row?.text).not.toContain(by);
  });

  it('is not used up by a mistake', async () => {
    const by = await token();
    const mistakes: [Partial<SetupInput>, string][] = [
      [{ password: 'short' }, 'password'],
      [{ password: 'jana@acme.example' }, 'password'],
      [{ email: 'no address' }, 'email'],
      [{ organisation: '  ' }, 'organisation'],
      [{ name: '' }, 'name'],
      [{ timeZone: 'Mars/Olympus' }, 'timeZone'],
    ];
    for (const [mistake, field] of mistakes) {
      await expect(complete(by, mistake)).rejects.toMatchObject({
        code: 'invalid',
        fields: { [field]: expect.anything() },
      });
    }
    expect(await counts()).toEqual({ organisations: 0, people: 0 });
    await complete(by);
  });

  it('leaves nothing behind where it fails half-way, and can be done again', async () => {
    const by = await token();
    const seed = () => Promise.reject(new Error('the disk is full'));
    await expect(completeSetup({ ...desk.access, seed }, by, input, origin(now()))).rejects.toThrow('the disk is full');
    expect(await counts()).toEqual({ organisations: 0, people: 0 });
    await complete(by);
  });

  it('takes somebody who is known already, from demo data or an import', async () => {
    const customer = await perform(desk.system, 'organisation', 'create', null, { name: 'Customer', kind: 'customer' });
    const { id } = await perform(desk.system, 'person', 'create', null, {
      name: 'J. Prvá',
      email: 'Jana@acme.example',
      organisation: customer.id,
    });
    expect(await link()).not.toBeNull();
    const { person } = await complete(await token());
    expect(person).toBe(id);
    const [row] = await desk.database.owner<{ name: string }>('select name from person where id = $1', [id]);
    expect(row?.name).toBe('Jana Prvá');
  });

  it('without a browser makes the same', async () => {
    const made = await setUpUnattended(desk.access, input, origin(noon));
    expect(made).not.toBeNull();
    expect((await signIn(desk.access, { email: input.email, password: input.password }, origin(noon))).person).toBe(
      made?.person,
    );
    expect(await link()).toBeNull();
  });
});
