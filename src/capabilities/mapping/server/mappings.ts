import { newId } from '#/platform/ids.ts';
import type { Context } from '#/record/server/context.ts';
import { runRead } from '#/record/server/context.ts';
import type { NamedMapping } from '../shared/answers.ts';
import type { Mapping } from '../shared/mapping.ts';

/** Keeps a mapping under its name; one that has the name already is replaced. It was checked before. */
export async function saveMapping(ctx: Context, name: string, mapping: Mapping): Promise<NamedMapping> {
  const [row] = await runRead<NamedMapping>(ctx, {
    sql: `insert into import_mapping (id, kind, name, mapping, at, by) values ($1, $2, $3, $4, $5, $6)
      on conflict (kind, name) do update set mapping = excluded.mapping, at = excluded.at, by = excluded.by
      returning id, kind, name, mapping, at`,
    parameters: [
      newId(ctx.now),
      mapping.kind,
      name,
      JSON.stringify(mapping),
      new Date(ctx.now).toISOString(),
      ctx.actor.person,
    ],
  });
  if (!row) throw new Error('the mapping was not written');
  return row;
}

/** The saved mappings, of one kind or of all. */
export function listMappings(ctx: Context, kind: string | null): Promise<NamedMapping[]> {
  return runRead<NamedMapping>(ctx, {
    sql: 'select id, kind, name, mapping, at from import_mapping where $1::text is null or kind = $1 order by kind, name',
    parameters: [kind],
  });
}

/** Forgets a saved mapping. Returns whether it was there. Runs keep the mapping they were started with. */
export async function deleteMapping(ctx: Context, id: string): Promise<boolean> {
  const rows = await runRead<{ id: string }>(ctx, {
    sql: 'delete from import_mapping where id = $1 returning id',
    parameters: [id],
  });
  return rows.length > 0;
}
