import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDesk, tuesday } from '#/app/test/desk.ts';
import type { Desk, Who } from '#/app/test/desk.ts';
import { parseFilter } from '#/engines/filter/filter.ts';
import { loginRoles, rolePassword } from '#/platform/database/pools.ts';
import type { Statement } from '#/platform/database/build.ts';
import type { Context } from '#/record/server/context.ts';
import { listRecords } from '#/record/server/read/list.ts';
import { testSecret } from '#/record/test/database.ts';
import { incidentType } from './incident-type.ts';

// Words alone are found by a function with the owner's rights; words beside a filter are not. Both find the same.
describe('a search for words alone', () => {
  let desk: Desk;
  let hidden: string;
  beforeAll(async () => {
    desk = await openDesk();
    const { user, colleague, stranger, customer, other } = desk.ids;
    const people = [
      [user, customer],
      [colleague, customer],
      [stranger, other],
    ] as const;
    for (let n = 0; n < 24; n++) {
      const [affectedUser, of] = people[n % 3] ?? people[0];
      const title = `Case ${n} planetarium${n % 2 ? ' printer' : ''}`;
      await desk.does('agent', 'create', null, { title, affectedUser, customer: of }, tuesday + (n >> 1) * 60_000);
    }
    // So far the group serves everybody.
    expect(await goesThrough('agent', 'workspace')).toBe(true);
    expect((await pages(await desk.as('agent', tuesday + 86_400_000), 'planetarium')).flat().length).toBe(24);
    await desk.owner('update support_group set serves = $1::uuid[]', [[customer, other]]);
    await desk.owner('update epoch set value = value + 1');
    const values = { title: 'Nothing', affectedUser: user, customer };
    hidden = (await desk.does('agent', 'create', null, values, tuesday)).id;
    await desk.does('agent', 'note', hidden, { body: 'turnstile' }, tuesday);
  });
  afterAll(() => desk.drop());

  const everything = (ctx: Context) => {
    const parsed = parseFilter('priority >= 1', incidentType(ctx).filters);
    return parsed.ok ? parsed.filter : null;
  };

  async function pages(ctx: Context, search: string, filter: ReturnType<typeof everything> = null) {
    const seen: string[][] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page = await listRecords(ctx, incidentType(ctx), { search, filter, limit: 5, cursor });
      seen.push(page.rows.map((row) => row['number'] as string));
      cursor = page.next;
    }
    return seen;
  }

  async function goesThrough(who: Who, face: Context['face']): Promise<boolean> {
    const ctx = await desk.as(who, tuesday, face);
    const sent: string[] = [];
    const read: Context['db']['read'] = (wall, statement: Statement<never>, signal) => {
      sent.push(statement.sql);
      return ctx.db.read(wall, statement, signal);
    };
    await listRecords({ ...ctx, db: { ...ctx.db, read } }, incidentType(ctx), { search: 'planetarium' });
    return sent.some((sql) => sql.includes('mainstay_found'));
  }

  const callers: [Who, Context['face']][] = [
    ['agent', 'workspace'],
    ['auditor', 'workspace'],
    ['contact', 'portal'],
    ['user', 'portal'],
    ['stranger', 'portal'],
  ];
  it.each(callers)(
    'finds for the %s (%s), page by page, what the same search with a filter finds',
    async (who, face) => {
      const ctx = await desk.as(who, tuesday + 86_400_000, face);
      for (const search of ['planetarium', 'planetarium printer', 'print*', 'turnstile', 'Plánetarium']) {
        const found = await pages(ctx, search);
        expect(found, search).toEqual(await pages(ctx, search, everything(ctx)));
        if (search === 'planetarium') expect(found.flat().length, search).toBeGreaterThan(7);
      }
    },
  );

  it('goes through the function for those who see all of a customer, and past it for those who do not', async () => {
    expect(await goesThrough('agent', 'workspace')).toBe(true);
    expect(await goesThrough('contact', 'portal')).toBe(true);
    expect(await goesThrough('user', 'portal')).toBe(false);
  });

  describe.each([2, 6, 20])('of %i customers by name', (count) => {
    beforeAll(async () => {
      const { customer, other } = desk.ids;
      const more: string[] = [];
      for (let n = 2; n < count; n++) {
        const { id } = await desk.does('administrator', 'organisation.create', null, {
          name: `Customer ${count} ${n}`,
        });
        more.push(id);
      }
      await desk.owner('update support_group set serves = $1::uuid[]', [[customer, other, ...more]]);
      await desk.owner('update epoch set value = value + 1');
      for (const [n, id] of more.entries()) {
        const person = { name: `Person ${count} ${n}`, organisation: id };
        const { id: affectedUser } = await desk.does('administrator', 'person.create', null, person);
        const values = { title: `Case ${n} planetarium`, affectedUser, customer: id };
        const { id: made } = await desk.does('agent', 'create', null, values, tuesday + n * 60_000);
        await desk.does('agent', 'note', made, { body: 'gramophone' }, tuesday + n * 60_000);
        await desk.does('agent', 'note', made, { body: 'gramophone, planetarium' }, tuesday + n * 60_000);
      }
    });

    it.each([
      ['rare words', null, null],
      ['words that are frequent in both', 1, 1],
      ['words that are frequent in records alone', 1, null],
      ['words that are frequent in messages alone', null, 1],
    ])('finds %s as the same search with a filter does, page by page', async (_, share, said) => {
      await desk.owner('delete from document_word');
      const words = `insert into document_word (word, share, message_share, documents, messages, customers)
        select word, $1, $2, 40, 40, $3 from unnest(array['planetarium', 'print', 'gramophone']) word`;
      await desk.owner(words, [share, said, count]);
      const ctx = await desk.as('agent', tuesday + 86_400_000);
      expect(await goesThrough('agent', 'workspace')).toBe(true);
      for (const search of ['planetarium', 'planetarium case', 'planetari*', 'print*', 'turnstile', 'gramophone']) {
        const found = await pages(ctx, search);
        expect(found, search).toEqual(await pages(ctx, search, everything(ctx)));
        if (search === 'planetarium') expect(found.flat().length).toBeGreaterThan(15);
      }
      await desk.owner('delete from document_word');
    });
  });

  it('counts which words are frequent, in what records say and in what was said about them', async () => {
    const made = `insert into document (item, part, kind, customer, opened_at, search)
      select gen_random_uuid(), gen_random_uuid(), 'incident', 1, now(), case when n % 4 = 0 then 'gadget' else 'other' end::tsvector
        from generate_series(1, 2000) n`;
    await desk.owner(made);
    await desk.owner(`with ids as (select gen_random_uuid() as id, n from generate_series(1, 1000) n)
      insert into document (item, part, kind, customer, opened_at, search)
        select id, id, 'incident', 1, now(), case when n % 10 = 0 then 'gadget widget' else 'other' end::tsvector from ids`);
    await desk.owner('analyze document');
    await desk.owner('select mainstay_count_words()');
    const counted = await desk.owner<{ word: string; share: number | null; said: number | null }>(
      `select word, share, message_share as said from document_word where word in ('gadget', 'widget', 'other') order by word`,
    );
    await desk.owner('delete from document where customer = 1 and not exists (select from item where id = item)');
    await desk.owner('delete from document_word');
    const near = (value: number | null) => (value === null ? null : Math.round(value * 20) / 20);
    expect(counted.map(({ word, share, said }) => [word, near(share), near(said)])).toEqual([
      ['gadget', 0.1, 0.25],
      ['other', 0.85, 0.75],
      ['widget', 0.1, null],
    ]);
  });

  it('looks at no more documents than hold a rare word, however many a customer has', async () => {
    await desk.owner(`with ids as (select gen_random_uuid() as id, n from generate_series(1, 6000) n)
      insert into document (item, part, kind, customer, opened_at, search)
        select id, case when n % 2 = 0 then id else gen_random_uuid() end, 'incident', 1, now(),
          case when n % 1000 in (0, 1) then 'astrolabe' else 'other' end::tsvector from ids`);
    await desk.owner('vacuum (analyze) document');
    // Words that wait to be entered into the index, as behind every new case, make it look dearer than reading in order.
    await desk.owner(`with ids as (select gen_random_uuid() as id, n from generate_series(1, 300) n)
      insert into document (item, part, kind, customer, opened_at, search)
        select id, id, 'incident', 1, now(),
          (select string_agg('w' || m, ' ')::tsvector from generate_series(n, n + 40) m) from ids`);
    const client = new pg.Client(desk.url);
    await client.connect();
    try {
      await client.query('begin');
      const words = "'astrolabe'";
      const found = await client.query(`select mainstay_found('incident', $1, array[1], 51, null, null)`, [words]);
      expect(found.rowCount).toBe(12);
      const { rows } = await client.query<{ read: number }>(
        `select sum(seq_tup_read + idx_tup_fetch)::int as read from pg_stat_xact_user_tables where relname ~ '^document_incident'`,
      );
      expect(rows[0]?.read).toBe(12);
    } finally {
      await client.end();
      await desk.owner('delete from document where customer = 1 and not exists (select from item where id = item)');
    }
  });

  it('keeps to the wall of the connection, whatever it is asked for', async () => {
    const [own, others] = await Promise.all(
      [desk.ids.customer, desk.ids.other].map(async (id) => {
        const [row] = await desk.owner<{ key: number }>('select customer_key as key from organisation where id = $1', [
          id,
        ]);
        return row?.key;
      }),
    );
    const at = new URL(desk.url);
    at.username = loginRoles.customer;
    at.password = rolePassword(testSecret, loginRoles.customer);
    const client = new pg.Client(at.href);
    await client.connect();
    try {
      await client.query(`select set_config('mainstay.customer', $1, false)`, [String(own)]);
      const found = async (among: unknown) => {
        const { rows } = await client.query<{ customer: number | null; id: string }>(
          `select found.id, r.customer from mainstay_found('incident', '''planetarium'':ABC', $1::int[], 100, null, null)
            found (id) left join incident r on r.id = found.id`,
          [among],
        );
        return rows.map(({ customer }) => customer);
      };
      expect(await found([others])).toEqual([]);
      for (const among of [null, [own], [own, others]]) {
        const customers = await found(among);
        expect(customers.length).toBeGreaterThan(7);
        expect(new Set(customers)).toEqual(new Set([own]));
      }
      // A record of which there are no documents has nothing to be found.
      const notes = `select * from mainstay_found('note', '''turnstile'':ABC', null, 9, null, null)`;
      expect((await client.query(notes)).rows).toEqual([]);
      // What staff alone wrote is found by nothing that this connection can ask.
      const staffOnly = "set cause = 'overvoltage', tags = array['secretly'] where customer = $1";
      await desk.owner(`update incident ${staffOnly}`, [own]);
      // Nor where a sign becomes a quotation mark, or a backslash, only when the words are folded.
      const signs = await desk.owner<{ sign: string }>(
        `select chr(n) as sign from generate_series(128, 65535) n where n not between 55296 and 57343
          and mainstay_fold(chr(n)) ~ '[''\\\\]'`,
      );
      expect(signs.map(({ sign }) => sign)).toContain('’');
      const folding = signs.flatMap(({ sign }) => [
        `'overvoltage${sign}:D & ${sign}planetarium':A`,
        `'planetarium${sign} & ${sign}overvoltage':ABC`,
      ]);
      for (const words of [
        ...folding,
        "'overvoltage'",
        "'overvoltage':D",
        "'overvoltage' | 'a':A",
        "'overvoltage':ABC",
        "'secretly':ABCD",
        // A quotation mark that is escaped ends no word: what follows is read as more than it looks like.
        "'a\\':A & '| overvoltage:D | c\\':A",
      ])
        expect(
          (await client.query(`select * from mainstay_found('incident', $1, null, 9, null, null)`, [words])).rows,
        ).toEqual([]);
      await expect(client.query('select from document')).rejects.toThrow('permission denied');
      const open = 'select distinct customer from document_public where search @@ $1::tsquery';
      expect((await client.query(open, ['planetarium'])).rows).toEqual([{ customer: own }]);
      expect((await client.query(open, ['overvoltage'])).rows).toEqual([]);
      expect(await desk.owner(open.replace('_public', ''), ['overvoltage'])).toEqual([{ customer: own }]);
      // Nor by what staff say among themselves, of which not even the number is told.
      const said = 'select count(*)::int as count from document_public where part <> item';
      expect((await client.query(said)).rows).toEqual([{ count: 0 }]);
      expect((await desk.owner(said.replace('_public', '')))[0]?.['count']).toBeGreaterThan(0);
      expect((await client.query(open, ['turnstile'])).rows).toEqual([]);
      await client.query(`select set_config('mainstay.customer', '', false)`);
      expect(await found(null)).toEqual([]);
    } finally {
      await client.end();
    }
  });
});
