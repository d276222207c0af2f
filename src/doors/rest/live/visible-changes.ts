import { Parameters, quote } from '#/platform/database/build.ts';
import type { Context } from '#/record/server/context.ts';
import { runRead } from '#/record/server/context.ts';
import type { RecordType } from '#/record/server/kit.ts';
import { holds } from '#/record/server/permission.ts';
import { nothing, readPermission, visible } from '#/record/server/read/predicate.ts';
import type { Change } from './hub.ts';

/**
 * The changes among `changes` that a person may hear of: one statement for each kind, under the predicate of every
 * read. The portal hears only of changes that the relay calls public (a public history entry, a released reply), so that
 * nobody can tell from the line going busy that an internal note was written; and it hears no more than which record to
 * look at again.
 */
export async function visibleChanges(ctx: Context, changes: readonly Change[]): Promise<Partial<Change>[]> {
  const open = ctx.face === 'portal' ? changes.filter((change) => change.public === true) : changes;
  const kinds = Map.groupBy(open, ({ kind }) => kind);
  const seen = new Set<string>();
  for (const [kind, some] of kinds) {
    const type = ctx.kit.types.get(kind);
    if (!type) continue;
    const ids = [...new Set(some.map(({ item }) => item))];
    for (const id of await visibleIds(ctx, type, ids)) seen.add(id);
  }
  const heard = open.filter(({ item }) => seen.has(item));
  if (ctx.face === 'workspace') return heard.map(({ public: _, ...change }) => change);
  return [...new Map(heard.map(({ item, kind }) => [item, { item, kind }])).values()];
}

/** Whether the caller may see any record of a kind through their face. */
export function readsAny(ctx: Context, kind: string): boolean {
  const type = ctx.kit.types.get(kind);
  const permission = type && readPermission(ctx, type);
  return permission !== undefined && holds(ctx.actor, permission);
}

/** The ids among `ids` that the caller may see. */
async function visibleIds(ctx: Context, type: RecordType, ids: readonly string[]): Promise<string[]> {
  const parameters = new Parameters();
  const conditions = [
    `r.id = any(${parameters.value(ids)}::uuid[])`,
    visible(ctx, type, 'r', parameters, { single: true }),
  ];
  if (conditions.includes(nothing)) return [];
  const rows = await runRead<{ id: string }>(ctx, {
    sql: `select r.id from ${quote(type.table)} r where ${conditions.join(' and ')}`,
    parameters: parameters.values,
  });
  return rows.map(({ id }) => id);
}
