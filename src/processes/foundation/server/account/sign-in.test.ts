import { hash } from '@node-rs/argon2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authenticate, purgeAccess, signIn, signOut, stillSignedIn } from '../api.ts';
import type { SignedIn } from '../api.ts';
import { cookieIn, hour, installation, noon, origin } from '../test/installation.ts';
import type { Installation } from '../test/installation.ts';
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
  it('keeps the browser’s zone for who has none anywhere, once, and shows nobody UTC in silence', async () => {
    const zoneAfter = async (timeZone?: string) => {
      const signedIn = await signIn(desk.access, { email, password, timeZone }, elsewhere());
      return (await who(signedIn))?.profile.person.timeZone;
    };
    expect(await zoneAfter()).toBeNull();
    expect(await zoneAfter('+02:00')).toBeNull();
    expect(await zoneAfter('Asia/Tokyo')).toBe('Asia/Tokyo');
    expect(await zoneAfter('America/New_York')).toBe('Asia/Tokyo');
  });

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
