import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Refusal } from '#/base/refusal.ts';
import { sealOnce } from '#/capabilities/history/server/seal.ts';
import { verifyHistory } from '#/capabilities/history/server/verify.ts';
import { importOnce } from '#/capabilities/imports/server/import-once.ts';
import { findRun } from '#/capabilities/imports/server/run-row.ts';
import { readResultPage } from '#/capabilities/import-reports/server/report.ts';
import { runImport } from '#/capabilities/imports/server/run.ts';
import { beginUndo } from '#/capabilities/imports/server/begin-undo.ts';
import { undoRun } from '#/capabilities/imports/server/undo.ts';
import type { Database } from '#/platform/database/pools.ts';
import { generateIncidentLog } from '#/platform/tabular/test/incident-log.ts';
import { incidentImport } from '#/processes/operation/incident/server/import.ts';
import type { Importing } from './test/importing.ts';
import { openImporting, wednesday } from './test/importing.ts';

let at: Importing;
beforeAll(async () => {
  at = await openImporting();
}, 60_000);
afterAll(() => at.stop());

const counted = async (what: string) => {
  const [row] = await at.desk.owner<{ n: number }>(`select count(*)::int as n from ${what}`);
  return row?.n ?? -1;
};
const verified = async () => {
  await sealOnce(at.desk.database, wednesday, 100_000);
  return (await at.desk.database.relay((tx) => verifyHistory(tx))).problems;
};
const log = (cases: number, seed = 3) => [...generateIncidentLog({ seed, cases })].join('');

/** Everything that the desk holds, by table: what has to be the same after an undo. */
const tables = [
  'incident', 'item', 'clock', 'timer', 'support_group', 'service', 'location', 'organisation', 'person',
  'note', 'outbox', 'notification', 'import_record', 'import_made', 'import_event', 'link', 'task',
] as const; // prettier-ignore
const everything = async () =>
  Object.fromEntries(await Promise.all(tables.map(async (table) => [table, await counted(table)] as const)));

describe('taking an import back', () => {
  it('leaves nothing but erased entries, and the chain verifies', async () => {
    const before = await everything();
    const history = await counted('history');
    const run = await at.bringIn(await at.file('log.xes', log(120)));
    expect(await everything()).not.toEqual(before);
    expect(await verified()).toEqual([]);
    const undone = await at.takeBack(run.id);
    const made = Object.values(run.counts.made).reduce((sum, count) => sum + count, 0);
    expect(undone).toMatchObject({ status: 'undone', counts: { undo: { removed: 120 + made, restored: 0, kept: 0 } } });
    expect(await everything()).toEqual(before);
    // Its report stays: what became of each case then, of which there is nothing to open any more.
    const report = await readResultPage(at.desk.system(), run.id, { outcome: null, after: -1, limit: 500 });
    expect(report.map(({ outcome, item }) => [outcome, item])).toEqual(report.map(() => ['created', null]));
    expect(report).toHaveLength(120);
    const erased = await counted('history where payload is null and salt is null');
    expect(erased).toBe(run.counts.events + made);
    // What is new and readable says that records were removed, and why.
    expect(await counted("history where kind = 'removal' and payload ->> 'why' like 'import %'")).toBeGreaterThan(0);
    expect(await counted('history where payload is not null')).toBe(
      history + (await counted("history where kind = 'removal'")),
    );
    expect(await verified()).toEqual([]);
  });

  it('says what was done in all, where a command and a worker did it together', async () => {
    const run = await at.bringIn(await at.file('together.xes', log(40, 3)));
    const made = Object.values(run.counts.made).reduce((sum, count) => sum + count, 0);
    const ctx = at.desk.system(wednesday);
    const begun = await beginUndo(ctx, run.id, false);
    const undone = await Promise.all([1, 2].map(() => undoRun(ctx, incidentImport, begun)));
    const counts = { undo: { removed: 40 + made, restored: 0, kept: 0 } };
    expect(undone).toMatchObject([
      { status: 'undone', counts },
      { status: 'undone', counts },
    ]);
    expect(await counted('incident')).toBe(0);
  });

  it('is not begun once more by who asked while another one did it', async () => {
    const run = await at.bringIn(await at.file('meanwhile.xes', log(10, 4)));
    const ctx = at.desk.system(wednesday);
    const { db } = ctx;
    let taken = false;
    const read: Database['read'] = async (...asked) => {
      const rows = await db.read(...asked);
      if (!taken) {
        taken = true;
        await at.takeBack(run.id);
      }
      return rows;
    };
    await expect(beginUndo({ ...ctx, db: { ...db, read } }, run.id, false)).rejects.toMatchObject({
      code: 'step-refused',
      text: { key: 'import.cannot-undo', params: { status: 'undone' } },
    });
    expect(await findRun(ctx, run.id)).toMatchObject({ status: 'undone' });
  });

  it('shows an erasure that no removal stands for as tampering', async () => {
    const [entry] = await at.desk.owner<{ id: number; payload: object; salt: Buffer }>(
      "select id, payload, salt from history where kind = 'group' and payload is not null order by id limit 1",
    );
    await at.desk.owner('update history set payload = null, salt = null where id = $1', [entry?.id]);
    expect(await verified()).toEqual([{ problem: 'entry-erased', batch: 1, entry: entry?.id }]);
    const whole = [entry?.id, entry?.payload, entry?.salt];
    await at.desk.owner('update history set payload = $2, salt = $3 where id = $1', whole);
    expect(await verified()).toEqual([]);
  });
});

describe('what somebody worked on since', () => {
  it('is not lost by mistake: the refusal says which records it is about', async () => {
    const run = await at.bringIn(await at.file('worked.xes', log(20, 5)));
    const [open] = await at.desk.owner<{ id: string; number: string }>(
      "select id, number from incident where state = 'in-progress' limit 1",
    );
    await at.desk.owner('update incident set support_group = $2 where id = $1', [open?.id, at.desk.ids.desk]);
    await at.desk.does('lead', 'edit', open?.id ?? '', { title: 'We know this one' });
    const refused = await beginUndo(at.desk.system(), run.id, false).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Refusal);
    const number = open?.number ?? '';
    expect(refused).toMatchObject({
      code: 'conflict',
      text: { key: 'import.undo-touched', params: { count: 1, numbers: number, more: 0 } },
      extra: { touched: { count: 1, numbers: [number] } },
    });
    expect(await counted('incident')).toBe(20);
    expect(await at.takeBack(run.id, true)).toMatchObject({ status: 'undone' });
    expect(await counted('incident')).toBe(0);
  });

  it('keeps a service that the desk uses by now', async () => {
    const run = await at.bringIn(await at.file('used.xes', log(15, 6)));
    const [service] = await at.desk.owner<{ id: string }>('select service as id from incident limit 1');
    const own = await at.desk.does('agent', 'create', null, {
      title: 'Our own case',
      affectedUser: at.desk.ids.user,
      service: service?.id,
    });
    expect(await at.takeBack(run.id)).toMatchObject({ counts: { undo: { kept: 1 } } });
    expect(await counted(`service where id = '${service?.id}'`)).toBe(1);
    expect(await counted(`incident where id = '${own.id}'`)).toBe(1);
  });
});

describe('a run that changed what an earlier one had brought in', () => {
  const csv = (title: string, state: string, closed: string) =>
    `Number,Title,Status,Opened,Closed,Impact\nX-1,${title},${state},2026-02-02T08:00:00Z,${closed},High\n` +
    'X-2,The other,Closed,2026-02-02T08:00:00Z,2026-02-03T08:00:00Z,Low\n';

  it('updates by a compensating entry, and its undo goes back to what was', async () => {
    const first = await at.bringIn(await at.file('first.csv', csv('Slow mail', 'Open', '')));
    expect(first.counts).toMatchObject({ created: 2 });
    const one = async () => {
      const [row] = await at.desk.owner(
        "select id, title, state, closed_at, version from incident where number = 'X-1'",
      );
      return row;
    };
    const before = await one();
    expect(before).toMatchObject({ title: 'Slow mail', state: 'new' });
    const second = await at.bringIn(await at.file('second.csv', csv('Mail is slow', 'Closed', '2026-02-04T08:00:00Z')));
    expect(second.counts).toMatchObject({ created: 0, updated: 1, unchanged: 1 });
    expect(await one()).toMatchObject({ title: 'Mail is slow', state: 'closed' });
    const told = await at.desk.owner<{ action: string; payload: { changes?: Record<string, unknown> } }>(
      'select action, payload from history where item = $1 order by id',
      [before?.['id']],
    );
    expect(told[0]?.payload.changes).toMatchObject({ title: [null, 'Slow mail'] });
    expect(told.at(-1)).toMatchObject({
      action: 'import',
      payload: { changes: { title: ['Slow mail', 'Mail is slow'] } },
    });
    expect(await at.takeBack(second.id)).toMatchObject({ counts: { undo: { removed: 0, restored: 1, kept: 0 } } });
    expect(await one()).toMatchObject({ title: 'Slow mail', state: 'new', closed_at: null });
    expect(await counted(`clock where item = '${String(before?.['id'])}' and running = 'running'`)).toBeGreaterThan(0);
    expect(await counted(`history where item = '${String(before?.['id'])}' and action = 'undo'`)).toBe(1);
    // The file that is there again is the first one.
    const again = await at.bringIn(await at.file('first.csv', csv('Slow mail', 'Open', '')));
    expect(again.counts).toMatchObject({ created: 0, updated: 0, unchanged: 2 });
    await at.takeBack(first.id, true);
  });

  /** Brings a file in; between deciding about the record and reading what it is, when nobody is kept waiting yet, something happens. */
  async function racing(content: string, meanwhile: () => Promise<unknown>) {
    const file = await at.file('racing.csv', content);
    const id = await at.queue(file);
    const { database } = at.desk;
    const db: Database = {
      ...database,
      transaction: (wall, within, signal) =>
        database.transaction(
          wall,
          (tx) =>
            within({
              ...tx,
              async query(statement) {
                if (/from "incident" where id = any/.test(statement.sql)) await meanwhile();
                return tx.query(statement);
              },
            }),
          signal,
        ),
    };
    const ctx = { ...at.desk.system(wednesday), db };
    return runImport(ctx, incidentImport, id, { worker: randomUUID(), path: file });
  }
  const closed = csv('Mail is slow', 'Closed', '2026-02-04T08:00:00Z');

  it('refuses to overwrite what the desk changes at that very moment', async () => {
    const first = await at.bringIn(await at.file('first.csv', csv('Slow mail', 'Open', '')));
    const [row] = await at.desk.owner<{ id: string }>("select id from incident where number = 'X-1'");
    const run = await racing(closed, () => at.desk.does('lead', 'edit', row?.id ?? '', { title: 'Changed by hand' }));
    expect(run?.counts).toMatchObject({ updated: 0, unchanged: 1, refused: 1 });
    expect(await at.desk.owner("select title from incident where number = 'X-1'")).toEqual([
      { title: 'Changed by hand' },
    ]);
    await at.takeBack(first.id, true);
  });

  it('writes nothing about what is taken back at that very moment', async () => {
    const first = await at.bringIn(await at.file('first.csv', csv('Slow mail', 'Open', '')));
    const run = await racing(closed, () => at.takeBack(first.id, true));
    expect(run?.counts).toMatchObject({ updated: 0, refused: 1 });
    expect(await counted("item i where kind = 'incident' and not exists (select from incident where id = i.id)")).toBe(
      0,
    );
  });

  it('is taken back in the order in which everybody locks records, so that nobody waits in a circle', async () => {
    const first = await at.bringIn(await at.file('first.csv', csv('Slow mail', 'Open', '')));
    const both = csv('Mail is slow', 'Closed', '2026-02-04T08:00:00Z').replace('The other', 'The others');
    const second = await at.bringIn(await at.file('second.csv', both));
    expect(second.counts).toMatchObject({ updated: 2 });
    const ids = (
      await at.desk.owner<{ id: string }>("select id from incident where number like 'X-%' order by id")
    ).map(({ id }) => id);
    // The first one lies behind the other by now.
    await at.desk.owner('update incident set title = title where id = $1', [ids[0]]);
    const client = new pg.Client({ connectionString: at.desk.url });
    await client.connect();
    try {
      const lock = 'select 1 from incident where id = $1 for update nowait';
      await client.query('begin');
      await client.query(lock, [ids[0]]);
      const undone = at.takeBack(second.id);
      undone.catch(() => {});
      await expect
        .poll(
          () =>
            at.desk.owner(
              `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
            ),
          { timeout: 10_000 },
        )
        .toHaveLength(1);
      await client.query(lock, [ids[1]]);
      await client.query('commit');
      expect(await undone).toMatchObject({ counts: { undo: { restored: 2, kept: 0 } } });
    } finally {
      await client.end();
    }
    await at.takeBack(first.id, true);
  });

  it('refuses to overwrite what the desk has changed since', async () => {
    const first = await at.bringIn(await at.file('first.csv', csv('Slow mail', 'Open', '')));
    const [row] = await at.desk.owner<{ id: string }>("select id from incident where number = 'X-1'");
    await at.desk.does('lead', 'edit', row?.id ?? '', { title: 'Ours now' });
    const second = await at.bringIn(await at.file('second.csv', csv('Mail is slow', 'Open', '')));
    expect(second.counts).toMatchObject({ refused: 1, unchanged: 1 });
    const [{ title } = { title: null }] = await at.desk.owner<{ title: string | null }>(
      "select title from incident where number = 'X-1'",
    );
    expect(title).toBe('Ours now');
    await at.takeBack(first.id, true);
  });
});

describe('a worker', () => {
  it('finishes an undo that was begun, and nothing else of a run that is over', async () => {
    const run = await at.bringIn(await at.file('later.xes', log(10, 9)));
    const base = at.desk.system(wednesday);
    expect(await importOnce(base, [incidentImport])).toBeNull();
    await beginUndo(base, run.id, false);
    expect(await importOnce(base, [incidentImport])).toMatchObject({ id: run.id, status: 'undone' });
    expect(await importOnce(base, [incidentImport])).toBeNull();
    expect(await findRun(base, run.id)).toMatchObject({ status: 'undone' });
  });
});
