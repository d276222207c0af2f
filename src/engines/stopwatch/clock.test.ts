import { describe, expect, test } from 'vitest';
import { HOUR, MINUTE } from '#/base/time.ts';
import { compileCalendar } from '#/engines/calendar/compile.ts';
import { type CalendarSpec, aroundTheClock } from '#/engines/calendar/spec.ts';
import { breakdownClock } from './breakdown.ts';
import { explainClock } from './explain.ts';
import { foldClock } from './fold.ts';
import { percentUsed, readClock } from './read.ts';
import { replayClock } from './replay.ts';
import type { ClockEvent, Goal } from './state.ts';
import { type Threshold, timers } from './timers.ts';

const at = (text: string) => Date.parse(text);
const spec: CalendarSpec = {
  zone: 'Europe/Bratislava',
  week: Array.from({ length: 7 }, (_, day) =>
    day < 5
      ? [
          { from: '08:00', to: '12:00' },
          { from: '13:00', to: '17:00' },
        ]
      : [],
  ),
  holidays: ['2026-01-06'],
  exceptions: [],
};
const office = compileCalendar([{ from: 0, spec }]);
const always = compileCalendar([{ from: 0, spec: aroundTheClock('UTC') }]);
const monday = at('2026-01-12T08:00+01:00');
const hours = (amount: number): Goal => ({ amount, unit: 'hours' });
const started = (goal: Goal, start = monday) => foldClock(null, { type: 'start', at: start, goal }, office);

describe('breach', () => {
  const begun = foldClock(null, { type: 'start', at: 0, goal: hours(1) }, always);

  test('is a matter of a millisecond', () => {
    expect(foldClock(begun, { type: 'stop', at: HOUR }, always)).toMatchObject({ met: true, breachedAt: null });
    expect(foldClock(begun, { type: 'stop', at: HOUR + 1 }, always)).toMatchObject({ met: false, breachedAt: HOUR });
    expect(readClock(begun, always, HOUR)).toMatchObject({ left: 0, breachedAt: null });
    expect(readClock(begun, always, HOUR + 1)).toMatchObject({ left: -1, breachedAt: HOUR, met: false });
  });

  test('does not come to a paused clock, not even one paused at its deadline', () => {
    const paused = foldClock(begun, { type: 'pause', at: HOUR }, always);
    expect(readClock(paused, always, 100 * HOUR)).toMatchObject({ left: 0, due: null, breachedAt: null });
    const resumed = foldClock(paused, { type: 'resume', at: 2 * HOUR }, always);
    expect(resumed).toMatchObject({ due: 2 * HOUR, breachedAt: null });
  });

  test('stays through a pause and a reopening, and goes with a reset and cancelling', () => {
    let clock = foldClock(begun, { type: 'pause', at: 2 * HOUR }, always);
    expect(clock).toMatchObject({ due: null, breachedAt: HOUR, met: false });
    clock = foldClock(clock, { type: 'stop', at: 3 * HOUR }, always);
    clock = foldClock(clock, { type: 'reopen', at: 4 * HOUR }, always);
    expect(clock).toMatchObject({ due: HOUR, breachedAt: HOUR, elapsed: 2 * HOUR, met: false });
    expect(foldClock(clock, { type: 'cancel', at: 5 * HOUR }, always)).toMatchObject({ met: null, due: null });
    const reset = foldClock(clock, { type: 'reset', at: 5 * HOUR }, always);
    expect(reset).toMatchObject({ startedAt: 5 * HOUR, elapsed: 0, due: 6 * HOUR, breachedAt: null, met: null });
  });
});

describe('goals in days', () => {
  test('a pause moves the deadline by the working time it took', () => {
    const goal: Goal = { amount: 1, unit: 'business-days' };
    let clock = started(goal, monday + 2 * HOUR);
    expect(clock).toMatchObject({ due: at('2026-01-13T10:00+01:00'), goalMs: 8 * HOUR });
    clock = foldClock(clock, { type: 'pause', at: monday + 3 * HOUR }, office);
    clock = foldClock(clock, { type: 'resume', at: at('2026-01-13T11:00+01:00') }, office);
    expect(clock.due).toBe(at('2026-01-14T10:00+01:00'));
  });

  test('a deadline at an opening stays there over a pause in the night', () => {
    let clock = started({ amount: 1, unit: 'business-days' }, at('2026-01-12T06:00+01:00'));
    expect(clock.due).toBe(at('2026-01-13T08:00+01:00'));
    clock = foldClock(clock, { type: 'pause', at: at('2026-01-12T20:00+01:00') }, office);
    clock = foldClock(clock, { type: 'resume', at: at('2026-01-12T22:00+01:00') }, office);
    expect(clock).toMatchObject({ due: at('2026-01-13T08:00+01:00'), breachedAt: null });
  });

  test('the end of the working day is that of the day', () => {
    expect(started({ amount: 0, unit: 'end-of-working-day' }).due).toBe(at('2026-01-12T17:00+01:00'));
    expect(started({ amount: 1, unit: 'end-of-working-day' }).due).toBe(at('2026-01-13T17:00+01:00'));
  });
});

describe('events that do not fit', () => {
  test('change nothing', () => {
    const clock = started(hours(4));
    for (const type of ['resume', 'reopen'] as const) {
      expect(foldClock(clock, { type, at: monday + HOUR }, office)).toBe(clock);
    }
    expect(foldClock(clock, { type: 'start', at: monday + HOUR, goal: hours(1) }, office)).toBe(clock);
    const gone = foldClock(clock, { type: 'cancel', at: monday + HOUR }, office);
    for (const type of ['pause', 'stop', 'reset', 'reopen'] as const) {
      expect(foldClock(gone, { type, at: monday + 2 * HOUR }, office)).toBe(gone);
    }
  });

  test('are refused when they cannot be', () => {
    const clock = started(hours(4));
    expect(() => foldClock(null, { type: 'pause', at: 0 }, office)).toThrow('begins with a start');
    expect(() => foldClock(clock, { type: 'pause', at: monday - 1 }, office)).toThrow('before');
    expect(() => foldClock(clock, { type: 'swap', at: monday, goal: hours(2) }, office)).toThrow('history');
    expect(() => started(hours(0))).toThrow(RangeError);
    expect(() => replayClock([], office)).toThrow(RangeError);
    expect(() =>
      replayClock(
        [
          { type: 'start', at: 5, goal: hours(1) },
          { type: 'stop', at: 4 },
        ],
        office,
      ),
    ).toThrow('before');
  });
});

test('another goal can be tried on the same history', () => {
  const events: ClockEvent[] = [
    { type: 'start', at: monday, goal: hours(8) },
    { type: 'stop', at: monday + 3 * HOUR },
  ];
  expect(replayClock(events, office).met).toBe(true);
  expect(replayClock(events, office, hours(2))).toMatchObject({ met: false, breachedAt: monday + 2 * HOUR });
});

describe('thresholds', () => {
  const clock = started(hours(4));
  const ladder: Threshold[] = [{ percent: 50 }, { percent: 75 }, { percent: 90 }, { percent: 100, every: 25 }];

  test('follow each other in working time, and repeat', () => {
    const found: [number, string][] = [];
    let fired = 0;
    for (let count = 0; count < 6; count++) {
      const timer = timers(clock, office, ladder, fired);
      if (timer === null) throw new Error('There is always a next one.');
      fired = timer.percent;
      found.push([timer.percent, new Date(timer.at).toISOString().slice(11, 16)]);
    }
    expect(found).toEqual([
      [50, '09:00'],
      [75, '10:00'],
      [90, '10:36'],
      [100, '11:00'],
      [125, '13:00'],
      [150, '14:00'],
    ]);
  });

  test('go before and after the deadline by working time too', () => {
    expect(timers(clock, office, [{ offset: -90 * MINUTE }])?.at).toBe(monday + 150 * MINUTE);
    expect(timers(clock, office, [{ offset: HOUR }])?.at).toBe(monday + 6 * HOUR);
    expect(timers(clock, office, [{ offset: -90 * MINUTE }], 62.5)).toBeNull();
  });

  test('that a shorter goal has passed are due at once, and none is while the clock rests', () => {
    const paused = foldClock(clock, { type: 'pause', at: monday + 3 * HOUR }, office);
    expect(timers(paused, office, ladder)).toBeNull();
    const resumed = foldClock(paused, { type: 'resume', at: monday + 6 * HOUR }, office);
    expect(timers(resumed, office, ladder)).toMatchObject({ percent: 50, at: monday + 6 * HOUR });
    expect(timers(resumed, office, [{ percent: 50 }], 50)).toBeNull();
  });

  test('the share used is an exact ratio', () => {
    expect(percentUsed(clock, office, monday + 4 * HOUR - 1)).toEqual({ used: 4 * HOUR - 1, of: 4 * HOUR });
  });
});

test('an explanation reads like a diary', () => {
  const friday = at('2026-01-02T15:00+01:00');
  const events: ClockEvent[] = [
    { type: 'start', at: friday, goal: hours(20) },
    { type: 'pause', at: at('2026-01-07T11:00+01:00'), reason: 'awaiting-customer' },
    { type: 'resume', at: at('2026-01-07T14:00+01:00') },
    { type: 'stop', at: at('2026-01-07T18:00+01:00') },
    { type: 'reopen', at: at('2026-01-08T09:00+01:00'), reason: 'not-solved' },
  ];
  const { spans, elapsed } = explainClock(events, office, undefined, at('2026-01-08T14:00+01:00'));
  const diary = spans.map(({ from, kind, working, reason }) => [
    new Date(from + HOUR).toISOString().slice(5, 16),
    kind,
    working / HOUR,
    reason.code.replace('clock.explain.', ''),
    reason.params,
  ]);
  expect(diary).toEqual([
    ['01-02T15:00', 'counted', 2, 'counted', {}],
    ['01-02T17:00', 'closed', 0, 'closed.days', { days: 2 }],
    ['01-05T08:00', 'counted', 8, 'counted', { breaks: HOUR }],
    ['01-05T17:00', 'closed', 0, 'closed.holiday', { holidays: ['2026-01-06'] }],
    ['01-07T08:00', 'counted', 3, 'counted', {}],
    ['01-07T11:00', 'paused', 2, 'paused', { cause: 'awaiting-customer' }],
    ['01-07T14:00', 'counted', 3, 'counted', {}],
    ['01-07T17:00', 'closed', 0, 'closed.hours', {}],
    ['01-07T18:00', 'stopped', 1, 'stopped', {}],
    ['01-08T09:00', 'counted', 4, 'counted', { breaks: HOUR }],
  ]);
  expect(elapsed).toBe(20 * HOUR);
});

test('a breakdown says who used the time, pauses left out', () => {
  const events: ClockEvent[] = [
    { type: 'start', at: monday, goal: hours(8) },
    { type: 'pause', at: monday + 2 * HOUR },
    { type: 'resume', at: monday + 3 * HOUR },
  ];
  const holdings = [
    { from: monday + HOUR, holder: 'desk' },
    { from: monday + 6 * HOUR, holder: 'network' },
    { from: monday + 7 * HOUR, holder: 'desk' },
  ];
  expect(breakdownClock(events, office, holdings, monday + 8 * HOUR)).toEqual([
    { holder: null, counted: HOUR },
    { holder: 'desk', counted: 4 * HOUR },
    { holder: 'network', counted: HOUR },
  ]);
});
