import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  authenticate,
  changePassword,
  createKey,
  describeLink,
  invite,
  issuePasswordReset,
  redeemLink,
  requestPasswordReset,
  setAccountDisabled,
  setPassword,
  signIn,
} from '../api.ts';
import type { SignedContext, SignedIn } from '../api.ts';
import { perform } from '#/record/server/commit/perform.ts';
import { collide } from '../test/collide.ts';
import { cookieIn, hour, installation, minute, noon, origin } from '../test/installation.ts';
import type { Installation } from '../test/installation.ts';

const old = 'seven quiet herons';
const next = 'nine loud storks at dawn';
let desk: Installation;
let eva: string;
let email: string;

beforeAll(async () => {
  desk = await installation();
});
afterAll(() => desk.drop());
beforeEach(async () => {
  await desk.database.owner('delete from attempt');
  desk.mails.length = 0;
  eva = await desk.person('Eva Malá', desk.provider, 'agent');
  await setPassword(desk.access, desk.system, eva, old);
  const [row] = await desk.database.owner<{ email: string }>('select email from person where id = $1', [eva]);
  email = row?.email ?? '';
});

const enter = (password = old, now = noon) => signIn(desk.access, { email, password }, origin(now));
const context = (signedIn: SignedIn) =>
  authenticate(desk.access, {
    cookie: cookieIn(signedIn.setCookie),
    face: 'workspace',
    request: { id: 'r', origin: 'web' },
    now: noon,
  });
const tokenOf = (url: string) => url.slice(url.indexOf('#') + 1);
/** The person's history, without the entries for everyone. */
const events = async () =>
  (await desk.database.owner<{ action: string }>('select action from history where item = $1 order by id', [eva])).map(
    ({ action }) => action,
  );

describe('changing the password', () => {
  it('ends every session, and begins a new one for whoever changed it', async () => {
    const [here, elsewhere] = [await enter(), await enter()];
    const ctx = (await context(here)) as SignedContext;
    const renewed = await changePassword(desk.access, ctx, { current: old, next }, origin());
    expect(await context(here)).toBeNull();
    expect(await context(elsewhere)).toBeNull();
    expect((await context(renewed))?.actor.person).toBe(eva);
    await expect(enter(old)).rejects.toMatchObject({ code: 'unauthenticated' });
    expect((await enter(next)).person).toBe(eva);
    expect(await events()).toContain('password-changed');
  });

  it('asks for the old one, and counts wrong ones', async () => {
    const ctx = (await context(await enter())) as SignedContext;
    for (let index = 0; index < 5; index++) {
      const wrong = changePassword(desk.access, ctx, { current: 'what was it again', next }, origin());
      await expect(wrong).rejects.toMatchObject({
        code: 'invalid',
        fields: { current: { key: 'access.wrong-password' } },
      });
    }
    const right = changePassword(desk.access, ctx, { current: old, next }, origin());
    await expect(right).rejects.toMatchObject({ code: 'too-many' });
  });

  it.each([
    ['too short', 'eleven char', 'password.too-short'],
    ['common', 'Password12345!', 'password.too-common'],
    ['about the person', 'Eva.Malá-2026', 'password.about-you'],
    ['about the organisation', 'Provider-2026', 'password.about-you'],
  ])('refuses one that is %s, and keeps the old', async (_, bad, key) => {
    const here = await enter();
    const ctx = (await context(here)) as SignedContext;
    const refused = changePassword(desk.access, ctx, { current: old, next: bad }, origin());
    await expect(refused).rejects.toMatchObject({ code: 'invalid', fields: { password: { key } } });
    expect(await context(here)).not.toBeNull();
  });

  it('cannot be done with an API key', async () => {
    const ctx = await desk.as(eva);
    await expect(changePassword(desk.access, ctx, { current: old, next }, origin())).rejects.toMatchObject({
      code: 'forbidden',
    });
  });
});

describe('a reset that the person asks for', () => {
  const ask = (who = email, now = noon) => requestPasswordReset(desk.access, { email: who }, origin(now));

  it('is mailed to their address, good once, and ends every session', async () => {
    const here = await enter();
    await ask();
    const [mail] = desk.mails;
    expect(mail).toMatchObject({ purpose: 'password-reset', email, person: eva });
    const token = tokenOf(mail?.url ?? '');
    expect(await describeLink(desk.access, token, noon)).toMatchObject({ purpose: 'password-reset', name: 'Eva Malá' });
    await redeemLink(desk.access, { token, password: next }, origin());
    expect(await context(here)).toBeNull();
    expect((await enter(next)).person).toBe(eva);
    const again = redeemLink(desk.access, { token, password: 'another long password' }, origin());
    await expect(again).rejects.toMatchObject({ code: 'not-found' });
    await expect(describeLink(desk.access, token, noon)).rejects.toMatchObject({ code: 'not-found' });
    expect((await enter(next)).person).toBe(eva);
  });

  it('is taken by one of two at once', async () => {
    await ask();
    const token = tokenOf(desk.mails[0]?.url ?? '');
    const link = { sql: 'select 1 from one_time_link where person = $1 for update', values: [eva] };
    const results = await collide(desk, link, () =>
      ['first of two passwords', 'second of two passwords'].map((password) =>
        redeemLink(desk.access, { token, password }, origin()),
      ),
    );
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  it('answers the same for an unknown address, and leaves as much behind', async () => {
    const stored = async () => (await desk.database.owner('select 1 from one_time_link')).length;
    const before = await stored();
    expect(await ask()).toBe(await ask('nobody@example.org'));
    expect(await stored()).toBe(before + 2);
    expect(desk.mails.map((mail) => mail.email)).toEqual([email]);
    desk.statements();
    await ask('nobody@example.org');
    const unknown = desk.statements();
    await ask();
    expect(desk.statements()).toEqual(unknown);
  });

  it('ends the ones that were asked for before, and nobody else’s', async () => {
    const other = await desk.person('Other Person', desk.provider, 'agent');
    await setPassword(desk.access, desk.system, other, old);
    const [row] = await desk.database.owner<{ email: string }>('select email from person where id = $1', [other]);
    await ask(row?.email);
    await ask();
    await ask();
    const [theirs, first, second] = desk.mails.map(({ url }) => tokenOf(url));
    await expect(describeLink(desk.access, first ?? '', noon)).rejects.toMatchObject({ code: 'not-found' });
    const late = redeemLink(desk.access, { token: first ?? '', password: next }, origin());
    await expect(late).rejects.toMatchObject({ code: 'not-found' });
    await describeLink(desk.access, second ?? '', noon);
    await describeLink(desk.access, theirs ?? '', noon);
  });

  it('is good for half an hour', async () => {
    await ask();
    const token = tokenOf(desk.mails[0]?.url ?? '');
    await describeLink(desk.access, token, noon + 30 * minute - 1);
    await expect(describeLink(desk.access, token, noon + 30 * minute)).rejects.toMatchObject({ code: 'not-found' });
    const late = redeemLink(desk.access, { token, password: next }, origin(noon + 30 * minute));
    await expect(late).rejects.toMatchObject({ code: 'not-found' });
  });

  it('survives a password that is not good enough', async () => {
    await ask();
    const token = tokenOf(desk.mails[0]?.url ?? '');
    await expect(redeemLink(desk.access, { token, password: 'short' }, origin())).rejects.toMatchObject({
      code: 'invalid',
    });
    await redeemLink(desk.access, { token, password: next }, origin());
  });

  it('ends when the address changes, or the account is disabled', async () => {
    await ask();
    await perform(desk.system, 'person', 'edit', eva, { email: 'moved@example.org' });
    const token = tokenOf(desk.mails[0]?.url ?? '');
    await expect(describeLink(desk.access, token, noon)).rejects.toMatchObject({ code: 'not-found' });
    await ask('moved@example.org');
    await setAccountDisabled(desk.access, desk.system, eva, true);
    await setAccountDisabled(desk.access, desk.system, eva, false);
    const second = tokenOf(desk.mails[1]?.url ?? '');
    await expect(describeLink(desk.access, second, noon)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('is mailed at most three times in a quarter of an hour, without saying so', async () => {
    for (let index = 0; index < 6; index++) expect(await ask()).toBeUndefined();
    expect(desk.mails).toHaveLength(3);
    await ask(email, noon + 16 * minute);
    expect(desk.mails).toHaveLength(4);
  });

  it('leaves its token nowhere: not in the links, the outbox or the history', async () => {
    await ask();
    const token = tokenOf(desk.mails[0]?.url ?? '');
    for (const table of ['one_time_link', 'outbox', 'history', 'attempt']) {
      const [row] = await desk.database.owner<{ text: string | null }>(
        `select string_agg(t::text, ' ') as text from ${table} t`,
      );
      expect(row?.text ?? '').not.toContain(token);
    }
  });

  it('does not make a link of an API key or of a set-up', async () => {
    const { token } = await createKey(desk.access, desk.system, { person: eva, name: 'one' });
    await expect(describeLink(desk.access, token, noon)).rejects.toMatchObject({ code: 'not-found' });
    await expect(describeLink(desk.access, 'A'.repeat(43), noon)).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('links that are handed out', () => {
  it('invite somebody who has no account yet, for three days', async () => {
    const id = await desk.create('person', { name: 'Ján Nový', email: 'jan@example.org', organisation: desk.provider });
    const { url, expiresAt } = await invite(desk.access, desk.system, id);
    expect(expiresAt).toBe(new Date(noon + 72 * hour).toISOString());
    await expect(signIn(desk.access, { email: 'jan@example.org', password: '' }, origin())).rejects.toMatchObject({
      code: 'unauthenticated',
    });
    await redeemLink(desk.access, { token: tokenOf(url), password: next }, origin(noon + 71 * hour));
    expect((await signIn(desk.access, { email: 'jan@example.org', password: next }, origin())).person).toBe(id);
  });

  it('replace the ones before', async () => {
    const first = await issuePasswordReset(desk.access, desk.system, eva);
    const second = await issuePasswordReset(desk.access, desk.system, eva);
    await expect(describeLink(desk.access, tokenOf(first.url), noon)).rejects.toMatchObject({ code: 'not-found' });
    await describeLink(desk.access, tokenOf(second.url), noon);
    expect((await events()).filter((event) => event === 'password-reset-issued')).toHaveLength(2);
  });

  it('are made by those who may give rights, for people with an address', async () => {
    const agent = await desk.as(eva);
    await expect(invite(desk.access, agent, eva)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(issuePasswordReset(desk.access, agent, eva)).rejects.toMatchObject({ code: 'forbidden' });
    const mute = await desk.create('person', { name: 'No Address', organisation: desk.provider });
    await expect(invite(desk.access, desk.system, mute)).rejects.toMatchObject({ code: 'conflict' });
    await expect(invite(desk.access, desk.system, 'not an id')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('hold their secret in the fragment, which browsers send to nobody', async () => {
    const { url } = await issuePasswordReset(desk.access, desk.system, eva);
    expect(new URL(url).pathname + new URL(url).search).toBe('/reset-password');
  });
});
