import { readOwn } from '#/capabilities/search/server/staff-pool.ts';
import type { Context } from '#/record/server/context.ts';
import type { Signature } from '#/capabilities/notes/shared/signature.ts';

/**
 * Signatures of people, by id. Read past the wall between customers on purpose: a customer does read the name of the
 * agent who answers, and these two columns are all of it.
 */
export async function signaturesOf(
  ctx: Context,
  people: readonly (string | null | undefined)[],
): Promise<ReadonlyMap<string, Signature>> {
  const ids = [...new Set(people.filter((id) => id != null))];
  if (ids.length === 0) return new Map();
  const rows = await readOwn<{ id: string; name: string; title: string | null }>(ctx, {
    sql: 'select id, name, title from person where id = any($1::uuid[])',
    parameters: [ids],
  });
  return new Map(rows.map(({ id, name, title }) => [id, title ? { id, name, title } : { id, name }]));
}
