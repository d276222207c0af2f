import { message, Refusal } from '#/base/refusal.ts';
import { newId } from '#/platform/ids.ts';
import type { Context } from '#/record/server/context.ts';
import { runRead } from '#/record/server/context.ts';
import { holds } from '#/record/server/permission.ts';
import type { NamedMapping } from '../shared/answers.ts';
import type { Mapping } from '../shared/mapping.ts';

/** Whose a mapping is: whoever saved it last, and of those who look after everybody's imports. */
const mine = (ctx: Context, column: string, me: string) =>
  `(${column} = ${me}::uuid or ${holds(ctx.actor, 'import.manage')})`;

/**
 * Keeps a mapping under its name; one of one's own that has the name already is replaced. It was checked before. Refuses
 * with `invalid` at `name` where somebody else has the name.
 */
export async function saveMapping(ctx: Context, name: string, mapping: Mapping): Promise<NamedMapping> {
  const [row] = await runRead<NamedMapping>(ctx, {
    sql: `insert into import_mapping as m (id, kind, name, mapping, at, by) values ($1, $2, $3, $4, $5, $6)
      on conflict (kind, name) do update set mapping = excluded.mapping, at = excluded.at
        where ${mine(ctx, 'm.by', '$6')}
      returning id, kind, name, mapping, at, true as own`,
    parameters: [
      newId(ctx.now),
      mapping.kind,
      name,
      JSON.stringify(mapping),
      new Date(ctx.now).toISOString(),
      ctx.actor.person,
    ],
  });
  if (!row) throw new Refusal('invalid', 'refusal.invalid', { name: message('import.mapping-of-another') });
  return row;
}

/** The saved mappings, of one kind or of all; everybody who imports may use them. */
export function listMappings(ctx: Context, kind: string | null): Promise<NamedMapping[]> {
  return runRead<NamedMapping>(ctx, {
    sql: `select id, kind, name, mapping, at, coalesce(${mine(ctx, 'by', '$2')}, false) as own from import_mapping
      where ($1::text is null or kind = $1) order by kind, name`,
    parameters: [kind, ctx.actor.person],
  });
}

/** Forgets a saved mapping of one's own. Returns whether it was there. Runs keep the mapping they were started with. */
export async function deleteMapping(ctx: Context, id: string): Promise<boolean> {
  const rows = await runRead<{ id: string }>(ctx, {
    sql: `delete from import_mapping where id = $1 and ${mine(ctx, 'by', '$2')}
      returning id`,
    parameters: [id, ctx.actor.person],
  });
  return rows.length > 0;
}
