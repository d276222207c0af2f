import type { ClockSpan } from '#/engines/stopwatch/explain.ts';
import type { Goal } from '#/engines/stopwatch/state.ts';

export type ClockKind = 'response' | 'update' | 'resolution';

/** A clock as the workspace shows it. Instants ISO 8601, amounts in milliseconds of working time. */
export interface ClockFacts {
  kind: ClockKind;
  state: 'running' | 'paused' | 'stopped' | 'cancelled';
  target: Goal;
  due: string | null;
  startedAt: string;
  stoppedAt: string | null;
  elapsed: number;
  /** Time on the wall counted, day and night. */
  actual: number;
  budget: number | null;
  /** Share of the budget used, rounded down so that 100 means that nothing is left. */
  percent: number | null;
  breachedAt: string | null;
  met: boolean | null;
  policy: { id: string; name: string | null };
  calendar: { id: string; name: string | null };
  computedOnImport: boolean;
}

/** A clock in a customer's terms: by when, and how it stands. */
export interface PromisedBy {
  kind: 'response' | 'resolution';
  /** `waiting`: the time does not run while something is awaited. */
  state: 'running' | 'waiting' | 'done';
  due: string | null;
  met: boolean | null;
}

/** Why a clock shows what it shows: spans without gaps, of which the counted ones add up to `elapsed`. */
export interface Explanation {
  kind: ClockFacts['kind'];
  /** Instants ISO 8601; `working` in milliseconds. */
  spans: (Omit<ClockSpan, 'from' | 'to'> & { from: string; to: string })[];
  elapsed: number;
  budget: number | null;
  breachedAt: string | null;
}
