import { loadTexts } from '#/platform/text/load.ts';
import type { Language } from '#/platform/text/texts.ts';
import type { Context } from '#/record/server/context.ts';
import { perform } from '#/record/server/commit/perform.ts';
import { shippedRoles } from './roles.ts';

/**
 * Makes the roles that ship with the product, where their code is not there yet; those that are there stay as they
 * are, changed or retired. `ctx` is the system's, with a transaction open; names and descriptions are in the language
 * given. Answers with the ids by code.
 */
export async function seedRoles(ctx: Context, language: Language = 'en'): Promise<Map<string, string>> {
  if (!ctx.tx) throw new Error('roles are made within a transaction');
  const ids = new Map<string, string>();
  const there = await ctx.tx.query<{ id: string; code: string }>({
    sql: 'select id, code from role where code is not null',
    parameters: [],
  });
  for (const { id, code } of there) ids.set(code, id);
  const texts = loadTexts();
  for (const { code, name, workspace, grants } of shippedRoles) {
    if (ids.has(code)) continue;
    const { id } = await perform(ctx, 'role', 'create', null, {
      code,
      name: texts.find(language, `role.${code}.name`) ?? name,
      description: texts.find(language, `role.${code}.description`) ?? null,
      workspace,
      grants,
    });
    ids.set(code, id);
  }
  return ids;
}
