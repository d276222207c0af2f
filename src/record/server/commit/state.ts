import { message, Refusal } from '#/base/refusal.ts';
import type { Stage } from './commit.ts';

/** A step must start from this state; fields of an ended record stay as they are. The refusal names the state. */
export const state: Stage = {
  name: 'state',
  run(commit) {
    const { before, step, action, type } = commit;
    if (!before) return;
    const current = before['state'] as string;
    const record = type.definition.name;
    if (action === 'edit') {
      if (type.definition.frozen?.includes(current)) {
        throw new Refusal('step-refused', message('refusal.frozen', { record, state: current }));
      }
      return;
    }
    if (!step) return;
    if (!step.from.includes(current)) {
      throw new Refusal(
        'step-refused',
        message('refusal.step-from-state', { record, step: action, state: current }),
        {},
        {
          from: step.from,
        },
      );
    }
    if (step.to !== null) commit.after['state'] = step.to;
  },
};
