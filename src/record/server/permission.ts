import { matches } from '#/engines/filter/matches.ts';
import type { Filter } from '#/engines/filter/ast.ts';
import type { Actor, Context } from './context.ts';
import type { Row } from './commit/commit.ts';
import type { RecordType } from './kit.ts';
import { runRead } from './context.ts';

/** The filters under which an actor holds a permission; null: for every record; undefined: not at all. */
export function grantsFor(actor: Actor, permission: string): readonly (Filter | null)[] | undefined {
  if (actor.kind === 'system') return [null];
  if (actor.scopes && !actor.scopes.some((scope) => covers(scope, permission))) return undefined;
  return actor.grants.get(permission);
}

/** Whether a key's scope (`incident.read`, `incident.*`, `*`) covers a permission. */
export function covers(scope: string, permission: string): boolean {
  if (scope === '*' || scope === permission) return true;
  return scope.endsWith('.*') && permission.startsWith(scope.slice(0, -1));
}

/** Whether the actor holds a permission at all, for at least some records. */
export function holds(actor: Actor, permission: string): boolean {
  return grantsFor(actor, permission) !== undefined;
}

/**
 * Whether the actor holds a permission on a record (null: on some record at all). Evaluated in memory with the same
 * filters that reads compile to SQL; who is involved is looked up when a filter asks for it.
 */
export async function may(
  ctx: Context,
  type: RecordType,
  permission: string,
  row: Row | null,
  isNew = false,
): Promise<boolean> {
  const filters = grantsFor(ctx.actor, permission);
  if (!filters) return false;
  if (row === null || filters.includes(null)) return true;
  const match = { now: ctx.now, actor: ctx.actor.attributes, schema: type.filters };
  const passes = (record: Row) => filters.some((filter) => filter !== null && matches(filter, record, match));
  // Nobody is involved in a record that is not written yet, besides those its own fields name.
  if (isNew || row['$involved']) return passes({ $involved: [], ...row });
  const decide = deciding(ctx, type, row);
  const decisions = new Set(filters.map((filter) => filter === null || decide(filter)));
  if (decisions.has(true)) return true;
  if (!decisions.has(undefined)) return false;
  return passes({ ...row, $involved: await involvedIn(ctx, row['id'] as string) });
}

/**
 * Tells of a record whether it passes a filter; undefined where that hangs on who is involved, which few filters ask
 * for. Copied once for all filters: a record that others inherit from would be slow for whoever reads it afterwards.
 */
export function deciding(ctx: Context, type: RecordType, row: Row): (filter: Filter) => boolean | undefined {
  let asked = false;
  const record = Object.defineProperty({ ...row }, '$involved', {
    // Whoever copies the record has asked too: better one look-up too many than a right too few.
    enumerable: true,
    get() {
      asked = true;
      return [];
    },
  });
  const match = { now: ctx.now, actor: ctx.actor.attributes, schema: type.filters };
  return (filter) => {
    asked = false;
    const passed = matches(filter, record, match);
    return asked ? undefined : passed;
  };
}

/** Who watches a record or takes part in it. Being mentioned opens nothing: mentions stand in internal notes too. */
export async function involvedIn(ctx: Context, id: string): Promise<string[]> {
  const rows = await runRead<{ person: string }>(ctx, {
    sql: `select person from item_access where item = $1 and reason in ('watcher', 'participant')`,
    parameters: [id],
  });
  return rows.map(({ person }) => person);
}
