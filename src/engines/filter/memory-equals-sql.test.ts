import { readFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileFilter, disjuncts, formatFilter, matches, operatorsOf, simplify, type Filter } from './filter.ts';
import { actors, literalOf, now, randomFilter, randomRecord, schema, seeded, zone } from './test/generate.ts';

const rowCount = 400;
const filterCount = process.env.MAINSTAY_LONG === '1' ? 20_000 : 1_000;
const home = `filter_equality_${process.pid}`;

/** Column name, its type, and how it is read back. */
const columns: Record<string, string> = {
  title: 'text',
  number: 'text',
  state: 'text',
  priority_level: 'integer',
  effort: 'numeric',
  weight: 'double precision',
  serial: 'bigint',
  vip: 'boolean',
  due: 'date',
  opened_at: 'timestamptz',
  assignee: 'uuid',
  customer: 'integer',
  asset: 'bigint',
  code: 'text',
  watchers: 'uuid[]',
  customers: 'integer[]',
  tags: 'text[]',
  custom: 'jsonb',
};
const fieldOfColumn: Record<string, string> = { priority_level: 'priority', opened_at: 'opened' };

let client: pg.Client;
let original: Record<string, unknown>[];
let readBack: Record<string, unknown>[];

beforeAll(async () => {
  const url = process.env.MAINSTAY_TEST_DATABASE;
  if (url === undefined || url === '') throw new Error('MAINSTAY_TEST_DATABASE has to name a PostgreSQL database');
  client = new pg.Client({
    connectionString: url,
    // A date is a text, never an instant at somebody's midnight.
    types: { getTypeParser: (oid, format) => (oid === 1082 ? String : pg.types.getTypeParser(oid, format)) },
  });
  await client.connect();
  await client.query("select pg_advisory_lock(hashtext('mainstay filter equality'))");
  await client.query(`create schema ${home}; set search_path = ${home}, public`);
  await client.query('create extension if not exists unaccent schema public');
  await client.query("select pg_advisory_unlock(hashtext('mainstay filter equality'))");
  const words = await readFile(
    path.join(import.meta.dirname, '../../platform/database/migrations/0090_words.sql'),
    'utf8',
  );
  await client.query(words.replaceAll('public.', `${home}.`));
  const definitions = Object.entries(columns).map(([name, type]) => `"${name}" ${type}`);
  await client.query(`create table subject (id integer primary key, ${definitions.join(', ')})`);

  const random = seeded(20_260_329);
  original = Array.from({ length: rowCount }, (_, id) => randomRecord(random, id));
  const rows = original.map((record) => {
    const row: Record<string, unknown> = { id: record.id };
    for (const column of Object.keys(columns)) row[column] = record[fieldOfColumn[column] ?? column];
    // Half a millisecond more than memory knows of, on a third of the rows.
    if (typeof row.opened_at === 'number') {
      const iso = new Date(row.opened_at).toISOString();
      row.opened_at = Number(record.id) % 3 === 0 ? iso.replace('Z', '500Z') : iso;
    }
    return row;
  });
  await client.query('insert into subject select * from jsonb_populate_recordset(null::subject, $1::jsonb)', [
    JSON.stringify(rows),
  ]);
  const stored = await client.query<Record<string, unknown>>('select * from subject order by id');
  readBack = stored.rows.map((row) => {
    const record: Record<string, unknown> = {};
    for (const [column, value] of Object.entries(row)) record[fieldOfColumn[column] ?? column] = value;
    return record;
  });
});

afterAll(async () => {
  await client?.query(`drop schema if exists ${home} cascade`);
  await client?.end();
});

async function idsInSql(filter: Filter, actor: Record<string, unknown>): Promise<number[]> {
  const parameters: unknown[] = [];
  const param = (value: unknown): string => `$${parameters.push(value)}`;
  const sql = compileFilter(filter, schema, { alias: 's', now, zone, actor, param });
  const { rows } = await client.query<{ id: number }>(
    `select s.id from subject s where ${sql} order by s.id`,
    parameters,
  );
  return rows.map(({ id }) => id);
}

function idsInMemory(
  filter: Filter,
  actor: Record<string, unknown>,
  records: readonly Record<string, unknown>[],
): number[] {
  const passing = records.filter((record) => matches(filter, record, { now, zone, actor, schema }));
  return passing.map(({ id }) => Number(id));
}

describe('a filter in memory and in PostgreSQL', () => {
  it(`passes the same records: ${filterCount} generated filters over ${rowCount} records`, async () => {
    const random = seeded(7);
    let passed = 0;
    let selective = 0;
    for (let round = 0; round < filterCount; round++) {
      // The first rounds are single conditions, where a difference cannot hide behind another condition.
      const filter = randomFilter(random, round < filterCount / 2 ? 0 : 3);
      const actor = actors[round % actors.length] ?? {};
      const label = `round ${round}: ${formatFilter(filter)}`;
      const inSql = await idsInSql(filter, actor).catch((error: unknown) => {
        throw new Error(`${label}\n${String(error)}`);
      });
      expect({ label, ids: idsInMemory(filter, actor, original) }).toEqual({ label, ids: inSql });
      expect({ label, ids: idsInMemory(filter, actor, readBack) }).toEqual({ label, ids: inSql });
      passed += inSql.length;
      if (inSql.length > 0 && inSql.length < rowCount) selective++;
    }
    // Were nearly all filters empty or full, the comparison would prove little.
    expect(selective).toBeGreaterThan(filterCount * 0.4);
    expect(passed).toBeGreaterThan(filterCount * rowCount * 0.1);
  }, 300_000);

  it('says the same by "is not", "not in" and "not is" of every field that may be empty', async () => {
    const random = seeded(13);
    for (const [field, type] of Object.entries(schema.fields)) {
      const allowed = operatorsOf[type.type];
      if (!allowed.includes('!=')) continue;
      let empty = 0;
      for (let round = 0; round < 12; round++) {
        const value = literalOf(random, field);
        const same: Filter = { kind: 'condition', field, operator: '=', values: [value] };
        const ways: Filter[] = [
          { kind: 'not', of: same },
          { ...same, operator: '!=' },
        ];
        if (allowed.includes('not in')) ways.push({ ...same, operator: 'not in' });
        const expected = idsInMemory({ kind: 'not', of: same }, {}, original);
        for (const way of ways) {
          const label = formatFilter(way);
          expect({ label, ids: idsInMemory(way, {}, readBack) }).toEqual({ label, ids: expected });
          expect({ label, ids: await idsInSql(way, {}) }).toEqual({ label, ids: expected });
        }
        const without = idsInMemory({ kind: 'condition', field, operator: 'is empty', values: [] }, {}, original);
        if (value !== '') expect(without.filter((id) => !expected.includes(id))).toEqual([]);
        empty += without.length;
      }
      expect({ field, empty: empty > 0 }).toEqual({ field, empty: true });
    }
  });

  it('passes the same records after simplifying and splitting into arms', async () => {
    const random = seeded(11);
    for (let round = 0; round < 150; round++) {
      const filter = randomFilter(random, 4);
      const actor = actors[round % actors.length] ?? {};
      const expected = idsInMemory(filter, actor, original);
      const arms = disjuncts(simplify(filter, actor));
      const found = new Set<number>();
      for (const arm of arms) for (const id of await idsInSql(arm, actor)) found.add(id);
      const label = formatFilter(filter);
      expect({ label, ids: [...found].toSorted((a, b) => a - b) }).toEqual({ label, ids: expected });
    }
  });

  it('treats hostile field names and values as data', async () => {
    const values = [
      `'; drop table subject; --`,
      `\\'; --`,
      '$1',
      '%',
      '_',
      '\\',
      '{"a":1}',
      '{a,b}',
      'null',
      "''",
      '$$',
    ];
    for (const field of ['title', 'code', 'c_text', 'c_choice']) {
      for (const value of values) {
        for (const operator of ['=', '!=', 'in', 'not in'] as const) {
          const filter: Filter = { kind: 'condition', field, operator, values: [value] };
          expect({ filter, ids: await idsInSql(filter, {}) }).toEqual({
            filter,
            ids: idsInMemory(filter, {}, original),
          });
        }
      }
    }
    for (const column of ['x"; drop table subject; --', 'x" is null or "title']) {
      const hostile = { fields: { evil: { type: 'text', column } as const } };
      const param = (): string => '$1';
      const sql = compileFilter({ kind: 'condition', field: 'evil', operator: '=', values: ['a'] }, hostile, {
        now,
        actor: {},
        param,
      });
      await expect(client.query(`select 1 from subject where ${sql}`, ['a'])).rejects.toThrow(
        /column .* does not exist/,
      );
    }
  });
});
