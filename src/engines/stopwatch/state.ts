/**
 * What a clock has to keep. Minutes and hours are working time of the calendar.
 * - `business-days`: so many working days after the start (1, 2 …), see `addBusinessDays`.
 * - `end-of-working-day`: the end of the working day so many days on; 0 is the day itself, see `endOfWorkingDay`.
 */
export type Goal = { amount: number; unit: 'minutes' | 'hours' | 'business-days' | 'end-of-working-day' };

/** `stopped`: what was measured happened. `cancelled`: it no longer matters, and counts for nothing. */
export type ClockMode = 'running' | 'paused' | 'stopped' | 'cancelled';

/**
 * A clock as it stood after its last event. Plain JSON; instants in epoch milliseconds, amounts in milliseconds.
 * Reset begins the clock anew, so nothing here looks back past the last reset.
 */
export type ClockState = {
  state: ClockMode;
  goal: Goal;
  startedAt: number;
  /** The last change of `state`; the amounts below run up to it. */
  changedAt: number;
  /** Working time counted. */
  elapsed: number;
  /** Time on the wall counted, day and night (the "actual" elapsed time beside the business one). */
  actual: number;
  /** Working time that passed while paused. */
  pausedWorking: number;
  /** Working time that passed while stopped, before a reopening. */
  stoppedWorking: number;
  /** The budget of working time; null for a goal in days that the calendar never reaches. */
  goalMs: number | null;
  /** When the goal would have been due without pauses and stops; null when the calendar never reaches it. */
  firstDue: number | null;
  /**
   * When it is due. Once breached, the deadline that was missed. While stopped, the deadline that held then.
   * Null while paused, after cancelling, and when the calendar never reaches it.
   */
  due: number | null;
  /** The deadline that passed while the clock ran. The clock may still run at the deadline itself. */
  breachedAt: number | null;
  stoppedAt: number | null;
  /** False from the breach on, true when stopped in time, null while open and when cancelled. */
  met: boolean | null;
};

/**
 * What happens to a clock, at an instant. `reason` is a code that explanations pass on.
 * - `start`: begins a clock; also after it was stopped or cancelled.
 * - `pause`, `resume`: the time between does not count.
 * - `stop`: done, running or paused. `reopen`: goes on with the elapsed time; the time since the stop does not count.
 * - `reset`: begins anew with the same goal.
 * - `cancel`: for good.
 * - `swap`: another goal, calendar or agreement; the clock is counted again from its start under the new terms.
 * An event that does not fit the state (pausing what is paused) changes nothing.
 */
export type ClockEvent =
  | { type: 'start'; at: number; goal: Goal; reason?: string }
  | { type: 'swap'; at: number; goal: Goal; reason?: string }
  | { type: 'pause' | 'resume' | 'stop' | 'cancel' | 'reopen' | 'reset'; at: number; reason?: string };

/** `met` as it follows from a clock's state and breach. */
export function verdict(state: ClockMode, breachedAt: number | null): boolean | null {
  if (state === 'cancelled') return null;
  if (breachedAt !== null) return false;
  return state === 'stopped' ? true : null;
}
