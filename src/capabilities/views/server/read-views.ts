import { notFound } from '#/base/refusal.ts';
import { personOf } from '#/capabilities/search/server/query.ts';
import { readOwn } from '#/capabilities/search/server/staff-pool.ts';
import { configured } from '#/record/server/configured.ts';
import type { Context } from '#/record/server/context.ts';
import type { RecordType } from '#/record/server/kit.ts';
import { readPermission } from '#/record/server/read/predicate.ts';
import { holds } from '#/record/server/permission.ts';
import type { View } from '#/capabilities/views/shared/view.ts';
import type { ShippedViews } from './shipped.ts';

/** The record type of views, where the actor may read any of its records at all. */
export async function typeOfViews(ctx: Context, kind: string | undefined): Promise<RecordType> {
  const type = ctx.kit.types.get(kind ?? '');
  const permission = type && readPermission(ctx, type);
  if (!type || permission === undefined || !holds(ctx.actor, permission)) throw notFound();
  return configured(ctx, type);
}

/** The views of a kind that the person has: those that ship, then their own and shared ones in their order. */
export async function readViews(ctx: Context, kind: string | undefined, shipped: ShippedViews): Promise<View[]> {
  const type = await typeOfViews(ctx, kind);
  const name = type.definition.name;
  const rows = await readOwn<View>(ctx, {
    sql: `select id, kind, name, null as key, filter, sort, columns, shared, person = $2 as own, position
      from saved_view where kind = $1 and (person = $2 or shared)
      order by person = $2 desc, position, mainstay_fold(name), id limit 500`,
    parameters: [name, personOf(ctx)],
  });
  const first = (shipped[name] ?? []).map(({ key, filter, sort }, position) => ({
    id: `shipped:${key}`,
    kind: name,
    name: null,
    key,
    filter,
    sort,
    columns: [],
    shared: true,
    own: false,
    position,
  }));
  return [...first, ...rows];
}
