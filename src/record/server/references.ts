import { message } from '#/base/refusal.ts';
import { Parameters, quote } from '#/platform/database/build.ts';
import type { Message } from '#/base/refusal.ts';
import type { Fields } from '#/record/shared/field.ts';
import type { Context } from './context.ts';
import type { Row } from './commit/commit.ts';
import type { RecordType } from './kit.ts';
import { nothing, visible } from './read/predicate.ts';
import { columnOf } from './schema.ts';

/**
 * Checks that each reference points at a record of the right kind that is still in use and that the actor may refer to:
 * one that they would be offered where they choose (see {@link sightOf}). What they may not see is told like what is
 * not there. `stood` are the values before an edit: what stays as it was is not asked about again. One statement for all.
 */
export async function checkReferences(
  ctx: Context,
  fields: Fields,
  values: Row,
  stood: Row | null = null,
): Promise<Record<string, Message>> {
  const wanted = wantedIn(fields, values, stood);
  if (wanted.length === 0 || !ctx.tx) return {};
  const parameters = new Parameters();
  const hidden = new Set<string>();
  const arms: string[] = [];
  for (const kind of new Set(wanted.map((one) => one.kind))) {
    const type = ctx.kit.types.get(kind);
    const sight = type ? sightOf(ctx, type, parameters) : nothing;
    if (sight === nothing) hidden.add(kind);
    else if (type && sight !== 'true') {
      const there = `exists (select from ${quote(type.table)} r where r.id = i.id and ${sight})`;
      arms.push(`when ${parameters.value(kind)} then ${there}`);
    }
  }
  const seen = arms.length === 0 ? 'true' : `case i.kind ${arms.join(' ')} else true end`;
  const able = ableSql(ctx, wanted, parameters);
  // One placeholder each: with an array PostgreSQL would plan the statement anew every time.
  const places = wanted.map(({ id }) => `${parameters.value(id)}::uuid`).join(', ');
  const found = await ctx.tx.query<{ id: string; kind: string; state_group: string; seen: boolean; able: boolean }>({
    sql: `select i.id, i.kind, i.state_group, ${seen} as seen, ${able} as able from item i where i.id in (${places})`,
    parameters: parameters.values,
  });
  const byId = new Map(found.map((row) => [row.id, row]));
  const problems: Record<string, Message> = {};
  for (const { field, id, kind, duty } of wanted) {
    const target = byId.get(id);
    const reached = target?.seen === true && !hidden.has(kind);
    if (target?.kind !== kind || !(reached || id === ctx.actor.person)) {
      problems[field] = message('field.unknown-record', { kind });
    } else if (target.state_group === 'ended' && ctx.kit.types.get(kind)?.definition.states['retired']) {
      problems[field] = message('field.retired-record', { kind });
    } else if (duty && !target.able) {
      problems[field] = message('field.cannot-work', { kind });
    }
  }
  return problems;
}

/** The condition of a kind by which whoever can do something is told from who cannot. */
export const canWork = 'can-work';

interface Wanted {
  field: string;
  id: string;
  kind: string;
  /** It names whoever is to do something. */
  duty: boolean;
}

/** The references among values that were not there before. */
function wantedIn(fields: Fields, values: Row, stood: Row | null): Wanted[] {
  return Object.entries(fields).flatMap(([field, { to, duty = false }]) => {
    if (!to) return [];
    const before = new Set(idsOf(stood?.[field]));
    return idsOf(values[field]).flatMap((id) => (before.has(id) ? [] : { field, id, kind: to, duty }));
  });
}

function idsOf(value: unknown): string[] {
  if (value === null || value === undefined) return [];
  return Array.isArray(value) ? value.map(String) : [String(value)];
}

/** Whether what `i` is can do something, as SQL: asked of those kinds alone that know the condition and are given a duty. */
function ableSql({ kit, actor }: Context, wanted: readonly Wanted[], parameters: Parameters): string {
  const arms = [...new Set(wanted.flatMap(({ kind, duty }) => (duty ? [kind] : [])))].flatMap((kind) => {
    const type = kit.types.get(kind);
    const can = type?.filters.predicates?.[canWork]?.sql(actor.attributes, 'r.', parameters.value);
    if (!type || !can) return [];
    return [
      `when ${parameters.value(kind)} then exists (select from ${quote(type.table)} r where r.id = i.id and ${can})`,
    ];
  });
  return arms.length === 0 ? 'true' : `case i.kind ${arms.join(' ')} else true end`;
}

/**
 * Which records of a type somebody may refer to, as SQL over `r`: those that they may see through their face. On the
 * portal also those that the type offers there, which have no page of their own. A key's scopes say what it reads and
 * changes; what belongs to no customer it may name as far as its person may.
 */
function sightOf(ctx: Context, type: RecordType, parameters: Parameters): string {
  const { definition } = type;
  if (ctx.face === 'portal' && definition.follow === undefined && ctx.actor.kind !== 'system') {
    if (typeof definition.offered !== 'string') return String(definition.offered ?? false);
    return `r.${quote(columnOf(definition, definition.offered))}`;
  }
  const reader = definition.customer === 'shared' ? { ...ctx, actor: { ...ctx.actor, scopes: null } } : ctx;
  return visible(reader, type, 'r', parameters, { single: true });
}
