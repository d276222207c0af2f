import type { ClockRules } from '#/capabilities/clocks/server/rules.ts';
import type { ReactionHandler } from '#/record/server/after/react.ts';
import { recomputeClocks } from '../recompute.ts';
import { rescheduleClocks } from './reschedule-clocks.ts';

const changes = ['create', 'edit', 'undo', 'retire', 'restore'];

/**
 * After a policy or calendar changed, the clocks that run are brought under it: those that its preview named. Where
 * thresholds changed, each clock is also told when it next wants attention.
 */
export function moveClocks(rules: readonly ClockRules[]): ReactionHandler {
  return {
    name: 'service-level.move-clocks',
    on: ['clock-policy', 'calendar'].flatMap((kind) => changes.map((change) => `${kind}.${change}`)),
    async handle(ctx, { kind, item, payload }) {
      for (const rule of rules) {
        await recomputeClocks(ctx, rule);
        const thresholds = kind === 'clock-policy' && payload.changed.includes('thresholds');
        if (thresholds) await rescheduleClocks(ctx, rule, item);
      }
    },
  };
}
