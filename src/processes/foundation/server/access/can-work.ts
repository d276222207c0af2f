import type { Predicate } from '#/engines/filter/schema.ts';
import type { Context } from '#/record/server/context.ts';
import { runRead } from '#/record/server/context.ts';

/**
 * Whether a person can work, as SQL over the alias of `person`: they are not retired, and their account is not disabled.
 * Who never had an account can: a desk is set up, and its cases are brought in, before everybody is invited, and no
 * account says that somebody has not come yet, not that they have left. Everything that chooses or tells people by
 * itself asks this, and so do references by which somebody is to do something (`duty` of a field).
 */
export function canWorkSql(alias: string): string {
  return `(${alias}.state = 'active'
    and not exists (select from account closed where closed.person = ${alias}.id and closed.disabled))`;
}

/** Those among some people who can work. */
export async function whoCanWork(ctx: Context, people: readonly (string | null)[]): Promise<ReadonlySet<string>> {
  const asked = [...new Set(people.filter((id) => id !== null))];
  if (asked.length === 0) return new Set();
  const rows = await runRead<{ id: string }>(ctx, {
    sql: `select p.id from person p where p.id = any($1::uuid[]) and ${canWorkSql('p')}`,
    parameters: [asked],
  });
  return new Set(rows.map(({ id }) => id));
}

/** `is:can-work` of people. In memory nothing is known of accounts, and it holds for nobody. */
export const canWorkPredicate: Predicate = {
  sql: (_actor, alias) => canWorkSql(alias.replace(/\.$/, '')),
  memory: () => false,
  staffOnly: true,
};
