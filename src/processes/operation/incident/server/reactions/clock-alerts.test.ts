import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { clockRules } from '#/app/clocks.ts';
import { timers } from '#/app/processes.server.ts';
import { openDesk, tuesday } from '#/app/test/desk.ts';
import type { Desk } from '#/app/test/desk.ts';
import { follow } from '#/app/test/follow.ts';
import { shut } from '#/app/test/shut.ts';
import { fireClocks } from '#/capabilities/clocks/server/fire.ts';
import { readInbox } from '#/capabilities/notifications/server/read-inbox.ts';
import { tellWith } from '#/capabilities/notifications/server/mailing.ts';
import { loadTexts } from '#/platform/text/load.ts';
import { fireTimers } from '#/record/server/after/timers.ts';
import { perform } from '#/record/server/commit/perform.ts';
import { configurationOf } from '#/record/server/configuration.ts';

const minute = 60_000;
const hour = 60 * minute;
/** Nine o'clock: the response to priority 3 is due at eleven, before anybody goes to lunch. */
const nine = tuesday - hour;
const budget = 120 * minute;
let desk: Desk;
let owner: string;
let manager: string;
beforeAll(async () => {
  desk = await openDesk();
  // Everybody whom a policy can name, apart from each other.
  manager = desk.ids.auditor;
  await perform(desk.system(), 'person', 'edit', desk.ids.agent, { manager });
  await perform(desk.system(), 'group', 'edit', desk.ids.desk, { lead: desk.ids.lead });
  owner = (await perform(desk.system(), 'service', 'create', null, { name: 'Mail', owner: desk.ids.specialist })).id;
  await follow(desk, tuesday);
});
afterAll(() => desk.drop());
afterEach(() =>
  desk.owner(`delete from notification; delete from timer; delete from clock; update incident set state = 'closed'`),
);

const logged = (input: Record<string, unknown>, now = nine) =>
  desk.does(
    'agent',
    'create',
    null,
    { title: 'No mail', channel: 'email', affectedUser: desk.ids.user, service: owner, ...input },
    now,
  );

/** Lets the clocks and everything behind them move on to an instant; says who was told what of the clocks by it. */
async function passTo(now: number): Promise<string[]> {
  await fireClocks(desk.system(now), clockRules);
  await fireTimers(desk.system(now), timers);
  await follow(desk, now);
  const rows = await desk.owner<{ who: string; kind: string; percent: string; clock: string }>(
    `delete from notification n using person p where p.id = n.person and n.kind like 'clock-%'
      returning split_part(lower(p.name), ' ', 1) as who, kind, params ->> 'percent' as percent, params ->> 'clock' as clock`,
  );
  return rows.map(({ who, kind, percent, clock }) => `${who} ${kind} ${clock} ${percent}`).toSorted();
}

const policy = async (order: number) => {
  const rows = await (await configurationOf(desk.system())).rows('clock-policy');
  return rows.find((row) => row['order'] === order)?.['id'] as string;
};

describe('thresholds of clocks', () => {
  it('are told to whom the policy names, at 50, 75, 90 and 100 percent and each 25 beyond', async () => {
    const { id } = await logged({ impact: 2, urgency: 2, group: desk.ids.desk, assignee: desk.ids.agent });
    expect(await desk.incident(id)).toMatchObject({ priority: 3, assignee: desk.ids.agent });
    const at = (share: number) => nine + share * budget;
    expect(await passTo(at(0.5) - 1)).toEqual([]);
    expect(await passTo(at(0.5))).toEqual(['anna clock-threshold response 50']);
    expect(await passTo(at(0.75))).toEqual(['anna clock-threshold response 75', 'lea clock-threshold response 75']);
    expect(await passTo(at(0.9))).toEqual([
      'aldo clock-threshold response 90',
      'anna clock-threshold response 90',
      'lea clock-threshold response 90',
    ]);
    expect(await passTo(at(1))).toEqual([]);
    const everybody = (percent: number) =>
      ['aldo', 'anna', 'lea', 'sona'].map((who) => `${who} clock-late response ${percent}`);
    expect(await passTo(at(1) + 1)).toEqual(everybody(100));
    expect(await passTo(at(1) + 2)).toEqual([]);
    expect(await passTo(at(1.25))).toEqual(everybody(125));
  });

  it('are told to the group where whoever has the case can no longer sign in', async () => {
    await logged({ impact: 2, urgency: 2, group: desk.ids.desk, assignee: desk.ids.colleague });
    await shut(desk, 'colleague');
    expect(await passTo(nine + budget / 2)).toEqual([
      'anna clock-threshold response 50',
      'lea clock-threshold response 50',
    ]);
    await desk.owner('delete from account; update epoch set value = value + 1');
  });

  it('are told to the whole group where nobody has the case, and once where one person is named twice', async () => {
    await perform(desk.system(), 'group', 'edit', desk.ids.desk, { lead: desk.ids.colleague });
    await logged({ impact: 2, urgency: 2 });
    expect(await passTo(nine + budget / 2)).toEqual([
      'anna clock-threshold response 50',
      'cyril clock-threshold response 50',
      'lea clock-threshold response 50',
    ]);
    expect(await passTo(nine + 0.75 * budget)).toEqual([
      'anna clock-threshold response 75',
      'cyril clock-threshold response 75',
      'lea clock-threshold response 75',
    ]);
    await perform(desk.system(), 'group', 'edit', desk.ids.desk, { lead: desk.ids.lead });
  });

  it('say in the reader’s language which promise is meant', async () => {
    tellWith(desk.database, loadTexts(), null);
    const { number } = await logged({ impact: 2, urgency: 2, group: desk.ids.desk, assignee: desk.ids.agent });
    await fireClocks(desk.system(nine + budget / 2), clockRules);
    await follow(desk, nine + budget / 2);
    const text = async (language: string) => {
      const ctx = await desk.as('agent');
      const { rows } = await readInbox({ ...ctx, actor: { ...ctx.actor, language } }, { unread: true, limit: 1 });
      return rows[0]?.text;
    };
    expect(await text('en')).toBe(`50 % of the time for the first answer on ${number} is used`);
    expect(await text('sk')).toBe(`Z času na prvú odpoveď v ${number} ubehlo 50 %`);
  });

  it('are no reason to hurry any more once the clock has ended', async () => {
    const { id } = await logged({ impact: 2, urgency: 2, assignee: desk.ids.agent, group: desk.ids.desk });
    await fireClocks(desk.system(nine + budget / 2), clockRules);
    await desk.does('agent', 'reply', id, { body: 'On it' }, nine + budget / 2 + 1000);
    expect(await passTo(nine + budget / 2 + 2000)).toEqual([]);
  });

  it('of an invented case are told to nobody', async () => {
    const made = { ...desk.system(nine), request: { id: 'x', origin: 'demo' as const } };
    const { id } = await perform(made, 'incident', 'create', null, {
      title: 'Made up',
      channel: 'email',
      affectedUser: desk.ids.user,
      impact: 2,
      urgency: 2,
    });
    expect(await passTo(nine + budget / 2)).toEqual([]);
    expect(await desk.owner(`select 1 from outbox where item = $1 and action = 'clock-threshold'`, [id])).toHaveLength(
      1,
    );
  });

  it('wait for the next opening where the policy respects hours, the highest in place of the others', async () => {
    const { id } = await logged({ impact: 2, urgency: 2, assignee: desk.ids.agent, group: desk.ids.desk });
    // The worker was away until the night: two thresholds of the same clock are found at once, after closing.
    const night = tuesday + 13 * hour;
    expect(await passTo(night)).toEqual([]);
    const [waiting] = await desk.owner<{ due: string; percents: number[] }>(
      `select due, payload -> 'percents' as percents from timer where item = $1 and kind = 'incident.alert'
        and payload ->> 'clock' = 'response' and fired_at is null`,
      [id],
    );
    expect(waiting?.percents).toContain(100);
    const morning = Date.parse(waiting?.due ?? '');
    expect(new Date(morning).toISOString()).toMatch(/^2026-03-11T0[67]:00:00/);
    expect(await passTo(morning - 1)).toEqual([]);
    // By the evening three and a half times the budget were used: the last repetition is told, the hundred is not.
    expect((await passTo(morning)).filter((line) => line.includes('response'))).toEqual(
      ['aldo', 'anna', 'lea', 'sona'].map((who) => `${who} clock-late response 350`),
    );
  });

  it('are told at any hour where the policy does not respect them, and for priority 1', async () => {
    const night = tuesday + 13 * hour;
    const { id } = await logged({ impact: 1, urgency: 1, assignee: desk.ids.agent, group: desk.ids.desk }, night);
    expect(await desk.incident(id)).toMatchObject({ priority: 1 });
    expect(await passTo(night + 8 * minute)).toEqual(['anna clock-threshold response 50']);
    const common = await policy(1000);
    await perform(desk.system(), 'clock-policy', 'edit', common, { respectHours: false });
    await logged({ impact: 2, urgency: 2, assignee: desk.ids.agent, group: desk.ids.desk });
    expect(await passTo(night)).toContain('anna clock-late response 350');
    await perform(desk.system(), 'clock-policy', 'edit', common, { respectHours: true });
  });

  it('follow the policy as it is changed: whom it names no more is told no more', async () => {
    const common = await policy(1000);
    const before = (await (await configurationOf(desk.system())).find('clock-policy', common))?.['thresholds'];
    await perform(desk.system(), 'clock-policy', 'edit', common, {
      thresholds: [{ percent: 60, notify: ['service-owner'] }],
    });
    await logged({ impact: 2, urgency: 2, assignee: desk.ids.agent, group: desk.ids.desk });
    expect(await passTo(nine + 0.6 * budget)).toEqual(['sona clock-threshold response 60']);
    expect(await passTo(nine + budget + 1)).toEqual([]);
    await perform(desk.system(), 'clock-policy', 'edit', common, { thresholds: before });
  });
});

describe('a changed policy', () => {
  it('watches its running clocks for a threshold that came in before the next one', async () => {
    const { id } = await logged({ impact: 2, urgency: 2, assignee: desk.ids.agent, group: desk.ids.desk });
    const common = await policy(1000);
    const before = (await (await configurationOf(desk.system())).find('clock-policy', common))?.['thresholds'];
    const thresholds = [{ percent: 30, notify: ['service-owner'] }, ...(before as object[])];
    await perform(desk.system(), 'clock-policy', 'edit', common, { thresholds });
    await follow(desk, nine + minute);
    expect(await passTo(nine + 0.3 * budget - 1)).toEqual([]);
    expect(await passTo(nine + 0.3 * budget)).toEqual(['sona clock-threshold response 30']);
    expect(await passTo(nine + 0.5 * budget)).toEqual(['anna clock-threshold response 50']);
    expect(await desk.owner(`select 1 from history where item = $1 and action = 'clock-moved'`, [id])).toEqual([]);
    await perform(desk.system(), 'clock-policy', 'edit', common, { thresholds: before });
    await follow(desk, nine + minute);
  });

  it('moves the clocks that run under it, and says so in history; those that ended stay', async () => {
    const { id } = await logged({ impact: 2, urgency: 2 });
    const { id: done } = await logged({ impact: 2, urgency: 2, closeCode: 'fixed', solution: 'Done.' });
    await follow(desk, tuesday);
    const due = (item: string) =>
      desk
        .owner<{ due_at: string }>(`select due_at from clock where item = $1 and kind = 'response'`, [item])
        .then(([row]) => Date.parse(row?.due_at ?? ''));
    const ended = await due(done);
    expect(await due(id)).toBe(nine + budget);
    const common = await policy(1000);
    const before = (await (await configurationOf(desk.system())).find('clock-policy', common))?.['targets'] as {
      priority: number;
      clock: string;
      amount: number;
    }[];
    const targets = before.map((target) =>
      target.priority === 3 && target.clock === 'response' ? { ...target, amount: 60 } : target,
    );
    await perform(desk.system(), 'clock-policy', 'edit', common, { targets });
    await follow(desk, nine + minute);
    expect(await due(id)).toBe(nine + budget / 2);
    expect(await due(done)).toBe(ended);
    const moved = await desk.owner(`select payload from history where item = $1 and action = 'clock-moved'`, [id]);
    expect(moved).toMatchObject([{ payload: { clock: 'response', due: [nine + budget, nine + budget / 2] } }]);
    expect(await passTo(nine + budget / 4)).toContain('lea clock-threshold response 50');
  });
});
