import { numberKey } from '#/base/number.ts';
import { notFound } from '#/base/refusal.ts';
import { Parameters, quote } from '#/platform/database/build.ts';
import { isId } from '#/platform/ids.ts';
import type { Context } from '#/record/server/context.ts';
import { runRead } from '#/record/server/context.ts';
import type { RecordType } from '#/record/server/kit.ts';
import { mayBeSeen } from '#/record/server/read/get.ts';
import { nothing, visible } from '#/record/server/read/predicate.ts';

/** A record of any kind that the actor may see: its row in the registry, and its type. */
export interface FoundItem {
  id: string;
  kind: string;
  number: string;
  title: string;
  state: string;
  customer: number | null;
  type: RecordType;
}

/**
 * Finds a record of any kind by its id (or its number), through the actor's face. Refuses with `not-found` where it
 * is absent or may not be seen: everything that hangs on a record asks this first.
 */
export async function findItem(ctx: Context, idOrNumber: string | undefined): Promise<FoundItem> {
  const wanted: string = idOrNumber ?? '';
  const byId = isId(wanted);
  if (wanted === '' || wanted.length > 200) throw notFound();
  const [row] = await runRead<Omit<FoundItem, 'type'>>(ctx, {
    sql: `select id, kind, number, title, state, customer from item where ${byId ? 'id' : 'mainstay_number(number)'} = $1`,
    parameters: [byId ? wanted : numberKey(String(wanted))],
  });
  const type = row && ctx.kit.types.get(row.kind);
  if (!row || !type || !(await mayBeSeen(ctx, type, row.id))) throw notFound();
  return { ...row, type };
}

/** Those of some records, whatever their kind, that the actor may see through their face. One read a kind. */
export async function seenAmong(ctx: Context, ids: readonly string[]): Promise<Map<string, Omit<FoundItem, 'type'>>> {
  const seen = new Map<string, Omit<FoundItem, 'type'>>();
  if (ids.length === 0) return seen;
  const rows = await runRead<Omit<FoundItem, 'type'>>(ctx, {
    sql: 'select id, kind, number, title, state, customer from item where id = any($1::uuid[])',
    parameters: [ids],
  });
  const kinds = new Map<string, string[]>();
  for (const row of rows) kinds.set(row.kind, [...(kinds.get(row.kind) ?? []), row.id]);
  const visibleIds = await Promise.all([...kinds].map(([kind, of]) => visibleAmong(ctx, kind, of)));
  const kept = new Set(visibleIds.flat());
  for (const row of rows) if (kept.has(row.id)) seen.set(row.id, row);
  return seen;
}

async function visibleAmong(ctx: Context, kind: string, ids: readonly string[]): Promise<string[]> {
  const type = ctx.kit.types.get(kind);
  if (!type) return [];
  const parameters = new Parameters();
  const seen = visible(ctx, type, 'r', parameters);
  if (seen === nothing) return [];
  const where = `r.id = any(${parameters.value(ids)}::uuid[]) and ${seen}`;
  const rows = await runRead<{ id: string }>(ctx, {
    sql: `select r.id from ${quote(type.table)} r where ${where}`,
    parameters: parameters.values,
  });
  return rows.map(({ id }) => id);
}
