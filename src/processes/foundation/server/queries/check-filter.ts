import { notFound } from '#/base/refusal.ts';
import type { FieldType, FilterProblem } from '#/engines/filter/filter.ts';
import { configured } from '#/record/server/configured.ts';
import type { Context } from '#/record/server/context.ts';
import { fieldNamed } from '#/record/server/read/columns.ts';
import type { Names } from '#/record/shared/named.ts';
import { readKeptFilter } from '../rule-filter.ts';
import type { Asker } from '../rule-filter.ts';
import { inNames, namesInFilters } from './ids-in-filter.ts';

/** What is to be said of a filter before it is kept. */
export interface CheckedFilter {
  problems: readonly FilterProblem[];
  /** The text that would be stored: ids in the place of names. Null where it cannot be. */
  text: string | null;
  /** The text as a person reads and types it: names in the place of ids. */
  readable: string | null;
  /** What the ids in it are called. */
  names: Names;
}

/** Reads a filter about a kind of record as saving it would. */
export async function checkFilter(
  ctx: Context,
  { kind, text, asker }: { kind: string; text: string; asker: Asker },
): Promise<CheckedFilter> {
  const type = ctx.kit.types.get(kind);
  if (!type) throw notFound();
  if (text.trim() === '') return { problems: [], text: '', readable: '', names: {} };
  const read = await readKeptFilter(ctx, type, text, asker);
  if (!read.ok) return { problems: read.problems, text: null, readable: null, names: {} };
  const names = await namesInFilters(ctx, [read.filter]);
  return { problems: [], text: read.text, readable: inNames(read.filter, names), names };
}

/** What a filter about a kind of record may say. */
export interface FilterWords {
  fields: { name: string; type: FieldType['type']; values?: readonly string[]; to?: string }[];
  /** Named conditions: `is:involved`. */
  conditions: string[];
}

/** The fields and conditions that filters about a kind of record know. */
export async function filterWords(ctx: Context, kind: string): Promise<FilterWords> {
  const known = ctx.kit.types.get(kind);
  if (!known) throw notFound();
  const type = await configured(ctx, known);
  return {
    fields: Object.entries(type.filters.fields).map(([name, { type: sort, values }]) => {
      const to = fieldNamed(type, name)?.to;
      return { name, type: sort, ...(values ? { values } : {}), ...(to ? { to } : {}) };
    }),
    conditions: Object.keys(type.filters.predicates ?? {}).toSorted(),
  };
}
