import { findItem, seenAmong } from '#/capabilities/search/server/find-item.ts';
import type { Context } from '#/record/server/context.ts';
import { runRead } from '#/record/server/context.ts';
import type { Link, LinkKind } from '#/capabilities/links/shared/link.ts';

/** The links of a record in both directions, of which the actor may see both ends. */
export async function readLinks(ctx: Context, id: string | undefined): Promise<{ rows: Link[] }> {
  const item = await findItem(ctx, id);
  const rows = await runRead<{ id: string; kind: LinkKind; source: string; target: string; at: string }>(ctx, {
    sql: `select id, kind, source, target, at from link where source = $1
      union all select id, kind, source, target, at from link where target = $1 order by at desc, id limit 500`,
    parameters: [item.id],
  });
  const seen = await seenAmong(
    ctx,
    rows.map(({ source, target }) => (source === item.id ? target : source)),
  );
  return {
    rows: rows.flatMap((row): Link[] => {
      const out = row.source === item.id;
      const other = seen.get(out ? row.target : row.source);
      if (!other) return [];
      const { id: otherId, kind, number, title, state } = other;
      const record = { id: otherId, kind, number, title, state };
      return [{ id: row.id, kind: row.kind, direction: out ? 'out' : 'in', record, at: row.at }];
    }),
  };
}
