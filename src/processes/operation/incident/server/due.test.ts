import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clockRules } from '#/app/clocks.ts';
import { timers } from '#/app/processes.server.ts';
import { openDesk, tuesday } from '#/app/test/desk.ts';
import type { Desk, Who } from '#/app/test/desk.ts';
import { Refusal } from '#/base/refusal.ts';
import { parseFilter } from '#/engines/filter/filter.ts';
import { fireClocks } from '#/capabilities/clocks/server/fire.ts';
import { fireTimers } from '#/record/server/after/timers.ts';
import { perform } from '#/record/server/commit/perform.ts';
import { configurationOf } from '#/record/server/configuration.ts';
import { listRecords } from '#/record/server/read/list.ts';
import type { ListPage } from '#/record/server/read/list.ts';
import { incidentType } from './queries/incident-type.ts';
import { wrongDues } from './test/wrong-dues.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

let desk: Desk;
let reasons: ReadonlyMap<string, string>;
beforeAll(async () => {
  desk = await openDesk();
  const rows = await (await configurationOf(desk.system())).rows('pending-reason');
  reasons = new Map(rows.map((row) => [row['code'] as string, row['id'] as string]));
}, 60_000);
afterAll(() => desk.drop());

/** A case of priority 1, day and night: a first answer within 15 minutes, then one every hour, solved within four. */
const log = (now = tuesday, more: Record<string, unknown> = {}) =>
  desk.does(
    'agent',
    'create',
    null,
    { title: 'No mail', channel: 'email', affectedUser: desk.ids.user, impact: 1, urgency: 1, ...more },
    now,
  );
const at = (minutes: number) => new Date(tuesday + minutes * minute).toISOString();
const due = async (id: string) => (await desk.incident(id))['dueAt'];

const wrong = () => wrongDues(desk);

const passTo = async (now: number) => {
  await fireClocks(desk.system(now), clockRules);
  await fireTimers(desk.system(now), timers);
};

const solved = { closeCode: 'fixed', solution: 'Restarted it.', cause: 'A full disk.', missReason: 'ours' };

describe('when a case is due next', () => {
  it('is its earliest deadline at every step of its life', async () => {
    const { id } = await log();
    const wait = { reason: reasons.get('user'), message: 'Which mailbox?' };
    const life: [what: string, expected: string | null, step: () => Promise<unknown>][] = [
      ['logged: the first answer', at(15), async () => undefined],
      ['taken: the same', at(15), () => desk.does('agent', 'take', id, {}, tuesday + 5 * minute)],
      ['answered: the next message', at(70), () => desk.does('agent', 'reply', id, { body: 'We look' }, tuesday + 10 * minute)],
      ['waiting for the user: nothing', null, () => desk.does('agent', 'wait', id, wait, tuesday + 20 * minute)],
      ['answered by the user an hour later: the next message after the question, which waited', at(140), () => desk.does('user', 'reply', id, { body: 'All' }, tuesday + 80 * minute)],
      ['waiting for a supplier, which rests no clock: the same', at(140), () => desk.does('agent', 'wait', id, { reason: reasons.get('supplier') }, tuesday + 90 * minute)],
      ['late and not met yet: still that', at(140), () => passTo(tuesday + 145 * minute)],
      ['solved: nothing', null, () => desk.does('agent', 'resolve', id, solved, tuesday + 150 * minute)],
      ['reopened: something again', expect.any(String) as unknown as string, () => desk.does('user', 'reopen', id, { message: 'Again' }, tuesday + 160 * minute)],
      ['solved again: nothing', null, () => desk.does('agent', 'resolve', id, solved, tuesday + 170 * minute)],
      ['closed: nothing', null, () => desk.does('user', 'confirm', id, {}, tuesday + 180 * minute)],
    ]; // prettier-ignore
    for (const [what, expected, step] of life) {
      await step();
      expect(await due(id), what).toEqual(expected);
      expect(await wrong(), what).toEqual([]);
    }
  });

  it('is the first answer while that is owed, though the other clocks rest', async () => {
    const { id } = await log();
    await desk.does('agent', 'wait', id, { reason: reasons.get('until-date'), until: at(3 * 1440), userAsked: true });
    expect(await due(id)).toBe(at(15));
  });

  it('follows the priority, an answer taken back, and a cancellation', async () => {
    const { id } = await log();
    const reply = await desk.does('agent', 'reply', id, { body: 'We look' }, tuesday + minute);
    expect(await due(id)).toBe(at(61));
    await desk.does('agent', 'recall', id, { note: reply.notes['note'] }, tuesday + minute + 5000);
    expect(await due(id)).toBe(at(15));
    // Who has the case in a list hears of it: the row says again what is due.
    const [told] = await desk.owner('select action from outbox where item = $1 order by id desc limit 1', [id]);
    expect(told).toEqual({ action: 'recall' });
    await desk.does('agent', 'edit', id, { impact: 3, urgency: 2, loweredReason: 'One person' }, tuesday + 2 * minute);
    // Four hours of working time by now, with the noon break in them.
    expect(await due(id)).toBe(at(270));
    await desk.does('agent', 'cancel', id, { reason: 'By mistake' }, tuesday + 3 * minute);
    expect(await due(id)).toBeNull();
    expect(await wrong()).toEqual([]);
  });

  it('is no change of the case: no version, no history, no trace on the portal, and nobody’s to write', async () => {
    const { id, version } = await log();
    await desk.does('agent', 'reply', id, { body: 'We look' }, tuesday + 10 * minute);
    expect(await desk.incident(id)).toMatchObject({ version, dueAt: at(70), updatedAt: at(0) });
    await desk.does('agent', 'edit', id, { title: 'No mail at all' }, tuesday + 20 * minute);
    expect(await desk.incident(id)).toMatchObject({ version: version + 1, dueAt: at(70) });
    const told = await desk.owner(
      `select 1 from history where item = $1 and payload::text like '%dueAt%'
        union all select 1 from outbox where item = $1 and payload::text like '%dueAt%'`,
      [id],
    );
    expect(told).toEqual([]);
    for (const [action, record] of [
      ['create', null],
      ['edit', id],
      ['resolve', id],
    ] as const) {
      const given =
        action === 'resolve' ? solved : action === 'create' ? { title: 'x', affectedUser: desk.ids.user } : {};
      const refused = await desk
        .does('lead', action, record, { ...given, dueAt: at(0) })
        .catch((error: unknown) => error);
      expect(refused).toMatchObject({ fields: { dueAt: { key: 'field.unknown' } } });
    }
    const rights = await desk.owner(
      `select grantee from information_schema.column_privileges
        where table_name = 'incident' and column_name = 'due_at' and grantee like 'mainstay_customer%'`,
    );
    expect(rights).toEqual([]);
  });

  it('is nothing that the portal reads, sorts or filters by', async () => {
    const { id } = await log();
    const ctx = await desk.as('user', tuesday, 'portal');
    const { rows } = await listRecords(ctx, incidentType(ctx), { limit: 200 });
    const own = rows.find((row) => row['id'] === id);
    expect(own).toMatchObject({ openedAt: at(0) });
    expect(own).not.toHaveProperty('dueAt');
    await expect(listRecords(ctx, incidentType(ctx), { sort: 'dueAt' })).rejects.toMatchObject({
      text: { key: 'refusal.unknown-sort' },
    });
  });

  it('goes in the statement that writes the case: as many statements as without clocks', async () => {
    const { id } = await log();
    const ctx = await desk.as('agent', tuesday + minute);
    const sent: string[] = [];
    const watching = {
      ...ctx,
      db: {
        ...ctx.db,
        transaction: ((wall, work, signal) =>
          ctx.db.transaction(
            wall,
            (tx) =>
              work({
                query: (statement) => tx.query(statement),
                last: (statements) => {
                  sent.push(...statements.map(({ sql }) => sql));
                  tx.last?.(statements);
                },
              }),
            signal,
          )) as typeof ctx.db.transaction,
      },
    };
    await perform(watching, 'incident', 'create', null, {
      title: 'y',
      affectedUser: desk.ids.user,
      impact: 1,
      urgency: 2,
    });
    await perform(watching, 'incident', 'edit', id, { urgency: 3, loweredReason: 'It can wait' });
    expect(sent.filter((sql) => /(insert into|update) "incident"/.test(sql))).toHaveLength(2);
    expect(await wrong()).toEqual([]);
  });

  it('is found by what a person types, and sorts with what is not due behind, page by page', async () => {
    const titled = { title: 'Sorted by deadline' };
    const made = [];
    for (const more of [{ urgency: 1 }, { urgency: 2 }, { impact: 3, urgency: 3 }, { urgency: 1 }])
      made.push((await log(tuesday, { ...titled, ...more })).id);
    const [first = '', second = '', last = '', waiting = ''] = made;
    await desk.does('agent', 'reply', waiting, { body: 'We look' }, tuesday + minute);
    const wait = { reason: reasons.get('user'), message: 'Which one?' };
    await desk.does('agent', 'wait', waiting, wait, tuesday + 2 * minute);
    const ctx = await desk.as('agent', tuesday + 20 * minute);
    const found = async (text: string, sort = 'dueAt', limit = 200) => {
      const parsed = parseFilter(`title = 'Sorted by deadline' ${text}`, incidentType(ctx).filters);
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
      const ids: unknown[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const page: ListPage = await listRecords(ctx, incidentType(ctx), {
          filter: parsed.filter,
          sort,
          limit,
          cursor,
        });
        ids.push(...page.rows.map(({ id }) => id));
        cursor = page.next;
      }
      return ids;
    };
    expect(await found('', 'dueAt', 1)).toEqual([first, second, last, waiting]);
    expect(await found('', '-dueAt', 1)).toEqual([last, second, first, waiting]);
    expect(await found('and dueAt < now')).toEqual([first]);
    expect(await found('and dueAt < now+4h')).toEqual([first, second]);
    expect(await found('and dueAt >= now+4h')).toEqual([last]);
    expect(await found('and dueAt is empty')).toEqual([waiting]);
  });
});

const steps: readonly (readonly [who: Who, action: string, input: () => Record<string, unknown>])[] = [
  ['agent', 'take', () => ({})],
  ['agent', 'assign', () => ({ group: desk.ids.second })],
  ['agent', 'start', () => ({})],
  ['agent', 'reply', () => ({ body: 'We look' })],
  ['user', 'reply', () => ({ body: 'Any news?' })],
  ['agent', 'note', () => ({ body: 'Looks like the disk' })],
  ['agent', 'wait', () => ({ reason: reasons.get('user'), message: 'Which one?' })],
  ['agent', 'wait', () => ({ reason: reasons.get('supplier') })],
  ['agent', 'wait', () => ({ reason: reasons.get('until-date'), until: at(7 * 1440), userAsked: true })],
  ['agent', 'resume', () => ({})],
  ['agent', 'edit', () => ({ impact: 1, urgency: 1 })],
  ['agent', 'edit', () => ({ impact: 3, urgency: 3, title: 'No mail at all', loweredReason: 'One person' })],
  ['lead', 'override-priority', () => ({ priority: 1, reason: 'The director waits' })],
  ['lead', 'release-priority', () => ({ loweredReason: 'The director is served' })],
  ['agent', 'resolve', () => solved],
  ['user', 'reopen', () => ({ message: 'Not fixed' })],
  ['user', 'confirm', () => ({})],
  ['agent', 'cancel', () => ({ reason: 'By mistake', missReason: 'user' })],
];

describe('whatever happens', () => {
  it('is what the clocks say after every step, each taken or refused, and while time goes by', async () => {
    let taken = 0;
    const step = fc.record({ step: fc.nat(steps.length - 1), after: fc.constantFrom(1, 20, 45, 180, 1440, 4320) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (lived) => {
        let now = tuesday + 30 * day;
        const { id } = await log(now);
        for (const { step: index, after } of lived) {
          now += after * minute;
          await passTo(now);
          const [who, action, input] = steps[index] ?? ['agent', 'take', () => ({})];
          try {
            await desk.does(who, action, id, input(), now);
            taken += 1;
          } catch (error) {
            if (!(error instanceof Refusal)) throw error;
          }
          expect(await wrong(), `${who} ${action}`).toEqual([]);
        }
      }),
      { numRuns: 25, seed: 20_260_310 },
    );
    expect(taken).toBeGreaterThan(40);
  }, 120_000);
});
