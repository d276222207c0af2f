import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDesk, tuesday } from '#/app/test/desk.ts';
import type { Desk } from '#/app/test/desk.ts';
import { Refusal } from '#/base/refusal.ts';
import { perform } from '#/record/server/commit/perform.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import { configurationOf } from '#/record/server/configuration.ts';
import { brokenRows } from '#/record/server/row-faults.ts';
import { checkValue } from '#/record/shared/check.ts';
import { calendar as calendarRecord } from '#/processes/foundation/shared/calendar.ts';
import { person as personRecord } from '#/processes/foundation/shared/person.ts';

let desk: Desk;
let warned: string[];
beforeEach(async () => {
  desk = await openDesk();
  warned = [];
  desk.kit.warn = (line, { kind, number }) => void warned.push(`${line}: ${String(kind)} ${String(number)}`);
}, 60_000);
afterEach(() => desk.drop());

const office = [{ from: '08:00', to: '17:00' }];
const version = (week: Row[][]) => ({ from: '2000-01-01T00:00:00.000Z', week, holidays: [], exceptions: [] });
const hours = [version([office, [], [], [], [], [], []])];
const noHours = [version([[], [], [], [], [], [], []])];
const refusedFields = async (work: Promise<unknown>): Promise<unknown> => {
  try {
    await work;
  } catch (error) {
    if (error instanceof Refusal)
      return Object.fromEntries(Object.entries(error.fields).map(([f, { key }]) => [f, key]));
    throw error;
  }
  return 'nothing was refused';
};
const log = () =>
  desk.does('agent', 'create', null, {
    title: 'No mail',
    channel: 'email',
    affectedUser: desk.ids.user,
    impact: 2,
    urgency: 2,
  });
const clocks = async (id: string) => (await desk.owner('select 1 from clock where item = $1', [id])).length;
/** Writes to a table by hand, past every check. */
const byHand = async (sql: string) => {
  await desk.owner(sql);
  await desk.owner('update epoch set value = value + 1');
};
const rows = async (kind: string) => (await configurationOf(desk.system())).rows(kind);
const broken = async () => {
  const found = await brokenRows(await desk.as('administrator'));
  return found.map(({ kind, faults }) => `${kind} ${Object.keys(faults).join(' ')}`).toSorted();
};

describe('a time zone', () => {
  const none = ['+02:00', '-05:00', '+0200', 'Mars/Olympus', 'Z', 'UTC+2', 'Europe/Bratislava; x', 'BST'];

  it.each(none)('is not %s, at any door', async (timeZone) => {
    const wrong = { timeZone: 'field.not-time-zone' };
    for (const field of [calendarRecord.fields.timeZone, personRecord.fields.timeZone]) {
      expect(checkValue(field, timeZone)).toHaveProperty('problem');
    }
    const does = (action: string, id: string | null, input: Row) =>
      refusedFields(desk.does('administrator', action, id, input));
    expect(await does('calendar.create', null, { name: 'z', timeZone, versions: hours })).toEqual(wrong);
    const [calendar] = await rows('calendar');
    expect(await does('calendar.edit', calendar?.['id'] as string, { timeZone })).toEqual(wrong);
    expect(await does('person.edit', desk.ids.user, { timeZone })).toEqual(wrong);
    expect(await does('location.create', null, { name: 'Here', timeZone })).toEqual(wrong);
  });

  it('is one of the database of time zones', () => {
    for (const zone of ['Europe/Bratislava', 'UTC', 'Etc/GMT+2', 'America/Argentina/Buenos_Aires'])
      expect(checkValue(personRecord.fields.timeZone, zone)).toEqual({ value: zone });
  });

  it('that is none in a row by hand is passed over: the desk’s counts for the person who has it', async () => {
    await byHand(`update person set time_zone = '+02:00' where id = '${desk.ids.agent}'`);
    expect((await desk.as('agent')).actor.timeZone).toBe('Europe/Bratislava');
    expect(await clocks((await log()).id)).toBe(3);
  });
});

describe('a row of the configuration that is broken', () => {
  it('stops no case where nothing uses it: a calendar, in use or retired', async () => {
    const { id } = await desk.does('administrator', 'calendar.create', null, {
      name: 'z',
      timeZone: 'Europe/Bratislava',
      versions: hours,
    });
    await byHand(`update work_calendar set time_zone = '+02:00' where id = '${id}'`);
    const { id: incident } = await log();
    expect(await clocks(incident)).toBe(3);
    await desk.does('agent', 'resolve', incident, { closeCode: 'fixed', solution: 'Done.' }, tuesday + 60_000);
    expect(await broken()).toEqual(['calendar timeZone']);
    expect(warned).toEqual([]);
    await byHand(`update work_calendar set state = 'retired' where id = '${id}'`);
    expect(await broken()).toEqual([]);
    expect(await clocks((await log()).id)).toBe(3);
  });

  it.each([
    ['a zone', `update work_calendar set time_zone = '+02:00'`],
    ['hours', `update work_calendar set versions = '[{"from": 7}]'`],
    ['targets', `update clock_policy set targets = '{"none": 1}'`],
  ])('promises nothing to the cases that would have used it, and is named: %s', async (_what, sql) => {
    const before = await log();
    await byHand(sql);
    const { id } = await log();
    expect(await clocks(id)).toBe(0);
    expect((await broken()).filter((one) => one.startsWith('clock-policy'))).not.toEqual([]);
    expect(warned.length).toBeGreaterThan(0);
    // What ran under it can still be worked on, and ends.
    await desk.does('agent', 'reply', before.id, { body: 'We look' }, tuesday + 60_000);
    await desk.does('agent', 'resolve', before.id, { closeCode: 'fixed', solution: 'Done.' }, tuesday + 120_000);
    expect(await desk.incident(before.id)).toMatchObject({ state: 'resolved', dueAt: null });
  });

  it('gives no group and no priority: the next rule, the next matrix', async () => {
    const add = (kind: string, input: Row) => perform(desk.system(), kind, 'create', null, input);
    const rule = await add('assignment-rule', { name: 'A', order: 1, where: 'priority >= 1', group: desk.ids.second });
    await add('assignment-rule', { name: 'B', order: 2, where: 'priority >= 1', group: desk.ids.desk });
    const cells = [1, 2, 3].map(() => [1, 1, 1]);
    const matrix = await add('priority-matrix', { name: 'M', order: 1, cells });
    await byHand(`update priority_matrix set position = 5 where id <> '${matrix.id}'`);
    await byHand(`update priority_matrix set cells = '{"a": 1}' where id = '${matrix.id}'`);
    await byHand(`update assignment_rule set condition = 'nosuch = 1' where id = '${rule.id}'`);
    const { id } = await log();
    expect(await desk.incident(id)).toMatchObject({ group: desk.ids.desk, priority: 3 });
    expect(await broken()).toEqual(['assignment-rule where', 'priority-matrix cells']);
    expect(warned).toHaveLength(2);
  });

  it('is never found in what ships', async () => {
    expect(await broken()).toEqual([]);
  });
});

describe('a version of a calendar', () => {
  const begins = (...froms: string[]) =>
    refusedFields(
      desk.does('administrator', 'calendar.create', null, {
        name: 'z',
        timeZone: 'Europe/Bratislava',
        versions: froms.map((from) => ({ ...version([office, [], [], [], [], [], []]), from })),
      }),
    );

  it('begins on a day that there is, and each after the one before', async () => {
    for (const from of [
      '2026-02-30T00:00:00Z',
      '2026-13-01T00:00:00Z',
      '2026-01-01T99:00:00Z',
      '2026-01-01T00:00:00+01:00',
    ])
      expect(await begins(from), from).toEqual({ versions: 'field.not-instant' });
    const twice = ['2026-01-01T00:00:00Z', '2026-01-01T00:00Z'] as const;
    expect(await begins(...twice)).toEqual({ versions: 'service-level.calendar-order' });
    expect(await begins('2026-01-01T00:00Z', '2026-01-01T00:00:00.001Z')).toBe('nothing was refused');
  });
});

describe('a calendar that is never open', () => {
  const add = (versions: Row[]) =>
    desk.does('administrator', 'calendar.create', null, { name: 'Never', timeZone: 'Europe/Bratislava', versions });

  it('is nothing that a policy can count by', async () => {
    const { id } = await add(noHours);
    const [policy] = await rows('clock-policy');
    const never = { calendar: 'service-level.calendar-never-open' };
    const does = (action: string, on: string | null, input: Row) =>
      refusedFields(desk.does('administrator', action, on, input));
    expect(await does('clock-policy.edit', policy?.['id'] as string, { calendar: id })).toEqual(never);
    const { targets, thresholds } = policy ?? {};
    const input = { name: 'p', kind: 'incident', order: 5, calendar: id, targets, thresholds };
    expect(await does('clock-policy.create', null, input)).toEqual(never);
  });

  it('is not what a calendar that policies count by can become', async () => {
    const [policy] = await rows('clock-policy');
    const used = policy?.['calendar'] as string;
    expect(await refusedFields(desk.does('administrator', 'calendar.edit', used, { versions: noHours }))).toEqual({
      versions: 'service-level.calendar-needs-hours',
    });
    const { id } = await add(hours);
    await desk.does('administrator', 'calendar.edit', id, { versions: noHours });
  });
});
