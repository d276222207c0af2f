import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDesk } from '#/app/test/desk.ts';
import type { Desk } from '#/app/test/desk.ts';
import { startWorker } from '#/app/worker.ts';
import { readConfig } from '#/platform/config/config.ts';
import { newId } from '#/platform/ids.ts';
import { startPostgres } from '#/platform/postgres/start.ts';
import type { Postgres } from '#/platform/postgres/start.ts';
import { testSecret } from '#/record/test/database.ts';

const long = process.env['MAINSTAY_LONG'] === '1';
/** Running clocks, and how many of them fall due in the one minute. */
const clocks = 100_000;
const due = 5000;
const minute = 60_000;

describe.runIf(long)('the timers of clocks', () => {
  let folder: string;
  let postgres: Postgres;
  let desk: Desk;
  const server = process.env['MAINSTAY_TEST_DATABASE'];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mainstay-clocks-'));
    chmodSync(folder, 0o711);
    // A durable server of its own, which writes down when each transaction was committed: the judge of lateness.
    const settings = { track_commit_timestamp: 'on' };
    postgres = await startPostgres({ dataFolder: folder, log: () => undefined, settings });
    process.env['MAINSTAY_TEST_DATABASE'] = postgres.url;
    desk = await openDesk();
  }, 120_000);
  afterAll(async () => {
    await desk?.drop();
    await postgres?.stop();
    process.env['MAINSTAY_TEST_DATABASE'] = server;
    rmSync(folder, { recursive: true, force: true });
  }, 120_000);

  test(
    `are at most 1 s late where ${due} of ${clocks} running clocks fall due in one minute`,
    async () => {
      const config = readConfig({ MAINSTAY_DATA: folder });
      const worker = await startWorker({ config, databaseUrl: desk.url, secret: testSecret, log: () => {} });
      try {
        const first = await furnish(desk);
        // A look a second, from the first deadline on, until none is left over.
        const left = async () =>
          (
            await desk.owner<{ n: number }>('select count(*)::int as n from clock where next_at < $1', [
              new Date(first + minute + 1000).toISOString(),
            ])
          )[0]?.n ?? 0;
        while ((await left()) > 0 && Date.now() < first + 10 * minute) await pause(1000);
      } finally {
        await worker.close();
      }
      const rows = await desk.owner<{ late: number }>(`
        select extract(epoch from pg_xact_commit_timestamp(h.xmin)) * 1000 - (h.payload->>'due')::numeric as late
        from history h where h.action = 'clock-breached' order by late`);
      const late = rows.map((row) => Math.round(Number(row.late)));
      const at = (part: number) => late[Math.min(late.length - 1, Math.floor(late.length * part))] ?? 0;
      process.stdout.write(
        `${JSON.stringify({ clocks, due, found: late.length, lateMs: { p50: at(0.5), p99: at(0.99), most: at(1) } })}\n`,
      );
      const breached = await desk.owner('select 1 from clock where breached_at is not null');
      expect([late.length, breached.length]).toEqual([due, due]);
      expect(at(0)).toBeGreaterThanOrEqual(0);
      expect(at(1)).toBeLessThanOrEqual(1000);
    },
    30 * minute,
  );
});

/**
 * One incident of the highest priority (its hours never end, so that a clock can be moved in time), and copies of it:
 * each clock is warned of already, so that its next timer is its deadline. Answers with the first one's instant.
 */
async function furnish(desk: Desk): Promise<number> {
  const start = Date.now();
  const { id } = await desk.does(
    'agent',
    'create',
    null,
    { title: 'Everything is down', affectedUser: desk.ids.user, impact: 1, urgency: 1 },
    start,
  );
  const own = await desk.owner<Clock>(
    "select kind, policy, calendar, target_amount as amount, target_unit as unit, fold, events from clock where item = $1 and running = 'running' and due_at is not null",
    [id],
  );
  expect(own.length).toBeGreaterThan(0);
  await desk.owner('delete from clock where item = $1', [id]);
  const copies = Array.from({ length: Math.ceil(clocks / own.length) }, (_, index) => ({ id: newId(), index }));
  for (const table of ['item', 'incident']) {
    const columns = (
      await desk.owner<{ name: string }>(
        `select quote_ident(column_name) as name from information_schema.columns
          where table_schema = 'public' and table_name = $1 and is_generated = 'NEVER'`,
        [table],
      )
    ).map(({ name }) => name);
    const values = columns.map((name) => (name === 'id' ? 'c.id' : name === 'number' ? "'X' || c.index" : `t.${name}`));
    await desk.owner(
      `insert into ${table} (${columns.join(', ')}) select ${values.join(', ')} from ${table} t,
        jsonb_to_recordset($2::jsonb) as c (id uuid, index int) where t.id = $1`,
      [id, JSON.stringify(copies)],
    );
  }
  const all = copies.flatMap((copy) => own.map((clock) => ({ item: copy.id, clock }))).slice(0, clocks);
  const every = clocks / due;
  const inMinute = all.filter((_, index) => index % every === 0);
  const later = all.filter((_, index) => index % every !== 0);
  // Over the days after; they wait, and the search for what is due has to pass them by.
  const after = Date.now() + 60 * minute;
  await insertClocks(desk, later, (index) => after + index * 1000);
  await desk.owner('vacuum analyze');
  const first = Date.now() + 15_000;
  await insertClocks(desk, inMinute, (index) => first + (index / due) * minute);
  return first;
}

/** Writes clocks that fall due at an instant each, epoch milliseconds. */
async function insertClocks(
  desk: Desk,
  wanted: readonly { item: string; clock: Clock }[],
  dueOf: (index: number) => number,
): Promise<void> {
  for (let from = 0; from < wanted.length; from += 5000) {
    const rows = wanted.slice(from, from + 5000).map(({ item, clock }, index) => {
      const at = Math.round(dueOf(from + index));
      const shift = at - Number(clock.fold['due']);
      return {
        ...clock,
        item,
        fold: moved(clock.fold, shift),
        events: moved(clock.events, shift),
        due: new Date(at).toISOString(),
        next: new Date(at + 1).toISOString(),
      };
    });
    await desk.owner(
      `insert into clock (item, kind, customer, policy, calendar, target_amount, target_unit, running, due_at, fold,
          events, fired, next_at)
        select c.item, c.kind, i.customer, c.policy, c.calendar, c.amount, c.unit, 'running', c.due, c.fold, c.events,
          90, c.next
        from jsonb_to_recordset($1::jsonb) as c (item uuid, kind text, policy uuid, calendar uuid, amount int, unit text,
          fold jsonb, events jsonb, due timestamptz, next timestamptz) join item i on i.id = c.item`,
      [JSON.stringify(rows)],
    );
  }
}

interface Clock {
  kind: string;
  policy: string;
  calendar: string;
  amount: number;
  unit: string;
  fold: Record<string, unknown>;
  events: unknown;
}

/** Every instant in a document, by so many milliseconds. */
function moved<T>(value: T, shift: number): T {
  if (typeof value === 'number' && value > 1e12) return (value + shift) as T;
  if (Array.isArray(value)) return value.map((entry: unknown) => moved(entry, shift)) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, moved(entry, shift)])) as T;
}
