import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loginRoles } from './pools.ts';
import { testDatabase } from '#/record/test/database.ts';
import type { TestDatabase } from '#/record/test/database.ts';
import { dropPartitions, makePartitions } from './partitions.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
}, 60_000);
afterAll(() => test.drop());

const day = 86_400_000;
const now = Date.now();
const iso = (time: number) => new Date(time).toISOString();
const tables = ['history', 'notification', 'outbox'] as const;
const parts = async (table: string) =>
  (await test.owner<{ part: string }>('select part::text from mainstay_partitions($1) order by starts', [table])).map(
    ({ part }) => part,
  );
/** The part that takes a row of an instant; undefined where that is the one for what belongs to no other. */
const partOf = async (table: string, time: number) =>
  (
    await test.owner<{ part: string }>(
      'select part::text from mainstay_partitions($1) where starts <= $2 and ends > $2',
      [table, iso(time)],
    )
  )[0]?.part;
const addOutbox = async (time: number) => {
  const [row] = await test.owner<{ id: string; part: string }>(
    `insert into outbox (at, recorded_at, item, kind, action, payload)
      values ($1, $1, gen_random_uuid(), 'incident', 'edit', '{}') returning id, tableoid::regclass::text as part`,
    [iso(time)],
  );
  return row as { id: string; part: string };
};
const relayed = async () => {
  const [{ position } = { position: 'relay_position' }] = await test.owner<{ position: string }>(
    `select coalesce(to_regclass('follower'), 'relay_position'::regclass)::text as position`,
  );
  await test.owner(`update ${position} set (xid, id) = (select max(xid), max(id) from outbox)`);
};

describe('parts by time', () => {
  it('stand ready from the first day on, days to a year ahead', async () => {
    for (const table of tables) expect(await partOf(table, now), table).toBeDefined();
    expect(await partOf('outbox', now + 3 * day)).toBeDefined();
    expect(await partOf('notification', now + 45 * day)).toBeDefined();
    expect(await partOf('history', now + 366 * day)).toBeDefined();
  });

  it('are made ahead as time goes on, once', async () => {
    const later = now + 800 * day;
    for (const table of tables) expect(await partOf(table, later), table).toBeUndefined();
    const made = await makePartitions(test.database, later);
    expect(made).toBeGreaterThanOrEqual(3);
    for (const table of tables) expect(await partOf(table, later), table).toBeDefined();
    expect(await partOf('outbox', later + 3 * day)).toBeDefined();
    expect(await makePartitions(test.database, later)).toBe(0);
  });

  it('refuse no row for which none was made; it moves into its own as soon as somebody makes one', async () => {
    const later = now + 1200 * day;
    const { id, part } = await addOutbox(later);
    expect(part).toBe('outbox_other');
    await makePartitions(test.database, later + day);
    const [row] = await test.owner<{ part: string }>(
      'select tableoid::regclass::text as part from outbox where id = $1',
      [id],
    );
    expect(row?.part).toBe(`outbox_${iso(later).slice(0, 10).replaceAll('-', '_')}`);
    expect(await test.owner('select 1 from outbox_other')).toEqual([]);
    await test.owner('delete from outbox');
  });

  it('can be reached by no login role under their own names', async () => {
    for (const table of tables) {
      for (const part of await parts(table)) {
        const rights = await test.owner<{ role: string }>(
          `select role from unnest($1::text[]) role where has_table_privilege(role, $2, 'select, insert, update, delete')`,
          [Object.values(loginRoles), part],
        );
        expect(rights, part).toEqual([]);
      }
    }
    for (const relation of ['history', 'outbox']) {
      const open = await test.owner<{ name: string }>(
        `select relname as name from mainstay_partitions($1) p join pg_class c on c.oid = p.part where not relrowsecurity`,
        [relation],
      );
      expect(open).toEqual([]);
    }
  });

  it('are found by an item and by a transaction through an index of each', async () => {
    const indexes = await test.owner<{ part: string; columns: string }>(
      `select p.part::text, pg_get_indexdef(indexrelid) as columns from mainstay_partitions('history') p
        join pg_index i on i.indrelid = p.part`,
    );
    for (const part of await parts('history')) {
      const own = indexes.filter((index) => index.part === part).map(({ columns }) => columns);
      for (const wanted of ['(item, at, id)', '(xid, id)', '(id)', '(at DESC, id DESC)'])
        expect([part, own.some((index) => index.includes(wanted))]).toEqual([part, true]);
    }
  });
});

describe('dropping what is over', () => {
  it('takes a day of the outbox away once it is old and everything of it was relayed, and not before', async () => {
    const old = now + 2000 * day;
    await makePartitions(test.database, old);
    const { part } = await addOutbox(old);
    await addOutbox(old + 3 * day);
    expect(await dropPartitions(test.database, 'outbox', iso(old + 2 * day))).toBeGreaterThan(0);
    expect(await parts('outbox')).toContain(part);
    await relayed();
    expect(await dropPartitions(test.database, 'outbox', iso(old))).toBe(0);
    expect(await dropPartitions(test.database, 'outbox', iso(old + 2 * day))).toBe(1);
    expect(await parts('outbox')).not.toContain(part);
    expect(await test.owner('select 1 from outbox')).toHaveLength(1);
  });

  it('never drops history, whoever asks', async () => {
    const wrong = 'history' as 'outbox';
    await expect(dropPartitions(test.database, wrong, iso(now + 9000 * day))).rejects.toThrow(/case not found/);
    const drop = { sql: "select mainstay_drop_partitions('outbox', now())", parameters: [] };
    await expect(test.database.read({ kind: 'staff' }, drop)).rejects.toThrow(/permission denied/);
  });

  it('comes again where somebody is in the way, instead of holding everybody up', async () => {
    const later = now + 3000 * day;
    await addOutbox(later);
    const held = test.database.transaction({ kind: 'staff' }, async (tx) => {
      await tx.query({ sql: 'select count(*) from outbox', parameters: [] });
      expect(await makePartitions(test.database, later)).toBe(0);
    });
    await held;
    expect(await makePartitions(test.database, later)).toBeGreaterThan(0);
  });
});
