import type { ClockEvent, ClockMode, Goal } from './state.ts';

/** A stretch of a clock's life in one state. The last one is open: `to` is null. */
export type Phase = { kind: ClockMode; from: number; to: number | null; reason: string | null };

/** A clock since its last start or reset: the goal in force and its phases. Always begins running. */
export type Lap = { goal: Goal; startedAt: number; phases: Phase[] };

/** The state that an event leads to from each state; what is missing here does not fit and changes nothing. */
export const leadsTo: Record<ClockMode, Partial<Record<ClockEvent['type'], ClockMode>>> = {
  running: { pause: 'paused', stop: 'stopped', cancel: 'cancelled', reset: 'running' },
  paused: { resume: 'running', stop: 'stopped', cancel: 'cancelled', reset: 'running' },
  stopped: { reopen: 'running', cancel: 'cancelled', reset: 'running', start: 'running' },
  cancelled: { start: 'running' },
};

/**
 * The last lap of a history of events, which come in order and begin with `start`.
 * Throws a RangeError when they don't.
 */
export function lastLap(events: readonly ClockEvent[]): Lap {
  const first = events[0];
  if (first?.type !== 'start') throw new RangeError('A clock begins with a start.');
  let lap: Lap = { goal: first.goal, startedAt: first.at, phases: [] };
  let state: ClockMode = 'cancelled';
  let latest = first.at;
  for (const event of events) {
    if (!(event.at >= latest)) throw new RangeError(`${event.at} is before the event ahead of it, ${latest}.`);
    latest = event.at;
    if (event.type === 'swap') lap.goal = event.goal;
    const next: ClockMode | undefined = leadsTo[state][event.type];
    if (next === undefined) continue;
    const last = lap.phases.at(-1);
    if (last !== undefined) last.to = event.at;
    if (event.type === 'start') lap = { goal: event.goal, startedAt: event.at, phases: [] };
    if (event.type === 'reset') lap = { goal: lap.goal, startedAt: event.at, phases: [] };
    lap.phases.push({ kind: next, from: event.at, to: null, reason: event.reason ?? null });
    state = next;
  }
  return lap;
}
