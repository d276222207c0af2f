import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { endAccess } from '#/platform/backup/end-access.ts';
import { createKey, issuePasswordReset, setPassword, signIn } from '../api.ts';
import { installation, origin } from '../test/installation.ts';
import type { Installation } from '../test/installation.ts';

let desk: Installation;
beforeAll(async () => {
  desk = await installation();
});
afterAll(() => desk.drop());

it('a restored backup knows everything by which somebody is let in without a password', async () => {
  const held = await desk.database.owner<{ name: string }>(
    `select table_name as name from information_schema.columns
      where table_schema = 'public' and column_name = 'token_hash' order by table_name`,
  );
  expect(held.map(({ name }) => name)).toEqual(['api_key', 'one_time_link', 'session']);
});

it('a restored backup ends the sessions and links of people, and counts the keys of programs', async () => {
  const eva = await desk.person('Eva Malá', desk.provider, 'agent');
  await setPassword(desk.access, desk.system, eva, 'seven quiet herons');
  const [person] = await desk.database.owner<{ email: string }>('select email from person where id = $1', [eva]);
  await signIn(desk.access, { email: person?.email ?? '', password: 'seven quiet herons' }, origin());
  await issuePasswordReset(desk.access, desk.system, eva);
  await desk.database.owner("update one_time_link set expires_at = now() + interval '1 hour'");
  await createKey(desk.access, desk.system, { name: 'monitoring', person: eva });
  const client = new pg.Client(desk.database.url);
  await client.connect();
  try {
    expect(await endAccess(client)).toEqual({ sessions: 1, links: 1, keys: 1 });
    expect(await endAccess(client)).toEqual({ sessions: 0, links: 0, keys: 1 });
  } finally {
    await client.end();
  }
});
