import type { Context } from '#/record/server/context.ts';
import { perform } from '#/record/server/commit/perform.ts';
import { shippedRoles } from './roles.ts';

/**
 * Makes the roles that ship with the product, where their code is not there yet; those that are there stay as they
 * are, changed or retired. `ctx` is the system's, with a transaction open. Answers with the ids by code.
 */
export async function seedRoles(ctx: Context): Promise<Map<string, string>> {
  if (!ctx.tx) throw new Error('roles are made within a transaction');
  const ids = new Map<string, string>();
  const there = await ctx.tx.query<{ id: string; code: string }>({
    sql: 'select id, code from role where code is not null',
    parameters: [],
  });
  for (const { id, code } of there) ids.set(code, id);
  for (const { code, name, workspace, grants } of shippedRoles) {
    if (ids.has(code)) continue;
    const { id } = await perform(ctx, 'role', 'create', null, { code, name, workspace, grants });
    ids.set(code, id);
  }
  return ids;
}
