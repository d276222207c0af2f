import { message, Refusal } from '#/base/refusal.ts';
import type { Message } from '#/base/refusal.ts';
import type { Behaviour } from '#/record/server/kit.ts';
import type { Commit } from '#/record/server/commit/commit.ts';
import { holds } from '#/record/server/permission.ts';

/** What whoever takes a call may write down of a caller whom nobody knows yet. */
const ofCaller: ReadonlySet<string> = new Set([
  'name',
  'email',
  'phone',
  'title',
  'organisation',
  'location',
  'language',
  'timeZone',
]);

/**
 * Makes a person. Without `foundation.edit`, only somebody of a customer (which one, the filter of `person.create`
 * says), and only who they are and how to reach them: nothing that changes how they are treated, no roles, no account.
 */
export const createPerson: Behaviour = {
  async apply(commit) {
    const { ctx, input } = commit;
    if (ctx.actor.kind === 'system' || holds(ctx.actor, 'foundation.edit')) return;
    const problems: Record<string, Message> = {};
    for (const [field, value] of Object.entries(input)) {
      if (!ofCaller.has(field) && value != null && value !== false) problems[field] = message('access.not-of-a-caller');
    }
    if (!(await isOfCustomer(commit))) problems['organisation'] = message('access.caller-of-customer');
    if (Object.keys(problems).length === 0) return;
    const needed = message('refusal.forbidden', { permission: 'foundation.edit' });
    throw new Refusal('forbidden', needed, problems);
  },
};

async function isOfCustomer({ tx, after }: Commit): Promise<boolean> {
  const rows = await tx.query({
    sql: `with recursive line as (
        select kind, parent from organisation where id = $1
        union all select o.kind, o.parent from organisation o join line on line.parent = o.id)
      select 1 from line where kind = 'customer' limit 1`,
    parameters: [after['organisation']],
  });
  return rows.length > 0;
}
