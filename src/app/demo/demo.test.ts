import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildKit } from '#/app/kit.ts';
import { reactions } from '#/app/processes.server.ts';
import { sealOnce } from '#/capabilities/history/server/seal.ts';
import { verifyHistory } from '#/capabilities/history/server/verify.ts';
import { loadActor } from '#/processes/foundation/server/access/actor.ts';
import { wrongDues } from '#/processes/operation/incident/server/test/wrong-dues.ts';
import { wrongTold } from '#/processes/operation/incident/server/test/wrong-told.ts';
import { react } from '#/record/server/after/react.ts';
import type { Happening } from '#/record/server/after/relay.ts';
import { perform } from '#/record/server/commit/perform.ts';
import { systemActor } from '#/record/server/context.ts';
import type { Context } from '#/record/server/context.ts';
import { countRecords } from '#/record/server/read/list.ts';
import { testDatabase } from '#/record/test/database.ts';
import type { TestDatabase } from '#/record/test/database.ts';
import { troubles } from './cases/all.ts';
import { loadDemo } from './load.ts';
import type { Loaded } from './load.ts';
import { removeDemo } from './remove.ts';

// A Thursday, 11:20 in Bratislava.
const now = Date.UTC(2026, 4, 21, 9, 20);
const kit = buildKit();

const contextOf = ({ database }: TestDatabase): Context => ({
  db: database,
  kit,
  actor: systemActor('test'),
  face: 'workspace',
  now,
  request: { id: `test-${Math.floor(performance.now())}`, origin: 'command' },
});

describe('the troubles that are told of', () => {
  test('are at least a hundred different ones, half of them Slovak, each whole', () => {
    expect(troubles.length).toBeGreaterThanOrEqual(120);
    expect(new Set(troubles.map(({ title }) => title)).size).toBe(troubles.length);
    expect(new Set(troubles.flatMap(({ body, solution }) => [body, solution])).size).toBe(troubles.length * 2);
    const slovak = troubles.filter(({ language }) => language === 'sk');
    expect(slovak.length / troubles.length).toBeGreaterThan(0.4);
    expect(troubles.filter(({ title }) => title.length > 120)).toEqual([]);
  });
});

describe('demonstration data', () => {
  let db: TestDatabase;
  let loaded: Loaded;
  const count = async (sql: string, values: unknown[] = []): Promise<number> => {
    const [row] = await db.owner<{ count: number }>(`select count(*)::int as count from ${sql}`, values);
    return row?.count ?? -1;
  };

  beforeAll(async () => {
    db = await testDatabase();
    loaded = await loadDemo(contextOf(db));
  });
  afterAll(() => db.drop());

  test('is an organisation with its people and a year of work up to now', async () => {
    expect(loaded).toMatchObject({ people: 74, incidents: 1500 });
    expect(await count("person where state = 'active'")).toBe(74);
    expect(await count('configuration_item')).toBe(82);
    expect(await count('service')).toBe(12);
    expect(await count('incident')).toBe(1500);
    expect(await count('account')).toBe(0);
    expect(await count('incident where opened_at > $1', [new Date(now).toISOString()])).toBe(0);
    expect(await count('history where at > $1 and kind = $2', [new Date(now).toISOString(), 'incident'])).toBe(0);
    const [span] = await db.owner<{ days: number }>(
      'select extract(day from max(opened_at) - min(opened_at))::int as days from incident',
    );
    expect(span?.days).toBeGreaterThanOrEqual(360);
    expect(await count(`incident where title || description || coalesce(solution, '') like '%{item}%'`)).toBe(0);
    expect(await count(`note where body like '%{item}%'`)).toBe(0);
  });

  test('says of every case when it is due next, as its clocks do', async () => {
    expect(await wrongDues(db)).toEqual([]);
    expect(await count('incident where due_at < $1', [new Date(now).toISOString()])).toBeGreaterThan(0);
    expect(await count('incident where due_at > $1', [new Date(now).toISOString()])).toBeGreaterThan(0);
    expect(await count("incident where due_at is not null and state in ('resolved', 'closed', 'cancelled')")).toBe(0);
  });

  test('says of every case when something that everybody may know changed last, as its history does', async () => {
    expect(await wrongTold(db)).toEqual([]);
    expect(await count('incident where told_at > created_at')).toBeGreaterThan(1000);
  });

  test('has cases open in every state and waiting for every reason', async () => {
    const states = await db.owner<{ state: string; count: number }>(
      'select state, count(*)::int as count from incident group by 1',
    );
    const byState = Object.fromEntries(states.map((row) => [row.state, row.count]));
    for (const state of ['new', 'assigned', 'in-progress', 'pending', 'resolved', 'closed', 'cancelled']) {
      expect(byState[state], state).toBeGreaterThan(4);
    }
    const ended = (byState['closed'] ?? 0) + (byState['cancelled'] ?? 0);
    expect(loaded.open).toBe(1500 - ended);
    const reasons = await db.owner<{ code: string; now: number; ever: number }>(
      `select code, (select count(*)::int from incident i where i.pending_reason = r.id and i.state = 'pending') as now,
        (select count(distinct item)::int from history h
          where h.payload #>> '{changes,pendingReason,1}' = r.id::text) as ever from pending_reason r`,
    );
    expect(reasons.map(({ code }) => code).toSorted()).toEqual(['change', 'problem', 'supplier', 'until-date', 'user']);
    for (const { code, now: open, ever } of reasons) {
      expect(open, code).toBeGreaterThan(2);
      expect(ever, code).toBeGreaterThan(open);
    }
  });

  test('has breaches, ping-pong, reopenings, duplicates, VIPs, special handling and tags', async () => {
    for (const kind of ['response', 'update', 'resolution']) {
      expect(await count('clock where kind = $1 and breached_at is not null', [kind]), kind).toBeGreaterThan(20);
      expect(await count('clock where kind = $1 and met', [kind]), kind).toBeGreaterThan(100);
    }
    expect(await count('incident where ping_pong')).toBeGreaterThan(10);
    expect(await count('incident where reopened_count > 0')).toBeGreaterThan(20);
    expect(
      await count(`incident i join link l on l.source = i.id and l.target = i.duplicate_of
      where l.kind = 'duplicates' and i.state = 'cancelled'`),
    ).toBeGreaterThan(20);
    expect(await count('incident i join person p on p.id = i.affected_user where p.vip')).toBeGreaterThan(10);
    expect(await count('person where special_handling is not null')).toBeGreaterThan(3);
    expect(await count('incident where cardinality(tags) > 0')).toBeGreaterThan(500);
  });

  test('goes on by itself: clocks run, reminders and closings are due after now', async () => {
    const at = new Date(now).toISOString();
    expect(await count("clock where running = 'running' and next_at > $1", [at])).toBeGreaterThan(10);
    expect(await count('timer where fired_at is null and due <= $1', [at])).toBe(0);
    const left = await db.owner<{ number: string }>(
      `select i.number from incident i where not exists (select 1 from timer t where t.item = i.id) and (
        i.state = 'resolved' or exists (select 1 from pending_reason r
          where r.id = i.pending_reason and (r.waits_for_user or r.needs_date)))`,
    );
    expect(left).toEqual([]);
  });

  test('is seen by its agents, and by its users as far as it is theirs', async () => {
    const type = kit.types.get('incident');
    const sees = async (name: string, face: Context['face']) => {
      const [person] = await db.owner<{ id: string }>('select id from person where name = $1', [name]);
      const found = await db.database.transaction({ kind: 'staff' }, (tx) =>
        loadActor(tx, kit, person?.id ?? '', (line) => expect.unreachable(line)),
      );
      if (!found || !type) return -1;
      return countRecords({ ...contextOf(db), actor: found.actor, face }, type, {});
    };
    expect(await sees('Zuzana Hrušková', 'workspace')).toBe(1500);
    expect(await sees('Emre Yıldız', 'workspace')).toBe(1500);
    const own = await count("incident i join person p on p.id = i.affected_user and p.name = 'Chen Wei'");
    expect(own).toBeGreaterThan(2);
    expect(await sees('Chen Wei', 'portal')).toBe(own);
  });

  test('is told to nobody, whatever reacts to its making', async () => {
    expect(await count("outbox where kind = 'incident'")).toBe(0);
    const events = await db.owner<Happening>('select * from outbox order by id');
    expect(events.length).toBeGreaterThan(100);
    const base = contextOf(db);
    for (const event of events) {
      for (const handler of reactions) await react(base, handler, { ...event, id: Number(event.id) });
    }
    expect(await count('notification')).toBe(0);
    expect(await count('mail')).toBe(0);
  });

  test('is loaded once', async () => {
    await expect(loadDemo(contextOf(db))).rejects.toMatchObject({ code: 'conflict' });
    expect(await count('incident')).toBe(1500);
  });
});

describe('taking the demonstration out again', () => {
  test('leaves nothing but tombstones, and the seal holds', async () => {
    const db = await testDatabase();
    const ctx = contextOf(db);
    // What is there already stays exactly as it is.
    await perform(ctx, 'organisation', 'create', null, { name: 'A real customer', kind: 'customer' });
    await loadDemo(ctx);
    while ((await sealOnce(db.database, now)) > 0);
    const before = await db.database.transaction({ kind: 'staff' }, (tx) => verifyHistory(tx));
    expect(before.problems).toEqual([]);
    expect(before.entries).toBeGreaterThan(10_000);

    const { removed, kept } = await removeDemo({ ...ctx, request: { id: 'removal', origin: 'command' } });
    expect(kept).toEqual([]);
    expect(removed.length).toBeGreaterThan(1700);
    const left = await db.owner<{ relation: string }>(
      `select relname as relation from pg_class c where relkind = 'r' and relnamespace = 'public'::regnamespace
        and relname in ('incident', 'person', 'membership', 'configuration_item', 'service', 'location', 'note', 'link',
          'clock', 'timer', 'attachment', 'notification', 'mail', 'item_access')
        and (xpath('/row/c/text()', query_to_xml(format('select count(*) as c from %I', relname), false, true, '')))[1]::text
          <> '0'`,
    );
    expect(left).toEqual([]);
    expect(await db.owner('select name from organisation')).toEqual([{ name: 'A real customer' }]);
    const told = await db.owner<{ kind: string }>(
      "select distinct kind from history where origin = 'demo' and payload is not null",
    );
    expect(told).toEqual([{ kind: 'removal' }]);

    while ((await sealOnce(db.database, now)) > 0);
    const after = await db.database.transaction({ kind: 'staff' }, (tx) => verifyHistory(tx, before.head));
    expect(after.problems).toEqual([]);
    expect(await removeDemo(ctx)).toEqual({ removed: [], kept: [] });
    await expect(loadDemo({ ...ctx, request: { id: 'again', origin: 'command' } })).resolves.toMatchObject({
      incidents: 1500,
    });
    await db.drop();
  });

  test('keeps what a real case depends on, and says so', async () => {
    const db = await testDatabase();
    const ctx = contextOf(db);
    await loadDemo(ctx);
    const [user] = await db.owner<{ id: string; organisation: string }>(
      "select id, organisation from person where name = 'Chen Wei'",
    );
    const real = await perform(ctx, 'incident', 'create', null, {
      title: 'A real case',
      affectedUser: user?.id,
      customer: user?.organisation,
    });
    const { kept } = await removeDemo({ ...ctx, request: { id: 'removal', origin: 'command' } });
    expect(kept).toContain(user?.id);
    expect(kept).toContain(user?.organisation);
    expect(await db.owner('select id from incident')).toEqual([{ id: real.id }]);
    await db.drop();
  });
});
