import { formatFilter, parseFilter } from '#/engines/filter/filter.ts';
import type { Filter, Value } from '#/engines/filter/filter.ts';
import { visit } from '#/engines/filter/parts-of.ts';
import { notFound } from '#/base/refusal.ts';
import { isId } from '#/platform/ids.ts';
import { configured } from '#/record/server/configured.ts';
import type { Context } from '#/record/server/context.ts';
import { runRead } from '#/record/server/context.ts';
import type { Named, Names } from '#/record/shared/named.ts';

/**
 * What the ids in filters are called. A name that several records of a kind have is no name: those are called by
 * their numbers, and so is what customers told us.
 */
export async function namesInFilters(ctx: Context, filters: readonly Filter[]): Promise<Names> {
  const ids = new Set<string>();
  for (const filter of filters) {
    visit(filter, (leaf) => {
      if (leaf.kind !== 'condition') return;
      for (const value of leaf.values) if (typeof value === 'string' && isId(value)) ids.add(value);
    });
  }
  if (ids.size === 0) return {};
  const rows = await runRead<Named & { id: string }>(ctx, {
    sql: `select i.id, i.kind, i.number, case when i.customer is not null or exists (
          select 1 from item o where o.kind = i.kind and o.id <> i.id and mainstay_fold(o.title) = mainstay_fold(i.title))
        then i.number else i.title end as title
      from item i where i.id = any($1::uuid[])`,
    parameters: [[...ids]],
  });
  return Object.fromEntries(rows.map(({ id, ...record }) => [id, record]));
}

/** What the ids in kept filters about a kind of record are called; a filter that cannot be read any more has none. */
export async function namesInTexts(ctx: Context, kind: string, texts: readonly string[]): Promise<Names> {
  const known = ctx.kit.types.get(kind);
  if (!known) throw notFound();
  const type = await configured(ctx, known);
  const filters = texts.flatMap((text) => {
    const parsed = parseFilter(text, type.filters);
    return parsed.ok ? [parsed.filter] : [];
  });
  return namesInFilters(ctx, filters);
}

/** A filter as a person reads and types it: names in the place of ids. */
export const inNames = (filter: Filter, names: Names): string => formatFilter(named(filter, names));

function named(filter: Filter, names: Names): Filter {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return { kind: filter.kind, of: filter.of.map((part) => named(part, names)) };
    case 'not':
      return { kind: 'not', of: named(filter.of, names) };
    case 'condition':
      return {
        ...filter,
        values: filter.values.map((value): Value => {
          const name = typeof value === 'string' ? names[value]?.title : undefined;
          return name === undefined ? value : { name };
        }),
      };
    default:
      return filter;
  }
}
