import type { ClockEvent, ClockMode } from './state.ts';

type Condition<Values> = (after: Values, before: Values | null) => boolean;

/**
 * When a clock starts, pauses and so on, asked of a record as it is after a change and as it was before it.
 * A missing condition never holds, save `resume`: a clock goes on as soon as `pause` no longer holds.
 * - `whenStartEnds`: whether a clock is cancelled once its start condition no longer holds (`cancel`, the default)
 *   or stays (`keep`).
 * - `afterStop`: what a stopped clock does when it could start and its stop condition no longer holds: go on
 *   (`reopen`, the default), begin anew (`start`) or nothing (`none`).
 */
export type ClockConditions<Values> = {
  start: Condition<Values>;
  stop?: Condition<Values>;
  pause?: Condition<Values>;
  resume?: Condition<Values>;
  reset?: Condition<Values>;
  cancel?: Condition<Values>;
  whenStartEnds?: 'cancel' | 'keep';
  afterStop?: 'reopen' | 'start' | 'none';
};

/** The kinds of event that conditions bring about. */
export type ConditionStep = Exclude<ClockEvent['type'], 'swap'>;

/**
 * What a change of a record does to its clock, in order, all at the instant of the change.
 *
 * A clock is attached when start holds and neither stop nor cancel does. An attached one is stopped if stop holds;
 * else paused, resumed (pause no longer holds, or resume does), reset (reset and start hold), and cancelled (start no
 * longer holds, or cancel does). Each of these has the last word over those before it save stop, and only the steps
 * that leave a trace are returned. A clock that begins while pause holds is paused at once.
 */
export function evaluate<Values>(
  conditions: ClockConditions<Values>,
  clock: ClockMode | null,
  before: Values | null,
  after: Values,
): ConditionStep[] {
  const holds = (condition: Condition<Values> | undefined) => condition?.(after, before) ?? false;
  const start = holds(conditions.start);
  const stop = holds(conditions.stop);
  const cancel = holds(conditions.cancel);
  // An explicit resume wins over pause, or the two would take turns for ever.
  const runs = !holds(conditions.pause) || holds(conditions.resume);
  const begun = (step: 'start' | 'reopen' | 'reset'): ConditionStep[] => (runs ? [step] : [step, 'pause']);

  if (clock === null || clock === 'cancelled') return start && !stop && !cancel ? begun('start') : [];
  if (clock === 'stopped') {
    const next = conditions.afterStop ?? 'reopen';
    return next !== 'none' && start && !stop && !cancel ? begun(next) : [];
  }
  if (stop) return ['stop'];
  if (cancel || (!start && (conditions.whenStartEnds ?? 'cancel') === 'cancel')) return ['cancel'];
  if (start && holds(conditions.reset)) return begun('reset');
  if (clock === 'running' && !runs) return ['pause'];
  if (clock === 'paused' && runs) return ['resume'];
  return [];
}
