import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testDatabase } from '#/record/test/database.ts';
import type { TestDatabase } from '#/record/test/database.ts';
import { newId } from '#/platform/ids.ts';
import { appendEntries } from './append.ts';
import type { Entry } from './append.ts';
import { chain, genesis } from './chain.ts';
import type { Link } from './chain.ts';
import { sealOnce } from './seal.ts';
import { verifyHistory } from './verify.ts';

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

/** Seals what is not sealed, in batches of four, as releases before the newest rule did. */
const sealByFirstRule = async () => {
  const [last] = await test.owner<{ batch: number; to_xid: string; digest: Buffer }>(
    'select batch::int, to_xid::text, digest from history_seal order by batch desc limit 1',
  );
  const entries = await test.owner<Link & { xid: string }>(
    `select id::int, digest, xid::text, '' as covered from history where xid > $1::xid8 order by history.xid, id`,
    [last?.to_xid ?? '0'],
  );
  let [batch, from, previous] = [last?.batch ?? 0, last?.to_xid ?? '0', last?.digest ?? genesis];
  for (let first = 0; first < entries.length; first += 4) {
    const some = entries.slice(first, first + 4);
    const to = some.at(-1)?.xid ?? from;
    batch += 1;
    const digest = chain(
      { batch, rule: 1, from_xid: from, to_xid: to, rows: some.length, previous, sealed_at: '' },
      some,
    );
    await test.owner('insert into history_seal values ($1, $2::xid8, $3::xid8, $4, $5, $6, now(), 1)', [
      batch,
      from,
      to,
      some.length,
      previous,
      digest,
    ]);
    [from, previous] = [to, digest];
  }
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

  it('verifies where the numbers of transactions get a digit more', async () => {
    for (const xid of ['99', '100', '101'])
      await test.owner(
        `update history set xid = $1::text::xid8 where id = (select max(id) from history where xid > '101')`,
        [xid],
      );
    await sealAll();
    expect(await verify()).toMatchObject({ entries: 20, problems: [] });
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

  /** What a forger might write into a column of each type; payload and salt are kept a document and bytes. */
  const forged: Record<string, string> = {
    bigint: '900000 + old',
    xid8: `(old::text::bigint - 1)::text::xid8`,
    uuid: 'gen_random_uuid()',
    integer: 'coalesce(old, 0) + 1',
    text: `case old when 'everyone' then 'staff' when 'staff' then 'everyone' else coalesce(old, '') || 'x' end`,
    'timestamp with time zone': `old - interval '1 microsecond'`,
    jsonb: `jsonb_set(old, '{changes,title,1}', '"forged"')`,
    bytea: `'\\x00'::bytea || old`,
  };
  const columns = () =>
    test.owner<{ name: string; type: string }>(
      `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
        where attrelid = 'history'::regclass and attnum > 0 and not attisdropped order by attnum`,
    );

  it('finds a change of each column that the table has, and of one entry alone', async () => {
    await sealAll();
    const [chosen] = await test.owner<{ id: string }>('select min(id) + 3 as id from history');
    const all = await columns();
    expect(all.map(({ name }) => name)).toEqual(expect.arrayContaining(['customer', 'request', 'recorded_at', 'xid']));
    for (const { name, type } of all) {
      const value = forged[type]?.replaceAll('old', `"${name}"`);
      if (!value) throw new Error(`say how a forger changes a column of type ${type}`);
      await test.owner('create table kept as table history');
      const row = all.map((one) => (one.name === name ? value : `"${one.name}"`)).join(', ');
      await test.owner('delete from history where id = $1', [chosen?.id]);
      await test.owner(`insert into history overriding system value select ${row} from kept where id = $1`, [
        chosen?.id,
      ]);
      expect((await verify()).problems.length, name).toBeGreaterThan(0);
      await test.owner(
        'delete from history; insert into history overriding system value select * from kept; drop table kept',
      );
      expect((await verify()).problems, `${name} as it was`).toEqual([]);
    }
  });

  it('finds a change of each column of an erased entry, too', async () => {
    const gone = entry(700);
    const removal = { ...entry(701), kind: 'removal', payload: { items: [gone.item] } } as unknown as Entry;
    await write([gone]);
    await write([removal]);
    await test.database.relay((tx) =>
      tx.query({ sql: 'select mainstay_erase($1::uuid[])', parameters: [[gone.item]] }),
    );
    await sealAll();
    expect((await verify()).problems).toEqual([]);
    for (const { name, type } of await columns()) {
      if (['payload', 'salt', 'id'].includes(name)) continue;
      const [before] = await test.owner<{ old: string }>(`select "${name}"::text as old from history where item = $1`, [
        gone.item,
      ]);
      const [row] = await test.owner<{ id: string }>('select id from history where item = $1', [gone.item]);
      await test.owner(`update history set "${name}" = ${forged[type]?.replaceAll('old', `"${name}"`)} where id = $1`, [
        row?.id,
      ]);
      expect((await verify()).problems.length, name).toBeGreaterThan(0);
      await test.owner(`update history set "${name}" = $2::${type} where id = $1`, [row?.id, before?.old]);
      expect((await verify()).problems, `${name} as it was`).toEqual([]);
    }
  });

  it('finds a change of each column of a seal', async () => {
    await sealAll();
    const seals = await test.owner<{ name: string; type: string }>(
      `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
        where attrelid = 'history_seal'::regclass and attnum > 0 and not attisdropped`,
    );
    for (const { name, type } of seals) {
      const value = type === 'smallint' ? 'old - 1' : forged[type];
      await test.owner('create table kept as table history_seal');
      await test.owner(`update history_seal set "${name}" = ${value?.replaceAll('old', `"${name}"`)} where batch = 2`);
      expect((await verify()).problems.length, name).toBeGreaterThan(0);
      await test.owner('delete from history_seal; insert into history_seal select * from kept; drop table kept');
    }
  });

  const changes: [string, string, string][] = [
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

  describe('sealed by the rule of earlier releases', () => {
    beforeEach(() => sealByFirstRule());

    it('verifies, and says that nothing of it is sealed by the newest rule', async () => {
      expect(await verify()).toMatchObject({ entries: 20, unsealed: 20, problems: [] });
    });

    it('is sealed anew, as a continuation of the same chain, whatever came meanwhile', async () => {
      await write([entry(800)]);
      await sealOnce(test.database, at, 4);
      expect(await verify()).toMatchObject({ entries: 20, unsealed: 17, problems: [] });
      await sealAll();
      expect(await verify()).toMatchObject({ entries: 21, unsealed: 0, problems: [] });
    });

    it('finds what was changed before it was sealed anew', async () => {
      await test.owner(`update history set actor = gen_random_uuid() where id = (select min(id) from history)`);
      await sealAll();
      expect((await verify()).problems.map(({ problem }) => problem)).toContain('entry-changed');
    });

    it('finds another customer once it is sealed anew', async () => {
      await sealAll();
      await test.owner(`update history set customer = 7 where id = (select min(id) from history)`);
      expect((await verify()).problems).toEqual([{ problem: 'batch-changed', batch: 6 }]);
    });

    it('knows no way back to the first rule', async () => {
      await sealAll();
      const kept = await verify();
      // The forger seals the forged end by the rule that does not see the customer.
      await test.owner(`update history set customer = 7 where id = (select max(id) from history)`);
      await test.owner('delete from history_seal where rule = 2 and batch = (select max(batch) from history_seal)');
      await sealByFirstRule();
      expect((await verify()).problems.map(({ problem }) => problem)).toContain('batch-changed');
      // Or takes all of the newer seals away: then nothing is sealed by the newest rule, and a kept head is missing.
      await test.owner('delete from history_seal where batch > 5');
      expect(await verify()).toMatchObject({ unsealed: 20, problems: [] });
      expect((await verify(kept.head ?? undefined)).problems).toEqual([
        { problem: 'tail-cut', batch: kept.head?.batch },
      ]);
    });
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
