import { expect, test } from 'vitest';
import { compileCalendar } from '#/engines/calendar/compile.ts';
import type { CalendarHistory, Interval } from '#/engines/calendar/spec.ts';
import { addWorkingTime, subtractWorkingTime, workingTime } from '#/engines/calendar/working-time.ts';
import { breakdownClock } from './breakdown.ts';
import { explainClock } from './explain.ts';
import { foldClock, markBreach } from './fold.ts';
import { type ClockCase, clockCase } from './proof/cases.ts';
import { seeded } from './proof/random.ts';
import { readClock } from './read.ts';
import { replayClock } from './replay.ts';
import type { ClockEvent, ClockState } from './state.ts';

// Laws that hold for any clock, whatever the right answer is. Instants here are odd milliseconds, not whole minutes.

const cases = process.env['MAINSTAY_LONG'] === '1' ? 5_000 : 300;
const patience = { timeout: 300_000 };
const minute = 60_000;

/** The generated cases, with their instants moved off the minute, in order. */
function* uneven(): Generator<ClockCase & { random: ReturnType<typeof seeded> }> {
  for (let seed = 1; seed <= cases; seed++) {
    const random = seeded(seed + 1_000_000);
    const generated = clockCase(seed);
    const shifts = generated.events.map(() => random.integer(0, minute - 1)).toSorted((a, b) => a - b);
    const events = generated.events.map((event, index) => ({ ...event, at: event.at + (shifts[index] ?? 0) }));
    yield { ...generated, events, now: generated.now + minute, random };
  }
}

function compiled({ calendars, inForce }: ClockCase) {
  const all = calendars.map((history) => compileCalendar(history));
  const last = all[inForce.at(-1) ?? 0];
  if (last === undefined) throw new Error('No calendar.');
  return { all, last };
}

function fold(events: readonly ClockEvent[], inForce: readonly number[], { all, last }: ReturnType<typeof compiled>) {
  let clock: ClockState | null = null;
  for (const [index, event] of events.entries()) {
    clock = foldClock(clock, event, all[inForce[index] ?? 0] ?? last, events.slice(0, index));
  }
  return clock;
}

test('folding is replaying, and noting a breach on the way changes nothing', patience, () => {
  for (const generated of uneven()) {
    const calendars = compiled(generated);
    const replayed = replayClock(generated.events, calendars.last);
    expect(fold(generated.events, generated.inForce, calendars)).toEqual(replayed);
    let noted: ClockState | null = null;
    for (const [index, event] of generated.events.entries()) {
      const calendar = calendars.all[generated.inForce[index] ?? 0] ?? calendars.last;
      if (noted !== null) noted = markBreach(noted, event.at);
      noted = foldClock(noted, event, calendar, generated.events.slice(0, index));
    }
    if (noted === null) throw new Error('No events.');
    const later = markBreach(noted, generated.now);
    expect(later).toEqual(markBreach(replayed, generated.now));
    expect(JSON.parse(JSON.stringify(noted))).toEqual(noted);
  }
});

test('a split interval adds up', patience, () => {
  for (const generated of uneven()) {
    const { last } = compiled(generated);
    const { random, probe } = generated;
    const [a = 0, b = 0, c = 0] = [0, 0, 0]
      .map(() => probe.from + random.integer(0, 5 * 1440 * minute))
      .toSorted((x, y) => x - y);
    expect(workingTime(last, a, c)).toBe(workingTime(last, a, b) + workingTime(last, b, c));
    const [first, second] = [random.integer(0, 600 * minute), random.integer(1, 600 * minute)];
    const middle = addWorkingTime(last, a, first);
    const end = addWorkingTime(last, a, first + second);
    if (middle === null || end === null) continue;
    expect(addWorkingTime(last, middle, second)).toBe(end);
    expect(workingTime(last, a, end)).toBe(first + second);
    expect(workingTime(last, a, end - 1)).toBeLessThan(first + second);
    const back = subtractWorkingTime(last, end, second);
    expect(back).not.toBeNull();
    expect(workingTime(last, back ?? NaN, end)).toBe(second);
  }
});

test('pausing or stopping for no time changes nothing', patience, () => {
  let inserted = 0;
  for (const generated of uneven()) {
    const { last } = compiled(generated);
    const { events, now, random } = generated;
    const place = random.integer(1, events.length);
    const before = events.slice(0, place);
    const from = before.at(-1)?.at ?? 0;
    const at = random.integer(from, events[place]?.at ?? now);
    if (replayClock(before, last).state !== 'running') continue;
    inserted++;
    const nothing: ClockEvent[] = random.chance(50)
      ? [
          { type: 'pause', at },
          { type: 'resume', at },
        ]
      : [
          { type: 'stop', at },
          { type: 'reopen', at },
        ];
    const interrupted = replayClock([...before, ...nothing, ...events.slice(place)], last);
    const without = replayClock(events, last);
    expect(readClock(interrupted, last, now)).toEqual(readClock(without, last, now));
  }
  expect(inserted).toBeGreaterThan(cases / 4);
});

test("the viewer's zone changes nothing", patience, () => {
  const home = process.env['TZ'];
  const results = ['UTC', 'Asia/Kathmandu', 'America/St_Johns'].map((viewer) => {
    process.env['TZ'] = viewer;
    const clocks = [];
    for (let seed = 1; seed <= cases / 5; seed++) {
      const generated = clockCase(seed);
      clocks.push(replayClock(generated.events, compiled(generated).last));
    }
    return JSON.stringify(clocks);
  });
  if (home === undefined) delete process.env['TZ'];
  else process.env['TZ'] = home;
  expect(new Set(results).size).toBe(1);
});

const minuteOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
const timeOf = (value: number) =>
  `${String(Math.floor(value / 60)).padStart(2, '0')}:${String(value % 60).padStart(2, '0')}`;

/**
 * Hours with no boundary between midnight and 04:00, where clocks change: a skipped opening moves forward by what was
 * skipped, so an earlier opening inside the skipped hour is a later one on that day.
 */
function awake(intervals: readonly Interval[]): Interval[] {
  const moved = intervals.map(({ from, to }) => ({
    from: from === '00:00' ? 0 : Math.max(240, minuteOf(from)),
    to: Math.max(240, minuteOf(to)),
  }));
  return join(moved);
}

function join(intervals: { from: number; to: number }[]): Interval[] {
  const joined: { from: number; to: number }[] = [];
  for (const next of intervals.filter(({ from, to }) => from < to).toSorted((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last !== undefined && next.from <= last.to) last.to = Math.max(last.to, next.to);
    else joined.push({ ...next });
  }
  return joined.map(({ from, to }) => ({ from: timeOf(from), to: timeOf(to) }));
}

function change(history: CalendarHistory, hours: (intervals: readonly Interval[]) => Interval[]): CalendarHistory {
  return history.map(({ from, spec }) => ({
    from,
    spec: {
      ...spec,
      week: spec.week.map(hours),
      exceptions: spec.exceptions.map(({ date, intervals }) => ({ date, intervals: hours(intervals) })),
    },
  }));
}

test('widening the hours never moves a deadline later', patience, () => {
  let moved = 0;
  for (const { calendars, events, random } of uneven()) {
    const narrow = change(calendars[0] ?? [], awake);
    const wide = change(narrow, (intervals) => {
      const wider = intervals.map(({ from, to }) => ({
        from: from === '00:00' ? 0 : Math.max(240, minuteOf(from) - random.integer(0, 90)),
        to: Math.min(1440, minuteOf(to) + random.integer(0, 90)),
      }));
      if (random.chance(20)) wider.push({ from: 600, to: 660 });
      return join(wider);
    });
    const goal = { amount: random.integer(1, 3000), unit: 'minutes' } as const;
    const before = replayClock(events, compileCalendar(narrow), goal);
    const after = replayClock(events, compileCalendar(wide), goal);
    // Where there was a breach, there still is one, no later; a paused clock has no deadline to compare.
    expect(after.breachedAt ?? (before.breachedAt === null ? 0 : Infinity)).toBeLessThanOrEqual(
      before.breachedAt ?? Infinity,
    );
    expect(after.due ?? (before.due === null ? 0 : Infinity)).toBeLessThanOrEqual(before.due ?? Infinity);
    if (after.due !== before.due) moved++;
  }
  expect(moved).toBeGreaterThan(cases / 10);
});

test('an explanation has no gaps, and what it counts adds up to the elapsed time', patience, () => {
  for (const generated of uneven()) {
    const { last } = compiled(generated);
    const { events, now } = generated;
    const clock = replayClock(events, last);
    const { spans, elapsed } = explainClock(events, last, undefined, now);
    expect(elapsed).toBe(readClock(clock, last, now).elapsed);
    const ends = clock.state === 'stopped' || clock.state === 'cancelled' ? clock.changedAt : now;
    expect([spans[0]?.from ?? ends, spans.at(-1)?.to ?? ends]).toEqual([clock.startedAt, ends]);
    expect(spans.slice(1).map(({ from }) => from)).toEqual(spans.slice(0, -1).map(({ to }) => to));
    expect(spans.every(({ from, to }) => from < to)).toBe(true);
  }
});

test('the shares of those who held a record add up to the elapsed time', patience, () => {
  for (const generated of uneven()) {
    const { last } = compiled(generated);
    const { events, now, random } = generated;
    const first = events[0]?.at ?? 0;
    const holdings = [0, 0, 0, 0]
      .map(() => random.integer(first - minute, now))
      .toSorted((a, b) => a - b)
      .map((from) => ({ from, holder: random.pick(['desk', 'network', null]) }));
    const shares = breakdownClock(events, last, holdings, now);
    const total = shares.reduce((sum, { counted }) => sum + counted, 0);
    expect(total).toBe(readClock(replayClock(events, last), last, now).elapsed);
  }
});
