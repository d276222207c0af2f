import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDesk } from '#/app/test/desk.ts';
import type { Desk, Who } from '#/app/test/desk.ts';
import { parseFilter } from '#/engines/filter/filter.ts';
import type { Statement } from '#/platform/database/build.ts';
import type { Database } from '#/platform/database/pools.ts';
import type { Context } from '#/record/server/context.ts';
import { getNamed } from '#/record/server/read/get.ts';
import { listRecords } from '#/record/server/read/list.ts';
import { incidentType } from './incident-type.ts';
import { goingStates } from './overview-filters.ts';
import { incidentViews } from './shipped-views.ts';

// Enough that reading the whole table would be the wrong plan for every one of these questions.
const size = 20_000;

/** Cases of two years for 40 customers, of which the desk's agents serve three; a known part holds a marked word. */
async function fill(desk: Desk): Promise<void> {
  const { customer, other, agent, desk: group, provider } = desk.ids;
  await desk.owner(
    `insert into organisation (id, number, state, name, kind, customer_key, created_at, updated_at)
      select gen_random_uuid(), 'ORG9' || n, 'active', 'Customer ' || n, 'customer', 1000 + n, now(), now()
      from generate_series(1, 38) n`,
  );
  await desk.owner(
    `insert into incident (id, number, customer, state, title, description, customer_organisation, channel, impact,
        urgency, priority, calculated_priority, support_group, assignee, affected_user, requester, opened_at, closed_at,
        reopened_count, reassigned_count, created_at, updated_at, told_at)
      select gen_random_uuid(), 'INC9' || lpad(n::text, 7, '0'), o.customer_key,
        case when n % 20 = 0 then 'in-progress' else 'closed' end, 'Case ' || n,
        md5(n::text) || case when n % 1000 = 7 then ' planetarium' else '' end || case when n % 10 = 3 then ' printer' else '' end,
        o.id, 'phone', 3, 2, 1 + n % 5, 1 + n % 5, $1, case when n % 20 = 0 and n % 800 = 0 then $2::uuid end,
        case when n % 500 = 0 then $3::uuid end, case when n % 500 = 0 then $3::uuid end,
        $4::timestamptz - n * interval '50 minutes',
        case when n % 20 <> 0 then $4::timestamptz - n * interval '50 minutes' + interval '1 day' end,
        0, 0, now(), now(), $4::timestamptz - n * interval '50 minutes'
      from generate_series(1, $5::int) n
      join (select id, customer_key, row_number() over (order by number) as nth from organisation where id <> $6) o
        on o.nth = 1 + n % 40`,
    [group, agent, desk.ids.user, new Date(Date.UTC(2026, 2, 10)).toISOString(), size, provider],
  );
  await desk.owner(
    `insert into item (id, kind, number, customer, title, state, state_group, opened_at, version)
      select id, 'incident', number, customer, title, state, case state when 'closed' then 'ended' else 'open' end,
        opened_at, 1 from incident where number like 'INC9%'`,
  );
  await desk.owner(
    `insert into clock (item, kind, customer, policy, calendar, target_amount, target_unit, running, due_at, fold, events)
      select id, 'resolution', customer, id, id, 60, 'minutes', case state when 'closed' then 'stopped' else 'running' end,
        opened_at + interval '90 days', '{}', '[]' from incident where number like 'INC9%'`,
  );
  await desk.owner(
    `insert into history (item, customer, kind, action, audience, at, origin, version, payload, digest)
      select id, customer, 'incident', 'create', 'everyone', opened_at, 'web', 1, '{"changes":{}}', ''
      from incident where number like 'INC9%'`,
  );
  await desk.owner(
    `update incident i set due_at = c.due_at from clock c where c.item = i.id and c.running = 'running'`,
  );
  await desk.owner('update support_group set serves = $1::uuid[]', [[customer, other]]);
  await desk.owner('update epoch set value = value + 1');
  await desk.owner('vacuum analyze');
}

/** The plan of every statement that a read sends, behind the reader's own wall. */
async function plansOf(ctx: Context, read: (ctx: Context) => Promise<unknown>): Promise<string[]> {
  const seen: Statement<unknown>[] = [];
  const watched: Database = {
    ...ctx.db,
    read: (wall, statement, signal) => {
      seen.push(statement);
      return ctx.db.read(wall, statement, signal);
    },
  };
  await read({ ...ctx, db: watched });
  const plans: string[] = [];
  for (const { sql, parameters } of seen) {
    const rows = await ctx.db.read<Record<string, string>>(ctx.actor.wall, {
      sql: `explain ${sql}`,
      parameters,
      planned: 'each-time',
    });
    plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
  }
  return plans;
}

describe('reading incidents among many', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk();
    await fill(desk);
  });
  afterAll(() => desk.drop());

  const never = /Seq Scan on "?(incident|item|history(_first|_\d+)?|note|clock|person)\b/;

  async function check(who: Who, read: (ctx: Context) => Promise<unknown>, face?: Context['face']): Promise<string[]> {
    const plans = await plansOf(await desk.as(who, Date.UTC(2026, 2, 10), face), read);
    expect(plans.length).toBeGreaterThan(0);
    for (const plan of plans) expect(plan).not.toMatch(never);
    return plans;
  }

  const callers = [
    ['agent', 'workspace'],
    ['contact', 'portal'],
    ['user', 'portal'],
  ] as const;
  for (const [who, face] of callers) {
    test(`one, the newest and a page further on, by ${who}`, async () => {
      await check(
        who,
        async (ctx) => {
          const first = await listRecords(ctx, incidentType(ctx), { limit: 5 });
          expect(first.rows.length).toBe(5);
          await listRecords(ctx, incidentType(ctx), { limit: 5, cursor: first.next ?? '' });
          await getNamed(ctx, incidentType(ctx), first.rows[0]?.['id'] as string);
          await getNamed(ctx, incidentType(ctx), first.rows[0]?.['number'] as string);
        },
        face,
      );
    });

    test(`what goes on, and rare and common words, by ${who}`, async () => {
      await check(
        who,
        async (ctx) => {
          const parsed = parseFilter('state in (new, in-progress) and priority <= 3', incidentType(ctx).filters);
          const filter = parsed.ok ? parsed.filter : null;
          await listRecords(ctx, incidentType(ctx), { filter });
          for (const search of ['planetarium', 'printer', 'planetarium printer', 'INC90000040']) {
            await listRecords(ctx, incidentType(ctx), { search });
          }
        },
        face,
      );
    });
  }

  for (const { key, filter: text, sort } of incidentViews) {
    test(`the queue ${key}`, async () => {
      await check('agent', async (ctx) => {
        const parsed = parseFilter(text, incidentType(ctx).filters);
        expect(parsed.ok).toBe(true);
        await listRecords(ctx, incidentType(ctx), { filter: parsed.ok ? parsed.filter : null, sort });
      });
    });
  }

  test('a customer takes the newest from an index in that order, and merges what several have', async () => {
    const [plan = ''] = await check('agent', (ctx) => listRecords(ctx, incidentType(ctx), { limit: 20 }));
    expect(plan).toContain('Merge Append');
    expect(plan).toContain('incident_customer');
    expect(plan).not.toContain('Sort Method');
  });

  test('few of many by their priority are told apart in the index of what goes on', async () => {
    const [plan = ''] = await check('agent', (ctx) => {
      const parsed = parseFilter(`${goingStates} and priority <= 2`, incidentType(ctx).filters);
      return listRecords(ctx, incidentType(ctx), { filter: parsed.ok ? parsed.filter : null });
    });
    expect(plan).toMatch(/incident_going_priority[\s\S]*Index Cond: .*priority <= /);
    expect(plan).not.toMatch(/Filter: .*priority/);
  });

  test('a queue in the order of its deadlines is read from its index, or from the open cases of few customers', async () => {
    const read = async (ctx: Context) => {
      const parsed = parseFilter(goingStates, incidentType(ctx).filters);
      const query = { filter: parsed.ok ? parsed.filter : null, sort: 'dueAt', limit: 50 };
      const first = await listRecords(ctx, incidentType(ctx), query);
      await listRecords(ctx, incidentType(ctx), { ...query, cursor: first.next ?? '' });
    };
    for (const plan of await check('auditor', read)) {
      expect(plan).toContain('Index Scan using incident_due');
      expect(plan).not.toMatch(/-> +(Incremental )?Sort\b/);
    }
    for (const plan of await check('agent', read))
      expect(plan).toMatch(/incident_due|incident_going|Index Cond: .*state = ANY/);
  });

  test('the arms of a list give what its whole predicate gives', async () => {
    for (const [who, face] of callers) {
      const ctx = await desk.as(who, Date.UTC(2026, 2, 10), face);
      const found = async (sort: string) => {
        const ids: unknown[] = [];
        let cursor: string | null = null;
        do {
          const page: Awaited<ReturnType<typeof listRecords>> = await listRecords(ctx, incidentType(ctx), {
            sort,
            limit: 200,
            ...(cursor === null ? {} : { cursor }),
          });
          ids.push(...page.rows.map(({ id }) => id));
          cursor = page.next;
        } while (cursor !== null);
        expect(new Set(ids).size).toBe(ids.length);
        return ids.toSorted();
      };
      // The date of opening is read arm by arm, the number by the whole predicate.
      expect(await found('-openedAt'), who).toEqual(await found('number'));
      expect(await found('openedAt'), who).toEqual(await found('number'));
    }
  });
});
