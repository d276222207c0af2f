import type { CalendarHistory, CalendarSpec, Interval } from '#/engines/calendar/spec.ts';
import type { ClockEvent, Goal } from '#/engines/stopwatch/state.ts';
import { observe } from './oracle-clock.ts';
import { type Random, seeded } from './random.ts';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

/** One generated clock: calendars, events with the calendar in force from each on, a later instant, and probes. */
export type ClockCase = {
  seed: number;
  calendars: CalendarHistory[];
  events: ClockEvent[];
  inForce: number[];
  now: number;
  probe: { from: number; to: number; amount: number; days: number };
};

// Zones with the dates around which their clocks change, or with none.
const zones: { zone: string; dates: string[] }[] = [
  { zone: 'Europe/Bratislava', dates: ['2025-03-30', '2025-10-26', '2026-03-29', '2026-10-25'] },
  { zone: 'America/New_York', dates: ['2025-03-09', '2025-11-02', '2026-03-08'] },
  { zone: 'Australia/Lord_Howe', dates: ['2025-04-06', '2025-10-05', '2026-04-05'] },
  { zone: 'Asia/Kolkata', dates: ['2025-06-02', '2026-01-26'] },
  { zone: 'Pacific/Apia', dates: ['2011-12-30', '2011-09-24', '2012-04-01', '2020-09-27'] },
  { zone: 'America/Sao_Paulo', dates: ['2017-10-15', '2018-02-18', '2018-11-04', '2025-06-02'] },
  { zone: 'America/Havana', dates: ['2025-03-09', '2025-11-02'] },
];

function time(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

function interval(from: number, to: number): Interval {
  return { from: time(from), to: time(to) };
}

function someHours(random: Random): Interval[] {
  const bounds = new Set<number>();
  const count = random.integer(1, 3) * 2;
  const step = random.pick([1, 15, 30]);
  while (bounds.size < count) bounds.add(random.integer(0, 1440 / step) * step);
  const sorted = [...bounds].toSorted((a, b) => a - b);
  return sorted.flatMap((from, index) => (index % 2 === 0 ? [interval(from, sorted[index + 1] ?? 1440)] : []));
}

function someDay(random: Random): Interval[] {
  switch (random.integer(0, 7)) {
    case 0:
    case 1:
      return [interval(8 * 60, 12 * 60), interval(13 * 60, 17 * 60)];
    case 2:
      return [interval(9 * 60, 17 * 60 + 30)];
    case 3:
      return [interval(0, 6 * 60), interval(22 * 60, 1440)];
    case 4:
      return [interval(60, 150), interval(random.integer(150, 180), 225)];
    case 5:
      return [interval(0, 1440)];
    default:
      return someHours(random);
  }
}

function someWeek(random: Random): Interval[][] {
  const days = (make: (day: number) => Interval[]) => Array.from({ length: 7 }, (_, day) => make(day));
  const style = random.integer(0, 99);
  const usual = someDay(random);
  if (style < 45) return days((day) => (day < 5 ? usual : []));
  if (style < 58) return days(() => [interval(0, 1440)]);
  if (style < 68) return days((day) => (day === 1 ? usual : []));
  if (style < 70) return days(() => []);
  if (style < 85) return days(() => usual);
  return days(() => (random.chance(75) ? someDay(random) : []));
}

function someDates(random: Random, around: number, most: number): string[] {
  const dates = new Set<string>();
  const count = random.chance(50) ? random.integer(0, most) : 0;
  for (let index = 0; index < count; index++) {
    dates.add(new Date(around + random.integer(-2, 14) * DAY).toISOString().slice(0, 10));
  }
  return [...dates];
}

function someSpec(random: Random, zone: string, around: number): CalendarSpec {
  return {
    zone,
    week: someWeek(random),
    holidays: someDates(random, around, 5),
    exceptions: someDates(random, around, 3).map((date) => ({
      date,
      intervals: random.chance(30) ? [] : someDay(random),
    })),
  };
}

function someHistory(random: Random, zone: string, around: number): CalendarHistory {
  const history: CalendarHistory = [{ from: around - 400 * DAY, spec: someSpec(random, zone, around) }];
  let from = around - 2 * DAY;
  while (random.chance(15)) {
    from += random.integer(1, 5 * 1440) * MINUTE;
    const changed = random.chance(30) ? random.pick(zones).zone : zone;
    history.push({ from, spec: someSpec(random, changed, around) });
  }
  return history;
}

function someGoal(random: Random): Goal {
  const kind = random.integer(0, 9);
  if (kind < 5) return { amount: random.integer(1, 60) * 20, unit: 'minutes' };
  if (kind < 7) return { amount: random.integer(1, 30), unit: 'hours' };
  if (kind < 9) return { amount: random.integer(1, 4), unit: 'business-days' };
  return { amount: random.integer(0, 2), unit: 'end-of-working-day' };
}

function someStep(random: Random): number {
  const kind = random.integer(0, 9);
  if (kind < 2) return 0;
  if (kind < 6) return random.integer(1, 24) * 15;
  return kind < 9 ? random.integer(1, 900) : random.integer(900, 4000);
}

/** The deadline of the clock so far, give or take a minute: that is where a clock is judged. */
function deadline(
  random: Random,
  history: CalendarHistory | undefined,
  events: readonly ClockEvent[],
  at: number,
): number {
  const due = history === undefined ? null : observe(history, events, null).due;
  if (due === null) return at;
  const near = (due + random.pick([-1, 0, 0, 0, 1])) * MINUTE;
  return near >= at && near < at + 20 * DAY ? near : at;
}

const usual = {
  running: ['pause', 'pause', 'stop'],
  paused: ['resume', 'resume', 'stop'],
  stopped: ['reopen'],
} as const;

/** The case of a seed. All instants and amounts are whole minutes, and every goal in minutes a multiple of twenty. */
export function clockCase(seed: number): ClockCase {
  const random = seeded(seed);
  const { zone, dates } = random.pick(zones);
  const around = Date.parse(random.pick(dates));
  const calendars = [
    someHistory(random, zone, around),
    someHistory(random, random.chance(70) ? zone : random.pick(zones).zone, around),
  ];
  let at = around + random.integer(-3 * 1440, 1440) * MINUTE;
  const events: ClockEvent[] = [{ type: 'start', at, goal: someGoal(random) }];
  const inForce = [0];
  let likely: keyof typeof usual = 'running';
  const count = random.integer(0, 8);
  for (let index = 0; index < count; index++) {
    const current = inForce.at(-1) ?? 0;
    if (random.chance(6)) at = deadline(random, calendars[current], events, at);
    else at += someStep(random) * MINUTE;
    if (random.chance(12)) {
      events.push({ type: 'swap', at, goal: random.chance(60) ? someGoal(random) : goalOf(events) });
      inForce.push(random.chance(50) ? 1 - current : current);
      continue;
    }
    const type = random.chance(80)
      ? random.pick(usual[likely])
      : random.pick(['pause', 'resume', 'stop', 'reopen', 'reset', 'start', 'cancel'] as const);
    if (type === 'start') events.push({ type, at, goal: someGoal(random) });
    else events.push({ type, at });
    inForce.push(current);
    if (type === 'pause') likely = 'paused';
    else if (type === 'stop') likely = 'stopped';
    else if (type !== 'cancel') likely = 'running';
  }
  const from = around + random.integer(-3 * 1440, 2 * 1440) * MINUTE;
  return {
    seed,
    calendars,
    events,
    inForce,
    now: at + someStep(random) * MINUTE,
    probe: {
      from,
      to: from + random.integer(0, 4000) * MINUTE,
      amount: random.integer(0, 1500),
      days: random.integer(1, 4),
    },
  };
}

function goalOf(events: readonly ClockEvent[]): Goal {
  const named = events.findLast((event) => event.type === 'start' || event.type === 'swap');
  return named?.type === 'start' || named?.type === 'swap' ? named.goal : { amount: 60, unit: 'minutes' };
}
