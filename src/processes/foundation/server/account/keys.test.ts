import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  authenticate,
  changePassword,
  createKey,
  issuePasswordReset,
  listKeys,
  redeemLink,
  revokeKey,
  setAccountDisabled,
  setPassword,
  signIn,
  whoAmI,
} from '../api.ts';
import type { SignedContext } from '../api.ts';
import { perform } from '#/record/server/commit/perform.ts';
import { holds } from '#/record/server/permission.ts';
import { cookieIn, hour, installation, minute, noon, origin } from '../test/installation.ts';
import type { Installation } from '../test/installation.ts';

let desk: Installation;
let eva: string;
let boss: SignedContext;

beforeAll(async () => {
  desk = await installation();
  eva = await desk.person('Eva Malá', desk.provider, 'agent');
  boss = await desk.as(await desk.person('Boss', desk.provider, 'administrator'));
});
afterAll(() => desk.drop());

const use = (bearer: string, now = noon) =>
  authenticate(desk.access, { bearer, face: 'workspace', request: { id: 'r', origin: 'rest' }, now });
const session = async (person: string): Promise<SignedContext> => {
  await setPassword(desk.access, desk.system, person, 'seven quiet herons');
  const [row] = await desk.database.owner<{ email: string }>('select email from person where id = $1', [person]);
  const { setCookie } = await signIn(
    desk.access,
    { email: row?.email ?? '', password: 'seven quiet herons' },
    origin(),
  );
  const request = { id: 'r', origin: 'web' as const };
  return (await authenticate(desk.access, {
    cookie: cookieIn(setCookie),
    face: 'workspace',
    request,
    now: noon,
  })) as SignedContext;
};

describe('an API key', () => {
  it('is shown once, acts as its person, and only its hash and prefix are stored', async () => {
    const key = await createKey(desk.access, await session(eva), { name: 'monitoring' });
    expect(key.token).toMatch(/^msk_[0-9a-f]{8}_[\w-]{43}$/);
    expect(key.token.startsWith(key.prefix)).toBe(true);
    const ctx = await use(key.token);
    expect(ctx?.actor).toMatchObject({ person: eva, workspace: true });
    expect(whoAmI(ctx as SignedContext).csrf).toBeNull();
    const [row] = await desk.database.owner<{ text: string }>("select string_agg(k::text, ' ') as text from api_key k");
    expect(row?.text).toContain(key.prefix);
    expect(row?.text).not.toContain(key.token.slice(13));
    expect(JSON.stringify(await listKeys(desk.access, ctx as SignedContext))).not.toContain(key.token.slice(13));
  });

  it('is held to its scopes, and never does more than its person may', async () => {
    const { token } = await createKey(desk.access, desk.system, {
      person: eva,
      name: 'narrow',
      scopes: ['incident.read', 'configuration.*', 'access.edit'],
    });
    const { actor } = (await use(token)) as SignedContext;
    expect(['incident.read', 'configuration.read'].every((permission) => holds(actor, permission))).toBe(true);
    expect(['incident.work', 'foundation.read', 'access.edit'].some((permission) => holds(actor, permission))).toBe(
      false,
    );
    expect(whoAmI((await use(token)) as SignedContext).permissions).toEqual(['configuration.read', 'incident.read']);
    // The same person through another key is not narrowed by it.
    const { token: wide } = await createKey(desk.access, desk.system, { person: eva, name: 'wide' });
    expect(holds(((await use(wide)) as SignedContext).actor, 'incident.work')).toBe(true);
  });

  it('ends when it is revoked, expires, or the account is disabled', async () => {
    const one = await createKey(desk.access, desk.system, { person: eva, name: 'to revoke' });
    await revokeKey(desk.access, desk.system, one.id);
    expect(await use(one.token)).toBeNull();
    const expiresAt = new Date(noon + hour).toISOString();
    const two = await createKey(desk.access, desk.system, { person: eva, name: 'to expire', expiresAt });
    expect(await use(two.token, noon + hour - 1)).not.toBeNull();
    expect(await use(two.token, noon + hour)).toBeNull();
    const three = await createKey(desk.access, desk.system, { person: eva, name: 'of a closed account' });
    await setAccountDisabled(desk.access, desk.system, eva, true);
    expect(await use(three.token)).toBeNull();
    await setAccountDisabled(desk.access, desk.system, eva, false);
    expect(await use(three.token)).toBeNull();
  });

  it('ends when its person is retired, and is not revived when they are restored', async () => {
    const gone = await desk.person('Gone', desk.provider, 'agent');
    await setPassword(desk.access, desk.system, gone, 'seven quiet herons');
    const { token } = await createKey(desk.access, desk.system, { person: gone, name: 'left behind' });
    await perform(desk.system, 'person', 'retire', gone, {});
    expect(await use(token)).toBeNull();
    await perform(desk.system, 'person', 'restore', gone, {});
    expect(await use(token)).toBeNull();
  });

  it('ends when its person gets a new password by a link or at the command line, and stays when they change it', async () => {
    const person = await desk.person('Renata', desk.provider, 'agent');
    const ctx = await session(person);
    const { token } = await createKey(desk.access, desk.system, { person, name: 'before' });
    await changePassword(desk.access, ctx, { current: 'seven quiet herons', next: 'eight quiet herons' }, origin());
    expect(await use(token)).not.toBeNull();
    const link = await issuePasswordReset(desk.access, boss, person);
    const [, reset = ''] = link.url.split('#');
    await redeemLink(desk.access, { token: reset, password: 'nine quiet herons' }, origin());
    expect(await use(token)).toBeNull();
    const second = await createKey(desk.access, desk.system, { person, name: 'after' });
    await setPassword(desk.access, desk.system, person, 'ten quiet herons');
    expect(await use(second.token)).toBeNull();
  });

  it('remembers when it was last used, to the minute', async () => {
    const { id, token } = await createKey(desk.access, desk.system, { person: eva, name: 'watched' });
    const usedAt = async () => (await listKeys(desk.access, desk.system, eva)).find((key) => key.id === id)?.usedAt;
    expect(await usedAt()).toBeNull();
    await use(token, noon);
    await use(token, noon + 59_000);
    expect(await usedAt()).toBe(new Date(noon).toISOString());
    await use(token, noon + minute + 1);
    expect(await usedAt()).toBe(new Date(noon + minute + 1).toISOString());
  });

  it('makes no other keys, and nobody makes one for somebody else', async () => {
    const byKey = await desk.as(eva);
    await expect(createKey(desk.access, byKey, { name: 'child' })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(createKey(desk.access, boss, { person: eva, name: 'spy' })).rejects.toMatchObject({
      code: 'forbidden',
    });
    const admin = await session(await desk.person('Second boss', desk.provider, 'administrator'));
    await expect(createKey(desk.access, admin, { person: eva, name: 'spy' })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  it('of others is listed and revoked only with the right to', async () => {
    const other = await desk.person('Other', desk.provider, 'agent');
    const agent = await desk.as(other);
    const key = await createKey(desk.access, desk.system, { person: eva, name: 'not yours' });
    await expect(listKeys(desk.access, agent, eva)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(revokeKey(desk.access, agent, key.id)).rejects.toMatchObject({ code: 'not-found' });
    expect((await listKeys(desk.access, agent)).every(({ person }) => person === other)).toBe(true);
    await revokeKey(desk.access, boss, key.id);
    expect(await use(key.token)).toBeNull();
  });

  it.each([
    [{ name: ' ' }, 'name'],
    [{ name: 'x'.repeat(101) }, 'name'],
    [{ name: 'a', scopes: [] }, 'scopes'],
    [{ name: 'a', scopes: ['incident'] }, 'scopes'],
    [{ name: 'a', scopes: ["'; drop table"] }, 'scopes'],
    [{ name: 'a', expiresAt: '2020-01-01T00:00:00Z' }, 'expiresAt'],
    [{ name: 'a', expiresAt: 'tomorrow' }, 'expiresAt'],
    [{ name: 'a', expiresAt: '2999-02-30T10:00:00Z' }, 'expiresAt'],
    [{ name: 'a', expiresAt: 'July 2999' }, 'expiresAt'],
  ])('is refused where it is wrong: %o', async (wanted, field) => {
    const refused = createKey(desk.access, desk.system, { person: eva, ...wanted });
    await expect(refused).rejects.toMatchObject({ code: 'invalid', fields: { [field]: expect.anything() } });
  });

  it('of the same name is there once', async () => {
    await createKey(desk.access, desk.system, { person: eva, name: 'twin' });
    await expect(createKey(desk.access, desk.system, { person: eva, name: 'twin' })).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  it.each(['', 'msk_', 'msk_00000000_' + 'A'.repeat(43), 'A'.repeat(43), 'Bearer x'])('is not %j', async (token) => {
    expect(await use(token)).toBeNull();
  });
});
