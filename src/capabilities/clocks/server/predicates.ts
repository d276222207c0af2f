import { atRiskHours } from '../shared/at-risk.ts';
import type { Predicate } from '#/engines/filter/schema.ts';

/**
 * Conditions about clocks, for filters of records that have them. They ask the clock table by the database's time,
 * so that each answers from an index: a clock that runs and is due, or was, within four hours.
 *
 * | condition | holds for records |
 * |---|---|
 * | `is:at-risk` | of which a clock runs that is due within 4 hours, or late already |
 * | `is:late` | of which a clock has missed its deadline and has not ended |
 *
 * They tell of deadlines that are inside matters, and are for staff alone.
 *
 * In memory nothing is known of clocks and neither holds: no role, rule or policy can be made to hang on them.
 */
export const clockPredicates: Readonly<Record<string, Predicate>> = {
  'at-risk': {
    sql: (_actor, alias) =>
      `${alias}id in (select item from clock where running = 'running' and due_at <= now() + interval '${atRiskHours} hours')`,
    memory: () => false,
    staffOnly: true,
  },
  late: {
    sql: (_actor, alias) =>
      `${alias}id in (select item from clock where running = 'running' and due_at < now()
        union all select item from clock where running = 'paused' and breached_at is not null)`,
    memory: () => false,
    staffOnly: true,
  },
};
