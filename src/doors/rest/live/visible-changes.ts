import { Parameters, quote } from '#/platform/database/build.ts';
import type { Context } from '#/record/server/context.ts';
import { runRead } from '#/record/server/context.ts';
import type { RecordType } from '#/record/server/kit.ts';
import { nothing, visible } from '#/record/server/read/predicate.ts';
import type { Change } from './hub.ts';

/** How far back a public trace of a change is looked for, in milliseconds: longer than the relay ever lags. */
const recent = 60_000;

/**
 * The changes among `changes` that a person may hear of: one statement for each kind, under the predicate of every
 * read. The portal hears only of what left a public trace just now (a public history entry, a released reply), so
 * that nobody can tell from the line going busy that an internal note was written; and it hears no more than which
 * record to look at again.
 */
export async function visibleChanges(ctx: Context, changes: readonly Change[]): Promise<Partial<Change>[]> {
  const kinds = Map.groupBy(changes, ({ kind }) => kind);
  const seen = new Set<string>();
  for (const [kind, some] of kinds) {
    const type = ctx.kit.types.get(kind);
    if (!type) continue;
    const ids = [...new Set(some.map(({ item }) => item))];
    for (const id of await visibleIds(ctx, type, ids)) seen.add(id);
  }
  const heard = changes.filter(({ item }) => seen.has(item));
  if (ctx.face === 'workspace') return heard;
  return [...new Map(heard.map(({ item, kind }) => [item, { item, kind }])).values()];
}

/** The ids among `ids` that the caller may see; on the portal, of which something public happened just now. */
async function visibleIds(ctx: Context, type: RecordType, ids: readonly string[]): Promise<string[]> {
  const parameters = new Parameters();
  const conditions = [
    `r.id = any(${parameters.value(ids)}::uuid[])`,
    visible(ctx, type, 'r', parameters, { single: true }),
  ];
  if (conditions.includes(nothing)) return [];
  if (ctx.face === 'portal') conditions.push(publicTrace(ctx, parameters));
  const rows = await runRead<{ id: string }>(ctx, {
    sql: `select r.id from ${quote(type.table)} r where ${conditions.join(' and ')}`,
    parameters: parameters.values,
  });
  return rows.map(({ id }) => id);
}

function publicTrace(ctx: Context, parameters: Parameters): string {
  const since = `${parameters.value(new Date(ctx.now - recent).toISOString())}::timestamptz`;
  const now = `${parameters.value(new Date(ctx.now).toISOString())}::timestamptz`;
  return `(exists (select 1 from history h where h.item = r.id and h.audience = 'everyone' and h.at > ${since})
    or exists (select 1 from note n where n.item = r.id and n.audience = 'everyone' and n.recalled_at is null
      and (n.released_at > ${since} or (n.release_at > ${since} and n.release_at <= ${now}))))`;
}
