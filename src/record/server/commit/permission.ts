import { message, Refusal } from '#/base/refusal.ts';
import { may } from '../permission.ts';
import type { Commit, Stage } from './commit.ts';

/** A permission that no role can hold. */
const nobody = 'nobody';

/** The permission that an action needs. */
export function permissionFor(commit: Pick<Commit, 'action' | 'step' | 'type' | 'ctx'>): string {
  const { action, step, type, ctx } = commit;
  if (action === 'create' && ctx.face === 'portal') return type.definition.report ?? nobody;
  if (action === 'create') return type.definition.create;
  if (action === 'edit') return type.definition.edit;
  return step?.may ?? type.definition.edit;
}

/** Holds the actor to the grants of their roles, on this very record. */
export const permission: Stage = {
  name: 'permission',
  async run(commit) {
    const needed = permissionFor(commit);
    // A new record is judged by what it will be: after its action has filled it in (stage `check`).
    if (!(await may(commit.ctx, commit.type, needed, commit.before))) {
      throw new Refusal('forbidden', message('refusal.forbidden', { permission: needed }));
    }
  },
};
