import pg from 'pg';
import { compiledCalendarOf } from './clocks.ts';
import { openClocks } from './clocks.ts';
import { facts, helpers, inserts } from './statements.ts';
import { layGround } from './people.ts';
import type { Ground } from './people.ts';
import { sentences } from './words.ts';
import { buildKit } from '#/app/kit.ts';
import { openDatabase } from '#/platform/database/pools.ts';
import { systemActor } from '#/record/server/context.ts';
import type { Context } from '#/record/server/context.ts';

/** Of so many tickets one is open; at a million that makes 50,000 open ones with 100,000 running clocks. */
const openOf = 20;
const batch = 10_000;
const people = (size: number) => Math.min(20_000, Math.max(400, size / 25));

export interface GenerateOptions {
  /** Owner's URL of a migrated, empty database. */
  url: string;
  secret: Buffer;
  size: number;
  say: (line: string) => void;
}

/** Fills a database with `size` tickets of two years, their history, messages and clocks; deterministic but for time. */
export async function generate({ url, secret, size, say }: GenerateOptions): Promise<Ground> {
  const database = openDatabase({ url, secret, deadline: 600_000, size: 4, onError: () => {} });
  const now = Date.now();
  const ctx: Context = {
    db: database,
    kit: buildKit(),
    actor: systemActor('bench'),
    face: 'workspace',
    now,
    request: { id: 'bench', origin: 'command' },
  };
  const owners = await Promise.all([connect(url), connect(url)]);
  const [owner, second] = owners as [pg.Client, pg.Client];
  try {
    const ground = await layGround(ctx);
    await owner.query('create schema bench');
    await owner.query(helpers);
    await lay(owner, ground, people(size));
    const indexes = await dropIndexes(owner);
    const open = Math.floor(size / openOf);
    await inBatches([owner, second], size, async (client, from, to) => {
      await tickets(client, ground, { from, to, size, open, now });
      if (to % 100_000 === 0) say(`${to.toLocaleString('en')} tickets`);
    });
    await openClocks(ctx, owner, ground, await compiledCalendarOf(ctx, ground));
    await owner.query(deadlines);
    say('Indexes');
    await Promise.all(
      [owner, second].map((client, n) =>
        makeIndexes(
          client,
          indexes.filter((_, i) => i % 2 === n),
        ),
      ),
    );
    await owner.query(`select setval('incident_number', $1)`, [size + 1]);
    await settle(owner);
    return ground;
  } finally {
    await Promise.all(owners.map((client) => client.end()));
    await database.close();
  }
}

/** What the clocks of open tickets say of their next deadline, as commits keep it. */
const deadlines = `
  update incident i set due_at = c.due from (
    select item, min(due_at) as due from clock where running = 'running' and due_at is not null group by item) c
    where i.id = c.item;
  update item i set due_at = r.due_at from incident r where r.id = i.id and r.due_at is not null`;

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'bench generator' });
  await client.connect();
  await client.query(
    `set search_path = bench, public; set synchronous_commit = off; set maintenance_work_mem = '512MB'`,
  );
  return client;
}

/** What tickets are put together from. */
async function lay(owner: pg.Client, ground: Ground, count: number): Promise<void> {
  const each = Math.floor(count / ground.organisations.length);
  await owner.query(`
    create table bench_customer (n int primary key, id uuid, key int, support_group uuid, people int);
    create table bench_agent (n int primary key, id uuid);
    create table bench_service (n int primary key, id uuid);
    create table bench_category (n int primary key, id uuid);
    create table bench_sentence (kind text, n int, text text, primary key (kind, n));
    create table bench_person (customer_no int, n int, id uuid, primary key (customer_no, n))`);
  const rows = ground.organisations.map(({ id, key }, n) => ({
    n,
    id,
    key,
    support_group: ground.groupOf[n],
    people: each,
  }));
  await put(owner, 'bench_customer', rows);
  for (const [table, ids] of [
    ['bench_agent', ground.agents],
    ['bench_service', ground.services],
    ['bench_category', ground.categories],
  ] as const) {
    await put(
      owner,
      table,
      ids.map((id, n) => ({ n, id })),
    );
  }
  await put(
    owner,
    'bench_sentence',
    sentences(20_000, 5, 7).map((text, n) => ({ kind: 'title', n, text })),
  );
  await put(
    owner,
    'bench_sentence',
    sentences(20_000, 12, 8).map((text, n) => ({ kind: 'body', n, text })),
  );
  await owner.query(
    `insert into bench_person select c.n, p, gen_random_uuid() from bench_customer c, generate_series(0, $1 - 1) p`,
    [each],
  );
  await owner.query(`
    insert into person (id, number, state, name, email, organisation, language, created_at, updated_at)
      select p.id, 'PER9' || lpad((p.customer_no * 100000 + p.n)::text, 8, '0'), 'active', initcap(s.text),
        'user' || p.n || '@customer' || p.customer_no || '.example', c.id, 'en', now(), now()
      from bench_person p join bench_customer c on c.n = p.customer_no
      join bench_sentence s on s.kind = 'title' and s.n = (p.customer_no * 977 + p.n) % 20000;
    insert into item (id, kind, number, title, state, state_group, opened_at, version)
      select id, 'person', number, name, state, 'open', created_at, 1 from person p
      where not exists (select 1 from item i where i.id = p.id);
    analyze`);
}

async function put(owner: pg.Client, table: string, rows: readonly object[]): Promise<void> {
  await owner.query(`insert into ${table} select * from jsonb_populate_recordset(null::${table}, $1::jsonb)`, [
    JSON.stringify(rows),
  ]);
}

interface Span {
  from: number;
  to: number;
  size: number;
  open: number;
  now: number;
}

async function tickets(client: pg.Client, ground: Ground, { from, to, size, open, now }: Span): Promise<void> {
  // The open ones are of the last 40 days, the rest of two years.
  const old = from <= size - open;
  const gap = old ? (690 * 86_400) / (size - open) : (40 * 86_400) / open;
  const end = old ? now - 40 * 86_400_000 : now;
  await client.query('begin');
  await client.query(facts, [from, to, size - open, new Date(end), old ? size - open : size, `${gap} seconds`]);
  const { policies, calendars, reasons } = ground;
  const parameters = [
    [reasons.supplier],
    [],
    [],
    [],
    [policies.urgent, policies.usual, calendars.always, calendars.hours],
  ];
  for (const [index, statement] of inserts.entries()) await client.query(statement, parameters[index] ?? []);
  await client.query('drop table bench_ticket');
  await client.query('commit');
}

/** Batches on both connections, never one across the border between what is over and what is open. */
async function inBatches(
  clients: readonly pg.Client[],
  size: number,
  work: (client: pg.Client, from: number, to: number) => Promise<void>,
): Promise<void> {
  const border = size - Math.floor(size / openOf);
  let next = 1;
  const take = (): [number, number] | null => {
    if (next > size) return null;
    const from = next;
    const to = Math.min(from + batch - 1, from <= border ? border : size);
    next = to + 1;
    return [from, to];
  };
  await Promise.all(
    clients.map(async (client) => {
      for (let part = take(); part !== null; part = take()) await work(client, ...part);
    }),
  );
}

/** Building an index at the end takes a fraction of keeping it up row by row. */
async function dropIndexes(owner: pg.Client): Promise<string[]> {
  const { rows } = await owner.query<{ indexdef: string; indexname: string }>(
    `select indexdef, indexname from pg_indexes i where schemaname = 'public'
      and tablename in ('incident', 'document', 'item', 'history', 'note', 'clock')
      and not exists (select 1 from pg_constraint c where c.conname = i.indexname)`,
  );
  for (const { indexname } of rows) await owner.query(`drop index public.${indexname}`);
  // Of an index in parts the definition says that it is made for the whole alone.
  return rows.map(({ indexdef }) => indexdef.replace(' ON ONLY ', ' ON '));
}

async function makeIndexes(client: pg.Client, definitions: readonly string[]): Promise<void> {
  for (const definition of definitions) await client.query(definition);
}

/** As if it had run for two years: history sealed, everything relayed, statistics fresh. */
async function settle(owner: pg.Client): Promise<void> {
  await owner.query('drop schema bench cascade');
  await owner.query(`insert into history_seal (batch, rule, from_xid, to_xid, rows, previous, digest, sealed_at)
    select 1, 2, '0', pg_snapshot_xmin(pg_current_snapshot()), (select count(*) from history), '\\x00', '\\x00', now()`);
  await owner.query(
    `update follower set (xid, id) = (select coalesce(max(xid), '0'), coalesce(max(id), 0) from outbox)`,
  );
  await owner.query('set search_path = public');
  await owner.query('vacuum analyze');
  await owner.query('select mainstay_count_words()');
  await owner.query('checkpoint');
}
