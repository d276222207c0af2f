import { message, Refusal } from '#/base/refusal.ts';
import { may } from '../permission.ts';
import { permissionFor } from './permission.ts';
import type { Stage } from './commit.ts';

/** Checks the result: mandatory fields are filled, and a new record is one that its author may have made. */
export const check: Stage = {
  name: 'check',
  async run(commit) {
    const { ctx, type, after, action } = commit;
    if (commit.number) after['number'] = await commit.number;
    const missing = Object.entries(type.definition.fields)
      .filter(([name, field]) => field.required && (after[name] == null || after[name] === ''))
      .map(([name]) => [name, message('field.required')] as const);
    if (missing.length > 0) throw new Refusal('invalid', 'refusal.invalid', Object.fromEntries(missing));
    if (action === 'create' && !(await may(ctx, type, permissionFor(commit), after, true))) {
      throw new Refusal('forbidden', message('refusal.forbidden', { permission: permissionFor(commit) }));
    }
  },
};
