import type { ClockRules } from '#/capabilities/clocks/server/rules.ts';
import type { ReactionHandler } from '#/record/server/after/react.ts';
import { recomputeClocks } from '../recompute.ts';

const changes = ['create', 'edit', 'undo', 'retire', 'restore'];

/** After a policy or calendar changed, the clocks that run are brought under it: those that its preview named. */
export function moveClocks(rules: readonly ClockRules[]): ReactionHandler {
  return {
    name: 'service-level.move-clocks',
    on: ['clock-policy', 'calendar'].flatMap((kind) => changes.map((change) => `${kind}.${change}`)),
    async handle(ctx) {
      for (const rule of rules) await recomputeClocks(ctx, rule);
    },
  };
}
