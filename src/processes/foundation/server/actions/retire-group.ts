import { decisionIn, handOver } from '#/capabilities/duties/server/hand-over.ts';
import type { Behaviour } from '#/record/server/kit.ts';

/** A group ends: what it had to do is handed over, or stays to be found. */
export const retireGroup: Behaviour = {
  async apply({ ctx, id, input, remarks }) {
    const { total } = await handOver(ctx, { kind: 'group', id }, decisionIn(input));
    if (total > 0) remarks['handedOver'] = input['handOver'] ?? 'keep';
  },
};
