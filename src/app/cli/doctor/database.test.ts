import { afterAll, beforeAll, expect, test } from 'vitest';
import { loginRoles, rolePassword } from '#/platform/database/pools.ts';
import { testDatabase, testSecret } from '#/record/test/database.ts';
import type { TestDatabase } from '#/record/test/database.ts';
import { checkDatabase } from './database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

const outcomes = async (url = database.url) =>
  Object.fromEntries((await checkDatabase(url, testSecret)).map(({ check, outcome }) => [check, outcome]));

test('a database that is as it should be passes, and one that cannot be reached is told with what to do', async () => {
  expect(await outcomes()).toEqual({
    database: 'ok',
    rights: 'ok',
    clock: 'ok',
    migrations: 'ok',
    logins: 'ok',
    worker: 'ok',
    parts: 'ok',
  });
  const [finding] = await checkDatabase('postgres://nobody@127.0.0.1:9/none', testSecret);
  expect(finding).toMatchObject({ check: 'database', outcome: 'fail', mend: expect.stringContaining('DATABASE_URL') });
});

test('changes that wait for a worker that hangs are found', async () => {
  const wait = (since: string) =>
    database.owner(
      `insert into outbox (at, item, kind, action, payload)
        values (now() - $1::interval, gen_random_uuid(), 'incident', 'edit', '{}')`,
      [since],
    );
  await wait('30 seconds');
  expect(await outcomes()).toMatchObject({ migrations: 'ok', worker: 'ok' });
  await database.owner('delete from outbox');
  await wait('100 seconds');
  const found = await checkDatabase(database.url, testSecret);
  expect(found.find(({ check }) => check === 'worker')).toMatchObject({
    outcome: 'warn',
    found: expect.stringContaining('2 minutes'),
  });
});

test('parts that nobody made ahead are found', async () => {
  await database.owner(`do $$ declare one record; begin
    for one in select part from mainstay_partitions('outbox') where starts > now() loop
      execute format('drop table %s', one.part);
    end loop; end $$`);
  const found = await checkDatabase(database.url, testSecret);
  expect(found.find(({ check }) => check === 'parts')).toMatchObject({
    outcome: 'warn',
    found: expect.stringContaining('outbox'),
    mend: expect.stringContaining('worker'),
  });
});

test('a step that is missing, changed or from a later version is found', async () => {
  const [last] = await database.owner<{ number: number; sha256: string }>(
    'select number, sha256 from migration order by number desc limit 1',
  );
  const number = last?.number;
  await database.owner("update migration set sha256 = 'x' where number = $1", [number]);
  expect(await outcomes()).toMatchObject({ migrations: 'fail' });
  await database.owner('update migration set sha256 = $2, number = 9999 where number = $1', [number, last?.sha256]);
  expect(await outcomes()).toMatchObject({ migrations: 'fail' });
  await database.owner('delete from migration where number = 9999');
  expect(await outcomes()).toMatchObject({ migrations: 'warn', logins: 'ok' });
});

test('every login role has a password of its own', () => {
  const passwords = Object.values(loginRoles).map((role) => rolePassword(testSecret, role));
  expect(new Set(passwords).size).toBe(4);
});
