import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDesk, tuesday } from '#/app/test/desk.ts';
import type { Desk } from '#/app/test/desk.ts';
import { saveDraft } from '#/capabilities/drafts/server/save.ts';
import { sealOnce } from '#/capabilities/history/server/seal.ts';
import { verifyHistory } from '#/capabilities/history/server/verify.ts';
import { removeRecords } from './remove-records.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
}, 60_000);
afterAll(() => desk.drop());

const log = async (more: Record<string, unknown> = {}) =>
  (await desk.does('agent', 'create', null, { title: 'Printer is jammed', affectedUser: desk.ids.user, ...more })).id;
const counted = async (what: string) => {
  const [row] = await desk.owner<{ n: number }>(`select count(*)::int as n from ${what}`);
  return row?.n;
};
const verified = async () => {
  await sealOnce(desk.database, tuesday, 100_000);
  return (await desk.database.relay((tx) => verifyHistory(tx))).problems;
};

describe('removing records', () => {
  it('takes everything of them away, leaves digests, and says who did it and why', async () => {
    const [gone, stays] = [await log(), await log()];
    await desk.does('agent', 'note', gone, { body: 'Looked at it' });
    await desk.does('agent', 'watch', gone);
    for (const id of [gone, stays])
      await saveDraft(await desk.as('agent'), `incident:${id}:reply`, { body: 'Dear Uma' }, null);
    expect(await verified()).toEqual([]);
    const clocks = (await counted('clock')) ?? 0;
    const removal = await removeRecords(desk.system(), [gone], 'a trial');
    expect(removal).toEqual({ removed: [gone], kept: [] });
    expect(await counted('clock')).toBe(clocks / 2);
    for (const table of ['note', 'clock', 'timer', 'item_access'])
      expect([table, await counted(`${table} where item = '${gone}'`)]).toEqual([table, 0]);
    expect(await counted(`item where id = '${gone}'`)).toBe(0);
    expect(await counted(`incident where id = '${stays}'`)).toBe(1);
    expect(await desk.owner('select context from draft')).toEqual([{ context: `incident:${stays}:reply` }]);
    expect(await counted(`history where item = '${gone}' and (payload is not null or salt is not null)`)).toBe(0);
    expect(await counted(`history where item = '${gone}' and digest is not null`)).toBeGreaterThan(0);
    const [entry] = await desk.owner<{ payload: object }>("select payload from history where kind = 'removal'");
    expect(entry?.payload).toEqual({ why: 'a trial', items: [gone] });
    expect(await verified()).toEqual([]);
  });

  it('keeps what something else points at, and takes the rest', async () => {
    const [original, other] = [await log(), await log()];
    const copy = await log();
    await desk.does('agent', 'cancel', copy, { reason: 'The same again', duplicateOf: original });
    expect(await removeRecords(desk.system(), [original, other], 'a trial')).toEqual({
      removed: [other],
      kept: [original],
    });
    expect(await counted(`history where item = '${original}' and payload is not null`)).toBeGreaterThan(0);
    expect(await verified()).toEqual([]);
  });

  it('waits for whoever works on a record, and holds up nothing that they are about to write', async () => {
    const id = await log();
    const client = new pg.Client({ connectionString: desk.url });
    await client.connect();
    try {
      await client.query('begin');
      await client.query('select 1 from incident where id = $1 for no key update', [id]);
      const removing = removeRecords(desk.system(), [id], 'a trial');
      removing.catch(() => {});
      await expect
        .poll(
          () =>
            desk.owner(
              `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
            ),
          { timeout: 10_000 },
        )
        .toHaveLength(1);
      for (const [table, column] of [
        ['item', 'id'],
        ['clock', 'item'],
      ]) {
        const locked = await client.query(`select 1 from ${table} where ${column} = $1 for update nowait`, [id]);
        expect(locked.rows.length, table).toBeGreaterThan(0);
      }
      await client.query('commit');
      expect(await removing).toEqual({ removed: [id], kept: [] });
    } finally {
      await client.end();
    }
    for (const table of ['incident where id', 'document where item', 'item where id', 'clock where item'])
      expect([table, await counted(`${table} = '${id}'`)]).toEqual([table, 0]);
  });

  it('is the relay’s alone, and never erases the history of what is still there', async () => {
    const id = await log();
    const erase = { sql: 'select mainstay_erase($1::uuid[])', parameters: [[id]] };
    await expect(desk.database.read({ kind: 'staff' }, erase)).rejects.toMatchObject({ code: '42501' });
    await expect(desk.database.relay((tx) => tx.query(erase))).rejects.toMatchObject({ code: '42501' });
    expect(await verified()).toEqual([]);
  });
});
