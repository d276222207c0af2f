import { message, Refusal } from '#/base/refusal.ts';
import { soundRows } from '#/record/server/row-faults.ts';
import { set } from '#/record/server/commit/commit.ts';
import type { Behaviour } from '#/record/server/kit.ts';
import { keepLoweredReason } from '../missed.ts';
import { calculatePriority } from '../priority.ts';

/** Sets the priority by hand, with a reason; it stays until it is released. */
export const overridePriority: Behaviour = {
  async apply(commit) {
    const [matrix] = await soundRows(commit.ctx, 'priority-matrix');
    if (matrix?.['allowOverride'] === false) throw new Refusal('step-refused', 'incident.override-locked');
    set(commit, 'priority', commit.input['priority']);
    set(commit, 'priorityReason', commit.input['reason']);
  },
};

/** Gives the priority back to the matrix. */
export const releasePriority: Behaviour = {
  async apply(commit) {
    if (!commit.before?.['priorityReason']) throw new Refusal('step-refused', message('incident.not-overridden'));
    set(commit, 'priorityReason', null);
    await calculatePriority(commit);
    keepLoweredReason(commit);
  },
};
