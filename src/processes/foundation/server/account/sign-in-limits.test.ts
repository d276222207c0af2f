import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { recordFailedSignIns, redeemLink, requestPasswordReset, signIn } from '../api.ts';
import { cookieIn, hour, installation, minute, noon, origin } from '../test/installation.ts';
import type { Installation } from '../test/installation.ts';
import { setPassword } from './password.ts';
import { signInsPerAccount, signInsPerAddress } from './sign-in-limits.ts';

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
beforeEach(() => desk.database.owner('delete from attempt'));

const enter = (now = noon) => signIn(desk.access, { email, password }, elsewhere(now));
const guess = (at: number, from: string, whose = email, device?: string) =>
  signIn(desk.access, { email: whose, password: 'not the password' }, { ...origin(at, from), device }).catch(
    (error: { code: string; extra: { retryAfter?: number } }) => error,
  );
const answer = async (attempt: ReturnType<typeof guess>) => ((await attempt) as { code: string }).code;

/** Guesses at an account from more and more addresses until nobody unknown is let in. */
async function flood(at = noon, whose = email): Promise<void> {
  for (let index = 0; index < 5 * signInsPerAccount; index++) {
    expect(await answer(guess(at, `203.0.113.${index % 50}`, whose))).toBe('unauthenticated');
  }
  expect(await answer(guess(at, '203.0.113.99', whose))).toBe('too-many');
}

describe('a device on which somebody signed in before', () => {
  const knownTo = async (at = noon) => cookieIn((await enter(at)).setDevice);

  it('lets the owner in however many strangers guess, and gives a fresh cookie', async () => {
    const device = await knownTo();
    await flood();
    await expect(enter()).rejects.toMatchObject({ code: 'too-many' });
    const entered = await signIn(desk.access, { email, password }, { ...origin(noon, '203.0.113.99'), device });
    expect(entered.person).toBe(eva);
    expect(cookieIn(entered.setDevice)).not.toBe(device);
    // The strangers have gained nothing by it.
    expect(await answer(guess(noon, '203.0.113.98'))).toBe('too-many');
  });

  it('may guess no more often than anybody, and keeps nobody else out', async () => {
    const device = await knownTo();
    for (let index = 0; index < 5; index++) {
      expect(await answer(guess(noon, `203.0.113.${index}`, email, device))).toBe('unauthenticated');
    }
    const more = { ...origin(noon, '203.0.113.9'), device };
    await expect(signIn(desk.access, { email, password }, more)).rejects.toMatchObject({ code: 'too-many' });
    expect((await enter()).person).toBe(eva);
  });

  it('is a stranger to every other account, and after its password has changed', async () => {
    const other = await desk.person('Oto', desk.provider);
    await setPassword(desk.access, desk.system, other, password);
    const [row] = await desk.database.owner<{ email: string }>('select email from person where id = $1', [other]);
    const theirs = row?.email ?? '';
    const device = await knownTo();
    await flood(noon, theirs);
    expect(await answer(guess(noon, '203.0.113.97', theirs, device))).toBe('too-many');
    await flood();
    const later = { ...desk.system, now: noon + 1 };
    await setPassword(desk.access, later, eva, password);
    expect(await answer(guess(noon + 2, '203.0.113.97', email, device))).toBe('too-many');
  });

  it('is also the one on which somebody has redeemed a link from their mail', async () => {
    await flood();
    await requestPasswordReset(desk.access, { email }, elsewhere());
    const url = desk.mails.at(-1)?.url ?? '';
    const used = await redeemLink(desk.access, { token: url.slice(url.indexOf('#') + 1), password }, elsewhere());
    const here = { ...elsewhere(), device: cookieIn(used.setDevice) };
    expect((await signIn(desk.access, { email, password }, here)).person).toBe(eva);
  });

  it('is not taken on trust', async () => {
    const device = await knownTo();
    await flood();
    const forged = device.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
    expect(await answer(guess(noon, '203.0.113.97', email, forged))).toBe('too-many');
  });
});

describe('too many attempts', () => {
  it('make whoever guesses wait at that account, and then let them in again', async () => {
    const from = '203.0.113.1';
    for (let index = 0; index < 5; index++) {
      expect(await guess(noon + index * minute, from)).toMatchObject({ code: 'unauthenticated' });
    }
    const refused = signIn(desk.access, { email, password }, origin(noon + 5 * minute, from));
    await expect(refused).rejects.toMatchObject({ code: 'too-many', extra: { retryAfter: 10 * 60 } });
    // Everybody else gets in meanwhile, and going on does not prolong the wait.
    expect((await enter(noon + 5 * minute)).person).toBe(eva);
    await guess(noon + 14 * minute, from);
    const entered = await signIn(desk.access, { email, password }, origin(noon + 15 * minute + 1, from));
    expect(entered.person).toBe(eva);
  });

  it('are bounded for an account from all addresses together, known or not', async () => {
    await flood();
    await desk.database.owner('delete from attempt');
    await flood(noon, 'nobody@example.org');
    await expect(signIn(desk.access, { email, password }, elsewhere())).resolves.toMatchObject({ person: eva });
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
    for (let index = 0; index < 5 * signInsPerAddress; index++) await guess(noon, '203.0.113.60', 'x@example.org');
    expect(await guess(noon, '203.0.113.60', 'x@example.org')).toMatchObject({ code: 'too-many' });
    expect((await signIn(desk.access, { email, password }, origin(noon, '203.0.113.60'))).person).toBe(eva);
  });

  it('cannot be dodged by trying all at once', async () => {
    const codes = await Promise.all(
      Array.from({ length: 40 }, (_, index) => answer(guess(noon, `203.0.113.${100 + index}`))),
    );
    const judged = codes.filter((one) => one === 'unauthenticated');
    expect(judged.length).toBeLessThanOrEqual(5 * signInsPerAccount);
    expect(codes.length - judged.length).toBe(codes.filter((one) => one === 'too-many').length);
  });

  it('are forgotten where the right password came, and nowhere else', async () => {
    for (let index = 0; index < 4; index++) await guess(noon, '203.0.113.1');
    for (let index = 0; index < 4; index++) await guess(noon, '203.0.113.2');
    await signIn(desk.access, { email, password }, origin(noon, '203.0.113.1'));
    for (let index = 0; index < 5; index++) expect(await answer(guess(noon, '203.0.113.1'))).toBe('unauthenticated');
    expect(await answer(guess(noon, '203.0.113.2'))).toBe('unauthenticated');
    expect(await answer(guess(noon, '203.0.113.2'))).toBe('too-many');
  });

  it('are failures alone: people who get in behind one address do not fill it', async () => {
    for (let index = 0; index < 7; index++) {
      expect((await signIn(desk.access, { email, password }, origin(noon, '203.0.113.200'))).person).toBe(eva);
    }
  });

  it('are written down: one entry for an account and a quarter of an hour, told when it has to wait', async () => {
    const { database } = desk.access;
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
    expect(locked).toMatchObject({ action: 'sign-in-locked', payload: { failures: 5 * signInsPerAccount } });
    expect(more).toEqual([]);
    expect(await recordFailedSignIns({ database }, later + 15 * minute)).toBe(0);
    const [left] = await desk.database.owner<{ n: number }>('select count(*)::int as n from failed_sign_in');
    expect(left?.n).toBe(0);
  });

  it('look and are counted the same for an address that nobody has, and are in nobody’s history', async () => {
    await desk.database.owner('delete from failed_sign_in');
    const before = await desk.database.owner('select 1 from history');
    const answers: unknown[][] = [];
    for (const whose of [email, 'nobody@example.org']) {
      const said: unknown[] = [];
      for (let index = 0; index < 5 * signInsPerAccount + 2; index++) {
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
    const counted = { failures: 5 * signInsPerAccount, refused: 2, addresses: 10 };
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
    expect(rows.every(({ bucket }) => /^sign-in:(account|address|both|device):[\w-]{32}$/.test(bucket))).toBe(true);
  });
});
