import type { ClockRules } from '#/capabilities/clocks/server/rules.ts';
import type { ReactionHandler } from '#/record/server/after/react.ts';
import { recomputeClocks } from '../recompute.ts';
import { rescheduleClocks } from './reschedule-clocks.ts';

const changes = ['create', 'edit', 'undo', 'retire', 'restore'];

/**
 * After a policy or calendar changed, or what the conditions of clocks hang on, the clocks that run are brought under it: those that its preview named. Where
 * thresholds changed, each clock is also told when it next wants attention.
 */
export function moveClocks(rules: readonly ClockRules[]): ReactionHandler {
  return {
    name: 'service-level.move-clocks',
    on: ['clock-policy', 'calendar', ...rules.flatMap(({ hangsOn }) => Object.keys(hangsOn))].flatMap((kind) =>
      changes.map((change) => `${kind}.${change}`),
    ),
    async handle(ctx, { kind, item, payload }) {
      for (const rule of rules) {
        const fields = rule.hangsOn[kind];
        const own = kind === 'clock-policy' || kind === 'calendar';
        if (!own && !fields?.some((field) => payload.changed.includes(field))) continue;
        await recomputeClocks(ctx, rule);
        const thresholds = kind === 'clock-policy' && payload.changed.includes('thresholds');
        if (thresholds) await rescheduleClocks(ctx, rule, item);
      }
    },
  };
}
