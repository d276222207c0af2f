import { hash } from '@node-rs/argon2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authenticate, purgeAccess, recordFailedSignIns, signIn, signOut, stillSignedIn } from '../api.ts';
import type { SignedIn } from '../api.ts';
import { cookieIn, hour, installation, minute, noon, origin } from '../test/installation.ts';
import type { Installation } from '../test/installation.ts';
import { signInsPerAddress } from './attempts.ts';
import { setPassword } from './password.ts';

const password = 'seven quiet herons';
let desk: Installation;
let eva: string;
let email: string;
let address = 0;
/** An address that nobody has tried from. */
const elsewhere = (now = noon) => origin(now, `198.51.100.${++address}`);

beforeAll(async () => {
  desk = await installation();
  eva = await desk.person('Eva Malá', desk.provider, 'agent');
  await setPassword(desk.access, desk.system, eva, password);
  [{ email }] = (await desk.database.owner<{ email: string }>('select email from person where id = $1', [eva])) as [
    { email: string },
  ];
});
afterAll(() => desk.drop());

const enter = (now = noon, previous?: string) => signIn(desk.access, { email, password, previous }, elsewhere(now));
const who = (signedIn: SignedIn, now = noon) =>
  authenticate(desk.access, {
    cookie: cookieIn(signedIn.setCookie),
    face: 'workspace',
    request: { id: 'r', origin: 'web' },
    now,
  });

describe('signing in', () => {
  it('knows the person by the cookie, whatever case the address is typed in', async () => {
    const signedIn = await signIn(desk.access, { email: ` ${email.toUpperCase()} `, password }, elsewhere());
    expect((await who(signedIn))?.actor.person).toBe(eva);
  });

  it('answers the same for an unknown address, a wrong password, a disabled account and a retired person', async () => {
    const gone = await desk.person('Retired', desk.provider);
    const shut = await desk.person('Disabled', desk.provider);
    for (const one of [gone, shut]) await setPassword(desk.access, desk.system, one, password);
    await desk.database.owner('update account set disabled = true where person = $1', [shut]);
    await desk.database.owner("update person set state = 'retired' where id = $1", [gone]);
    const addresses = await desk.database.owner<{ email: string }>('select email from person where id = any($1)', [
      [gone, shut],
    ]);
    const tries = [
      { email: 'nobody@example.org', password },
      { email, password: 'eight quiet herons' },
      ...addresses.map((row) => ({ email: row.email, password })),
    ];
    for (const each of tries) {
      await expect(signIn(desk.access, each, elsewhere())).rejects.toMatchObject({
        code: 'unauthenticated',
        text: { key: 'access.wrong-credentials' },
      });
    }
  });

  it('spends a verification on an unknown address too', async () => {
    const cpu = async (typed: string) => {
      const before = process.cpuUsage();
      await expect(
        signIn(desk.access, { email: typed, password: 'wrong password!' }, elsewhere()),
      ).rejects.toMatchObject({
        code: 'unauthenticated',
      });
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    await cpu('warm@example.org');
    const known: number[] = [];
    const unknown: number[] = [];
    for (let round = 0; round < 3; round++) {
      known.push(await cpu(email));
      unknown.push(await cpu(`nobody${round}@example.org`));
    }
    // Hashing is ten times everything else: without it the unknown address would take a tenth.
    expect(Math.min(...unknown)).toBeGreaterThan(Math.min(...known) / 2);
    await desk.database.owner('delete from attempt');
  });

  it('hashes again where the stored hash was made with older parameters', async () => {
    const old = await hash(password, { memoryCost: 8192, timeCost: 1, parallelism: 1 });
    await desk.database.owner('update account set password_hash = $2 where person = $1', [eva, old]);
    await enter();
    const stored = async () =>
      (
        await desk.database.owner<{ password_hash: string }>('select password_hash from account where person = $1', [
          eva,
        ])
      )[0]?.password_hash ?? '';
    const renewed = await stored();
    expect(renewed).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    await enter();
    expect(await stored()).toBe(renewed);
  });

  it('never takes over a session id that the browser had before', async () => {
    const first = await enter();
    const second = await enter(noon, cookieIn(first.setCookie));
    expect(cookieIn(second.setCookie)).not.toBe(cookieIn(first.setCookie));
    expect(second.csrf).not.toBe(first.csrf);
    expect(await who(first)).toBeNull();
    const planted = 'A'.repeat(43);
    const third = await enter(noon, planted);
    expect(cookieIn(third.setCookie)).not.toBe(planted);
    expect(await who({ ...third, setCookie: `mainstay=${planted};` })).toBeNull();
  });

  it('stores the hash of the token, never the token', async () => {
    const token = cookieIn((await enter()).setCookie);
    const [row] = await desk.database.owner<{ text: string }>(
      "select string_agg(session::text, e'\\n') as text from session",
    );
    expect(row?.text).not.toContain(token);
    expect(row?.text).not.toContain(Buffer.from(token).toString('hex'));
  });
});

describe('the end of a session', () => {
  it('comes by signing out', async () => {
    const signedIn = await enter();
    const ctx = await who(signedIn);
    expect(await signOut(desk.access, cookieIn(signedIn.setCookie))).toContain('Max-Age=0');
    expect(await who(signedIn)).toBeNull();
    expect(ctx && (await stillSignedIn(desk.access, ctx, noon))).toBe(false);
  });

  it('comes after the idle time, which requests move on, and after the longest time, which nothing moves', async () => {
    const idle = await enter();
    expect(await who(idle, noon + 2 * hour)).toBeNull();
    const busy = await enter();
    for (let at = noon; at < noon + 12 * hour; at += hour) expect(await who(busy, at)).not.toBeNull();
    expect(await who(busy, noon + 12 * hour)).toBeNull();
  });

  it('comes with the end of the account or of the person', async () => {
    const signedIn = await enter();
    const ctx = await who(signedIn);
    await desk.database.owner('update account set disabled = true where person = $1', [eva]);
    expect(await who(signedIn)).toBeNull();
    expect(ctx && (await stillSignedIn(desk.access, ctx, noon))).toBe(false);
    await desk.database.owner('update account set disabled = false where person = $1', [eva]);
    expect(ctx && (await stillSignedIn(desk.access, ctx, noon))).toBe(true);
  });

  it('is cleaned up afterwards, and what still lives stays', async () => {
    await desk.database.owner('delete from session');
    await enter(noon);
    const late = await enter(noon + 3 * hour);
    expect(await purgeAccess(desk.access, noon + 3 * hour)).toMatchObject({ sessions: 1 });
    expect(await who(late, noon + 3 * hour)).not.toBeNull();
  });
});

describe('too many attempts', () => {
  const guess = (at: number, from: string, whose = email) =>
    signIn(desk.access, { email: whose, password: 'not the password' }, origin(at, from)).catch(
      (error: { code: string; extra: { retryAfter?: number } }) => error,
    );

  it('make an account wait, from every address, and then let it in again', async () => {
    await desk.database.owner('delete from attempt');
    for (let index = 0; index < 5; index++) {
      expect(await guess(noon + index * minute, `203.0.113.${index}`)).toMatchObject({ code: 'unauthenticated' });
    }
    const refused = signIn(desk.access, { email, password }, origin(noon + 5 * minute, '203.0.113.9'));
    await expect(refused).rejects.toMatchObject({ code: 'too-many', extra: { retryAfter: 10 * 60 } });
    // Going on does not prolong the wait.
    await guess(noon + 14 * minute, '203.0.113.9');
    const entered = await signIn(desk.access, { email, password }, origin(noon + 15 * minute + 1, '203.0.113.9'));
    expect(entered.person).toBe(eva);
  });

  it('count together, however the address is written that finds the account', async () => {
    await desk.database.owner(`update person set email = 'iris.nikoς@example.org' where id = $1`, [eva]);
    const spelled = ['İris.nikoς', 'irİs.nİkoς', 'iriS.NİKOς', 'IRİS.nikoς', 'İRİs.NIKOς', 'İrİs.NİKOς'];
    const each = spelled.map((name) => `${name}@example.org`);
    try {
      for (const whose of each) {
        expect((await signIn(desk.access, { email: whose, password }, elsewhere())).person).toBe(eva);
      }
      await desk.database.owner('delete from attempt');
      const codes: string[] = [];
      for (const whose of each) codes.push(((await guess(noon, '203.0.113.90', whose)) as { code: string }).code);
      expect(codes).toEqual([...Array.from({ length: 5 }, () => 'unauthenticated'), 'too-many']);
    } finally {
      await desk.database.owner('update person set email = $2 where id = $1', [eva, email]);
      await desk.database.owner('delete from attempt');
    }
  });

  it('make an address wait, whatever accounts it tries', async () => {
    await desk.database.owner('delete from attempt');
    const most = 5 * signInsPerAddress;
    for (let index = 0; index < most; index++) {
      expect(await guess(noon, '2001:db8::50', `x${index}@example.org`)).toMatchObject({ code: 'unauthenticated' });
    }
    expect(await guess(noon, '2001:db8::50', 'y@example.org')).toMatchObject({ code: 'too-many' });
    // Another address out of the same line is no other address.
    expect(await guess(noon, '2001:db8::51', 'y@example.org')).toMatchObject({ code: 'too-many' });
    expect((await signIn(desk.access, { email, password }, origin(noon, '2001:db8:0:1::50'))).person).toBe(eva);
  });

  it('of one person keep nobody else at their address out', async () => {
    await desk.database.owner('delete from attempt');
    for (let index = 0; index < 5 * signInsPerAddress; index++) await guess(noon, '203.0.113.60', 'x@example.org');
    expect(await guess(noon, '203.0.113.60', 'x@example.org')).toMatchObject({ code: 'too-many' });
    expect((await signIn(desk.access, { email, password }, origin(noon, '203.0.113.60'))).person).toBe(eva);
  });

  it('cannot be dodged by trying all at once', async () => {
    await desk.database.owner('delete from attempt');
    const codes = await Promise.all(
      Array.from(
        { length: 20 },
        async (_, index) => ((await guess(noon, `203.0.113.${100 + index}`)) as { code: string }).code,
      ),
    );
    expect(codes.filter((code) => code === 'unauthenticated').length).toBeLessThanOrEqual(5);
    expect(codes.filter((code) => code === 'too-many').length).toBeGreaterThanOrEqual(15);
  });

  it('are forgotten for the account once the right password came', async () => {
    await desk.database.owner('delete from attempt');
    for (let index = 0; index < 4; index++) await guess(noon, `203.0.113.${index}`);
    await enter();
    for (let index = 0; index < 5; index++) {
      expect(await guess(noon, `203.0.113.${10 + index}`)).toMatchObject({ code: 'unauthenticated' });
    }
  });

  it('are failures alone: people who get in behind one address do not fill it', async () => {
    await desk.database.owner('delete from attempt');
    for (let index = 0; index < 7; index++) {
      expect((await signIn(desk.access, { email, password }, origin(noon, '203.0.113.200'))).person).toBe(eva);
    }
  });

  it('are written down: one entry for an account and a quarter of an hour, told when it has to wait', async () => {
    const { database } = desk.access;
    await desk.database.owner('delete from attempt');
    await desk.database.owner('delete from failed_sign_in');
    const entries = async () =>
      desk.database.owner<{ action: string; payload: object; at: string }>(
        `select action, payload, at from history where item = $1 and action like 'sign-in-%' order by id`,
        [eva],
      );
    const day = noon + 24 * hour;
    await guess(day, '203.0.113.1');
    await guess(day + minute, '203.0.113.2');
    await guess(day + 2 * minute, '203.0.113.1');
    // As long as more may come there is nothing to tell yet.
    expect([await recordFailedSignIns({ database }, day + 3 * minute), await entries()]).toEqual([0, []]);
    expect(await recordFailedSignIns({ database }, day + 15 * minute)).toBe(1);
    const first = {
      action: 'sign-in-failed',
      at: new Date(day + 2 * minute).toISOString(),
      payload: { failures: 3, addresses: '203.0.113.1, 203.0.113.2' },
    };
    expect(await entries()).toEqual([first]);
    // A flood: what is judged counts, and there is one entry however long it goes on.
    await desk.database.owner('delete from attempt');
    const later = day + hour;
    for (let index = 0; index < 30; index++) await guess(later + index, `198.18.0.${index}`);
    expect(await recordFailedSignIns({ database }, later + minute)).toBe(1);
    for (let index = 0; index < 30; index++) await guess(later + minute + index, `198.18.1.${index}`);
    expect(await recordFailedSignIns({ database }, later + 2 * minute)).toBe(0);
    const [, locked, ...more] = await entries();
    expect(locked).toMatchObject({ action: 'sign-in-locked', payload: { failures: 5 } });
    expect(more).toEqual([]);
    expect(await recordFailedSignIns({ database }, later + 15 * minute)).toBe(0);
    const [left] = await desk.database.owner<{ n: number }>('select count(*)::int as n from failed_sign_in');
    expect(left?.n).toBe(0);
  });

  it('look and are counted the same for an address that nobody has, and are in nobody’s history', async () => {
    await desk.database.owner('delete from attempt');
    await desk.database.owner('delete from failed_sign_in');
    const before = await desk.database.owner('select 1 from history');
    const answers: unknown[][] = [];
    for (const whose of [email, 'nobody@example.org']) {
      const said: unknown[] = [];
      for (let index = 0; index < 7; index++) {
        const error = await guess(noon + index, `198.18.2.${index}`, whose);
        const { code, text, extra, fields } = error as unknown as Record<string, unknown>;
        said.push({ code, text, extra, fields });
      }
      answers.push(said);
    }
    expect(answers[1]).toEqual(answers[0]);
    const rows = await desk.database.owner(
      'select failures, refused, cardinality(addresses) as addresses, person from failed_sign_in order by person',
    );
    const counted = { failures: 5, refused: 2, addresses: 7 };
    expect(rows).toEqual([
      { ...counted, person: eva },
      { ...counted, person: null },
    ]);
    expect(await recordFailedSignIns(desk.access, noon + 15 * minute)).toBe(1);
    expect(await desk.database.owner('select 1 from history')).toHaveLength(before.length + 1);
  });

  it('leave no typed text behind: people type passwords into the wrong field', async () => {
    await guess(noon, '203.0.113.77', 'my secret password');
    const rows = await desk.database.owner<{ bucket: string }>(
      'select bucket from attempt union all select bucket from failed_sign_in',
    );
    expect(rows.every(({ bucket }) => /^sign-in:(account|address):[\w-]{32}$/.test(bucket))).toBe(true);
  });
});
