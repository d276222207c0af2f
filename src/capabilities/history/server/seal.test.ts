import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testDatabase } from '#/record/test/database.ts';
import type { TestDatabase } from '#/record/test/database.ts';
import { newId } from '#/platform/ids.ts';
import { appendEntries } from './append.ts';
import type { Entry } from './append.ts';
import { sealOnce, verifyHistory } from './seal.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
}, 60_000);
afterAll(() => test.drop());

const at = Date.UTC(2026, 2, 10, 9);
const entry = (nth: number): Entry => ({
  item: newId(at),
  customer: null,
  kind: 'incident',
  action: 'edit',
  audience: 'staff',
  at: new Date(at + nth).toISOString(),
  actor: null,
  origin: 'web',
  request: null,
  version: 1,
  payload: { changes: { title: ['before', `after ${nth}`] }, nested: { b: 1, a: [null, true, 1.5] } },
});
const write = (entries: Entry[]) =>
  test.database.transaction({ kind: 'staff' }, (tx) => tx.query(appendEntries(entries)));
const verify = (anchor?: { batch: number; digest: string }) => test.database.relay((tx) => verifyHistory(tx, anchor));
const sealAll = async () => {
  while ((await sealOnce(test.database, at, 4)) > 0);
};

beforeEach(async () => {
  await test.owner('truncate history, history_seal');
  for (let nth = 0; nth < 10; nth += 1) await write([entry(nth), entry(nth + 100)]);
});

describe('the sealed history', () => {
  it('verifies, in batches of whole transactions, whatever the size asked for', async () => {
    await sealAll();
    const result = await verify();
    expect(result).toMatchObject({ entries: 20, unsealed: 0, problems: [] });
    expect(result.batches).toBeGreaterThan(2);
    await write([entry(500)]);
    expect(await verify()).toMatchObject({ entries: 20, unsealed: 1, problems: [] });
  });

  it('leaves out a transaction that still runs, and seals it later', async () => {
    let finish = () => {};
    const open = new Promise<void>((resolve) => {
      finish = resolve;
    });
    let written = () => {};
    const ready = new Promise<void>((resolve) => {
      written = resolve;
    });
    const slow = test.database.transaction({ kind: 'staff' }, async (tx) => {
      await tx.query(appendEntries([entry(900)]));
      written();
      await open;
    });
    await ready;
    await write([entry(901)]);
    await sealAll();
    expect(await verify()).toMatchObject({ entries: 20, problems: [] });
    finish();
    await slow;
    await sealAll();
    expect(await verify()).toMatchObject({ entries: 22, unsealed: 0, problems: [] });
  });

  const changes: [string, string, string][] = [
    [
      'an edited payload',
      `update history set payload = jsonb_set(payload, '{changes,title,1}', '"forged"') where id = (select min(id) + 3 from history)`,
      'entry-changed',
    ],
    [
      'another actor',
      `update history set actor = gen_random_uuid() where id = (select min(id) + 3 from history)`,
      'entry-changed',
    ],
    [
      'another time',
      `update history set at = at + interval '1 second' where id = (select max(id) from history)`,
      'entry-changed',
    ],
    ['a deleted entry', `delete from history where id = (select min(id) + 5 from history)`, 'batch-changed'],
    [
      'entries in another order',
      `update history h set digest = o.digest, salt = o.salt, payload = o.payload, item = o.item, at = o.at from history o where h.id = (select min(id) from history) and o.id = (select min(id) + 1 from history)`,
      'batch-changed',
    ],
    [
      'an entry slipped in',
      `insert into history (xid, item, kind, action, audience, at, origin, payload, salt, digest) select xid, item, kind, action, audience, at, origin, payload, salt, digest from history order by id limit 1`,
      'batch-changed',
    ],
    ['a batch taken out', `delete from history_seal where batch = 2`, 'batch-missing'],
  ];
  it.each(changes)('finds %s', async (_name, change, problem) => {
    await sealAll();
    await test.owner(change);
    const { problems } = await verify();
    expect(problems.map((found) => found.problem)).toContain(problem);
  });

  it('finds a cut tail by a head that was kept elsewhere', async () => {
    await sealAll();
    const { head } = await verify();
    if (!head) throw new Error('nothing was sealed');
    await test.owner('delete from history where xid > (select to_xid from history_seal where batch = $1)', [
      head.batch - 1,
    ]);
    await test.owner('delete from history_seal where batch = $1', [head.batch]);
    expect((await verify()).problems).toEqual([]);
    expect((await verify(head)).problems).toEqual([{ problem: 'tail-cut', batch: head.batch }]);
  });

  it('lets nobody but the owner change it', async () => {
    for (const statement of ['update history set action = action', 'delete from history', 'truncate history']) {
      const work = test.database.transaction({ kind: 'staff' }, (tx) => tx.query({ sql: statement, parameters: [] }));
      await expect(work).rejects.toThrow(/permission denied/);
      await expect(test.database.relay((tx) => tx.query({ sql: statement, parameters: [] }))).rejects.toThrow(
        /permission denied/,
      );
    }
  });
});
