import { compileFilter } from '#/engines/filter/compile.ts';
import type { Filter } from '#/engines/filter/ast.ts';
import type { Among } from '#/engines/filter/schema.ts';
import { Parameters } from '#/platform/database/build.ts';
import type { Wall } from '#/platform/database/pools.ts';
import { schemaThrough } from '../configured.ts';
import type { Context } from '../context.ts';
import type { RecordType } from '../kit.ts';
import { grantsFor } from '../permission.ts';

/** The permission that a face reads with; undefined where the record has no face there. */
export function readPermission(ctx: Context, type: RecordType): string | undefined {
  return ctx.face === 'portal' ? type.definition.follow : type.definition.read;
}

/**
 * What {@link visible} says to who sees nothing of a record type. Whoever reads asks for it first: the login roles of
 * customers have no right even to ask tables that hold nothing for them, and a failure would tell that there is a row.
 */
export const nothing = 'false';

/**
 * The one predicate for what the actor may see of a record type, as SQL over `alias`; it is appended to every read.
 * `false` where the actor sees nothing. Every value goes through `parameters`. `single`: the records are named by their
 * ids, so that each is asked about itself.
 */
export function visible(
  ctx: Context,
  type: RecordType,
  alias: string,
  parameters: Parameters,
  { single = false }: { single?: boolean } = {},
): string {
  const permission = readPermission(ctx, type);
  return permission === undefined ? nothing : permitted(ctx, type, permission, alias, parameters, { single });
}

/** For which records of a type the actor holds any permission, in the same words; what they read is {@link visible}. */
export function permitted(
  ctx: Context,
  type: RecordType,
  permission: string,
  alias: string,
  parameters: Parameters,
  { single = false }: { single?: boolean } = {},
): string {
  const filters = grantsFor(ctx.actor, permission);
  if (!filters) return nothing;
  if (seesAll(ctx, type, filters)) return 'true';
  // What a column decides comes first: what is left has to be looked up.
  const ordered = needed(ctx, type, filters).toSorted((a, b) => Number(byColumn(type, b)) - Number(byColumn(type, a)));
  const arms = ordered.map((filter) => compiled(ctx, type, filter as Filter, alias, parameters, { single }));
  return arms.length === 1 ? (arms[0] as string) : `(${arms.join(' or ')})`;
}

/**
 * The filters that say more than the others together with the wall do: behind that of customers of whom an actor sees
 * every record there is nothing else to see, and a statement with less in it is planned once for all.
 */
export function needed(
  ctx: Context,
  type: RecordType,
  filters: readonly (Filter | null)[],
): readonly (Filter | null)[] {
  const behind = customersBehind(ctx.actor.wall);
  const whole = filters.filter((filter) => amongOf(ctx, type, filter)?.column === 'customer');
  const seen = new Set(whole.flatMap((filter) => amongOf(ctx, type, filter)?.values ?? []));
  return whole.length > 0 && behind?.every((one) => seen.has(one)) ? whole : filters;
}

const customersBehind = (wall: Wall): readonly number[] | null =>
  wall.kind === 'staff' ? null : wall.kind === 'customer' ? [wall.customer] : wall.customers;

/** The values of one column that a filter comes to, where it does. */
export function amongOf(ctx: Context, type: RecordType, filter: Filter | null): Among | null {
  if (filter?.kind !== 'predicate') return null;
  return type.filters.predicates?.[filter.name]?.among?.(ctx.actor.attributes) ?? null;
}

const byColumn = (type: RecordType, filter: Filter | null): boolean =>
  filter?.kind === 'predicate' && type.filters.predicates?.[filter.name]?.among !== undefined;

/** Whether one of the filters lets everything through for this actor: an agent whose group serves every customer. */
export function seesAll(ctx: Context, type: RecordType, filters: readonly (Filter | null)[]): boolean {
  return filters.some(
    (filter) =>
      filter === null || (filter.kind === 'predicate' && compiled(ctx, type, filter, 'r', new Parameters()) === 'true'),
  );
}

/** A filter as SQL over `alias`, in the words of the record type. Its days are those of `zone`. */
export function compiled(
  ctx: Context,
  type: RecordType,
  filter: Filter,
  alias: string,
  parameters: Parameters,
  { single = false, zone = 'UTC' }: { single?: boolean; zone?: string } = {},
): string {
  return compileFilter(filter, schemaThrough(type, ctx.face), {
    alias,
    now: ctx.now,
    actor: ctx.actor.attributes,
    param: parameters.value,
    single,
    zone,
  });
}

/**
 * What somebody asks for, as SQL: its days are those of their zone, in which they are shown all times. What a role grants
 * is the same for everybody who has it, with days of UTC.
 */
export const askedFor = (ctx: Context, type: RecordType, filter: Filter, alias: string, parameters: Parameters) =>
  compiled(ctx, type, filter, alias, parameters, { zone: ctx.actor.timeZone });
