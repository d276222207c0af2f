import { describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE, dayNumber, instantOf } from '#/base/time.ts';
import { compileCalendar } from '#/engines/calendar/compile.ts';
import { type CalendarSpec, type Interval, aroundTheClock } from '#/engines/calendar/spec.ts';
import { type ClockConditions, evaluate } from './conditions.ts';
import { foldClock } from './fold.ts';
import { firstDueOf, readClock } from './read.ts';
import { replayClock } from './replay.ts';
import type { ClockEvent, ClockState, Goal } from './state.ts';
import { timers } from './timers.ts';

// Faults that clocks of other service desks are known to have had. Each is a case that must come out right here.

const at = (text: string) => Date.parse(text);
const hours = (amount: number): Goal => ({ amount, unit: 'hours' });

function weekdays(zone: string, ...intervals: Interval[]): CalendarSpec {
  const week = Array.from({ length: 7 }, (_, day) => (day < 5 ? intervals : []));
  return { zone, week, holidays: [], exceptions: [] };
}

const compile = (spec: CalendarSpec) => compileCalendar([{ from: 0, spec }]);
const long = { from: '08:00', to: '18:00' };

test('an escalation before the deadline keeps to a calendar of several intervals (glpi #22678)', () => {
  for (const intervals of [
    [long],
    [
      { from: '08:00', to: '12:00' },
      { from: '12:00', to: '18:00' },
    ],
  ]) {
    const calendar = compile(weekdays('Europe/Paris', ...intervals));
    const clock = replayClock([{ type: 'start', at: at('2026-01-12T17:00+01:00'), goal: hours(4) }], calendar);
    expect(clock.due).toBe(at('2026-01-13T11:00+01:00'));
    expect(timers(clock, calendar, [{ offset: -HOUR }])?.at).toBe(at('2026-01-13T10:00+01:00'));
  }
  const lunch = compile(weekdays('Europe/Paris', { from: '08:00', to: '10:30' }, { from: '11:30', to: '18:00' }));
  const clock = replayClock([{ type: 'start', at: at('2026-01-12T17:00+01:00'), goal: hours(4) }], lunch);
  expect(clock.due).toBe(at('2026-01-13T12:00+01:00'));
  expect(timers(clock, lunch, [{ offset: -HOUR }])?.at).toBe(at('2026-01-13T10:00+01:00'));
});

test('a record made outside the hours of a calendar in another zone is not escalated at once (glpi #15429)', () => {
  const calendar = compile(weekdays('America/New_York', { from: '09:00', to: '17:00' }));
  const opened = at('2026-01-12T09:00+01:00');
  const clock = replayClock([{ type: 'start', at: opened, goal: hours(2) }], calendar);
  expect(clock.due).toBe(at('2026-01-12T11:00-05:00'));
  expect(timers(clock, calendar, [{ percent: 50 }])?.at).toBe(at('2026-01-12T10:00-05:00'));
  expect(readClock(clock, calendar, opened + HOUR)).toMatchObject({ elapsed: 0, breachedAt: null });
});

test('a pause outlives the swap of the agreement (glpi #6902)', () => {
  const calendar = compile(weekdays('Europe/Paris', long));
  const start = at('2026-01-12T09:00+01:00');
  const events: ClockEvent[] = [
    { type: 'start', at: start, goal: hours(8) },
    { type: 'pause', at: start + HOUR },
    { type: 'resume', at: start + 90 * MINUTE },
    { type: 'swap', at: start + 2 * HOUR, goal: hours(4) },
  ];
  const clock = replayClock(events, calendar);
  expect(clock).toMatchObject({ due: start + 4 * HOUR + 30 * MINUTE, pausedWorking: 30 * MINUTE });
  // The same with the calendar swapped too: an hour of the lunch it now has does not count.
  const lunch = compile(weekdays('Europe/Paris', { from: '08:00', to: '12:00' }, { from: '13:00', to: '18:00' }));
  expect(replayClock(events, lunch).due).toBe(start + 5 * HOUR + 30 * MINUTE);
});

test('a calendar that is open on Tuesdays only has business time (osTicket #6739)', () => {
  const spec = weekdays('Europe/Bratislava');
  spec.week[1] = [{ from: '09:00', to: '17:00' }];
  const calendar = compile(spec);
  const clock = replayClock([{ type: 'start', at: at('2026-01-14T09:00+01:00'), goal: hours(10) }], calendar);
  expect(clock.due).toBe(at('2026-01-27T11:00+01:00'));
});

describe('the update clock', () => {
  type Ticket = { open: boolean; publicReplies: number };
  const response: ClockConditions<Ticket> = {
    start: (ticket) => ticket.open,
    stop: (ticket) => ticket.publicReplies > 0,
  };
  const update: ClockConditions<Ticket> = {
    start: (ticket) => ticket.open,
    reset: (ticket, before) => ticket.publicReplies > (before?.publicReplies ?? 0),
  };
  const calendar = compile(aroundTheClock('UTC'));
  const goals = { response: hours(4), update: hours(1) };
  const start = at('2026-01-12T09:00Z');

  function run(changes: { at: number; ticket: Ticket }[]) {
    const clocks: { response: ClockState | null; update: ClockState | null } = { response: null, update: null };
    let before: Ticket | null = null;
    for (const change of changes) {
      for (const [name, conditions] of [
        ['response', response],
        ['update', update],
      ] as const) {
        for (const type of evaluate(conditions, clocks[name]?.state ?? null, before, change.ticket)) {
          const event: ClockEvent =
            type === 'start' ? { type, at: change.at, goal: goals[name] } : { type, at: change.at };
          clocks[name] = foldClock(clocks[name], event, calendar);
        }
      }
      before = change.ticket;
    }
    return clocks;
  }

  test('never overrules the first response (zammad #5177)', () => {
    const begun = run([{ at: start, ticket: { open: true, publicReplies: 0 } }]);
    if (begun.response === null || begun.update === null) throw new Error('Both clocks start.');
    expect(begun.response.due).toBe(start + 4 * HOUR);
    expect(begun.update.due).toBe(start + HOUR);
    const clocks = [
      { name: 'response', clock: begun.response },
      { name: 'update', clock: begun.update },
    ];
    expect(firstDueOf(clocks)).toEqual({ name: 'update', due: start + HOUR });
    // Breaching the update leaves the response where it is.
    expect(readClock(begun.update, calendar, start + 2 * HOUR).breachedAt).toBe(start + HOUR);
    expect(readClock(begun.response, calendar, start + 2 * HOUR)).toMatchObject({
      breachedAt: null,
      due: start + 4 * HOUR,
    });
  });

  test('starts again with each public reply, which stops the first response once', () => {
    const first = start + 30 * MINUTE;
    const second = start + 80 * MINUTE;
    const clocks = run([
      { at: start, ticket: { open: true, publicReplies: 0 } },
      { at: first, ticket: { open: true, publicReplies: 1 } },
      { at: first + MINUTE, ticket: { open: true, publicReplies: 1 } },
      { at: second, ticket: { open: true, publicReplies: 2 } },
    ]);
    expect(clocks.response).toMatchObject({ state: 'stopped', stoppedAt: first, met: true });
    expect(clocks.update).toMatchObject({ state: 'running', startedAt: second, due: second + HOUR, met: null });
  });

  test('ends with the ticket', () => {
    const clocks = run([
      { at: start, ticket: { open: true, publicReplies: 0 } },
      { at: start + MINUTE, ticket: { open: false, publicReplies: 0 } },
    ]);
    expect(clocks.update?.state).toBe('cancelled');
  });
});

test('a hold counts when a paused record is resolved in the same change (frappe/helpdesk #3776)', () => {
  type Ticket = { state: 'open' | 'on-hold' | 'resolved' };
  const conditions: ClockConditions<Ticket> = {
    start: () => true,
    pause: ({ state }) => state === 'on-hold',
    stop: ({ state }) => state === 'resolved',
  };
  const calendar = compile(aroundTheClock('UTC'));
  const start = at('2026-01-12T09:00Z');
  let clock = foldClock(null, { type: 'start', at: start, goal: hours(2) }, calendar);
  clock = foldClock(clock, { type: 'pause', at: start + HOUR }, calendar);
  const steps = evaluate(conditions, clock.state, { state: 'on-hold' }, { state: 'resolved' });
  expect(steps).toEqual(['stop']);
  clock = foldClock(clock, { type: 'stop', at: start + 6 * HOUR }, calendar);
  expect(clock).toMatchObject({ elapsed: HOUR, pausedWorking: 5 * HOUR, due: start + 7 * HOUR, met: true });
});

test("the viewer's zone moves no deadline (frappe/helpdesk #3776)", () => {
  const home = process.env['TZ'];
  const dues = ['Asia/Kolkata', 'Europe/Istanbul', 'America/Los_Angeles'].map((viewer) => {
    process.env['TZ'] = viewer;
    const calendar = compile(weekdays('Europe/Istanbul', { from: '09:00', to: '18:00' }));
    return replayClock([{ type: 'start', at: at('2026-01-12T16:30+03:00'), goal: hours(4) }], calendar).due;
  });
  if (home === undefined) delete process.env['TZ'];
  else process.env['TZ'] = home;
  expect(new Set(dues)).toEqual(new Set([at('2026-01-13T11:30+03:00')]));
});

test('a hold over days off adds only its working time (frappe/helpdesk #2449)', () => {
  const spec = weekdays('Europe/Bratislava', { from: '09:00', to: '17:00' });
  spec.holidays.push('2026-01-06');
  const calendar = compile(spec);
  const saturday = at('2026-01-03T12:00+01:00');
  const events: ClockEvent[] = [
    { type: 'start', at: saturday, goal: hours(4) },
    { type: 'pause', at: at('2026-01-05T10:00+01:00') },
    { type: 'resume', at: at('2026-01-07T11:00+01:00') },
  ];
  // An hour on Monday; the hold takes seven on Monday and two on Wednesday; three are left.
  expect(replayClock(events, calendar)).toMatchObject({
    elapsed: HOUR,
    pausedWorking: 9 * HOUR,
    due: at('2026-01-07T14:00+01:00'),
  });
  const held = replayClock(
    [...events.slice(0, 1), { type: 'pause', at: saturday }, { type: 'resume', at: saturday + DAY }],
    calendar,
  );
  expect(held.due).toBe(at('2026-01-05T13:00+01:00'));
});

test('a daily time happens once a day when clocks change (billetsys PR 175)', () => {
  for (const sunday of ['2026-03-29', '2026-10-25']) {
    const day = dayNumber(sunday) ?? NaN;
    const runs = [-1, 0, 1].map((add) => instantOf('Europe/Berlin', (day + add) * DAY + 150 * MINUTE, 'first'));
    const gaps = runs.slice(1).map((run, index) => (run - (runs[index] ?? 0)) / HOUR);
    expect(gaps).toEqual(sunday === '2026-03-29' ? [24, 23] : [24, 25]);
  }
  const calendar = compile(aroundTheClock('Europe/Berlin'));
  const due = (start: string) => replayClock([{ type: 'start', at: at(start), goal: hours(24) }], calendar).due;
  expect(due('2026-03-28T12:00+01:00')).toBe(at('2026-03-29T13:00+02:00'));
  expect(due('2026-10-24T12:00+02:00')).toBe(at('2026-10-25T11:00+01:00'));
});
