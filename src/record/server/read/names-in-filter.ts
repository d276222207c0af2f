import { fold } from '#/base/fold.ts';
import { namesOf, resolveNames } from '#/engines/filter/filter.ts';
import type { Filter, FilterProblem } from '#/engines/filter/filter.ts';
import { Parameters, quote } from '#/platform/database/build.ts';
import type { Context } from '../context.ts';
import { runRead } from '../context.ts';
import type { RecordType } from '../kit.ts';
import { columnOf, hasDocuments } from '../schema.ts';
import { fieldNamed } from './columns.ts';
import { nothing, visible } from './predicate.ts';
import { isSearched, wordsOf } from './search.ts';

interface Found {
  /** Which of the names, from 1 on. */
  at: number;
  id: string;
  number: string;
  title: string;
  /** Of just this name or number. */
  exact: boolean;
}

/** A filter with ids in the place of names, and what is wrong with the names that stand for no one record. */
export interface NamedFilter {
  filter: Filter;
  problems: readonly FilterProblem[];
}

/** So many records of a like name are told of. */
const told = 5;

/**
 * `customer = 'Acme'` → the ids of the records of that name, without case and diacritics, or of that number. Where none
 * is called just so, the one whose name has all the words, each from its beginning (`Duricova` for Jana Ďuricová); where
 * several have them, it is asked which. `text` is what was typed, for the places of problems. Records that customers
 * have are meant by their numbers alone: whether there is a case of some title is nothing to be tried out.
 */
export async function withIds(ctx: Context, type: RecordType, filter: Filter, text: string): Promise<NamedFilter> {
  const wanted = namesOf(filter);
  if (wanted.length === 0) return { filter, problems: [] };
  const named = wanted.map(({ field, name }) => ({ kind: fieldNamed(type, field)?.to ?? 'person', name }));
  const found = await lookUp(ctx, named);
  const problems: FilterProblem[] = [];
  const ids = wanted.map(({ name }, index) => {
    const here = found.filter(({ at }) => at === index + 1);
    const exact = here.filter((row) => row.exact);
    const chosen = exact.length > 0 ? exact : here;
    if (exact.length > 0 || here.length === 1) return chosen.map(({ id }) => id);
    // Who looks through the portal is told nothing of others.
    if (ctx.face === 'workspace') problems.push(problemOf(text, name, here));
    return [];
  });
  const idsOf = (field: string, name: string) =>
    ids[wanted.findIndex((one) => one.field === field && one.name === name)] ?? [];
  return { filter: resolveNames(filter, idsOf), problems };
}

function problemOf(text: string, name: string, found: readonly Found[]): FilterProblem {
  const at = Math.max(text.indexOf(name), 0);
  const place = { at, length: text.includes(name) ? name.length : text.length };
  if (found.length === 0) return { code: 'filter.nobody-called', ...place, params: { name } };
  const some = found
    .toSorted((a, b) => (fold(a.title) < fold(b.title) ? -1 : 1))
    .slice(0, told)
    .map(({ title, number }) => `${title} (${number})`);
  const which = found.length > told ? [...some, '…'] : some;
  return { code: 'filter.several-called', ...place, params: { name, which: which.join(', ') } };
}

async function lookUp(ctx: Context, named: readonly { kind: string; name: string }[]): Promise<Found[]> {
  const kept = [...ctx.kit.types.values()].filter(({ definition }) => definition.customer === 'own');
  const parameters = new Parameters();
  const [kinds, names, cases] = [
    named.map(({ kind }) => kind),
    named.map(({ name }) => name),
    kept.map(({ definition }) => definition.name),
  ].map(parameters.value);
  const exact = `(select w.at::int, i.id, i.number, i.title, true as exact
    from unnest(${kinds}::text[], ${names}::text[]) with ordinality w (kind, name, at)
    join item i on i.kind = w.kind and (mainstay_number(i.number) = mainstay_number(w.name)
      or (i.kind <> all(${cases}::text[]) and mainstay_fold(i.title) = mainstay_fold(w.name))) limit 1000)`;
  const like = named.map(({ kind, name }, index) => likeNamed(ctx, kind, name, index + 1, parameters));
  return runRead<Found>(ctx, {
    sql: [exact, ...like.filter((arm) => arm !== null)].join(' union all '),
    parameters: parameters.values,
  });
}

/**
 * Records that the words of a name find, as a picker finds them, among those that the asker may see: what they are called
 * is told where it is not clear which is meant. Null where there is nothing to search.
 */
function likeNamed(ctx: Context, kind: string, name: string, at: number, parameters: Parameters): string | null {
  const type = ctx.kit.types.get(kind);
  if (ctx.face === 'portal' || !type || hasDocuments(type.definition) || !isSearched(type)) return null;
  const begun = name
    .trim()
    .split(/\s+/)
    .map((word) => `${word}*`);
  const words = wordsOf(begun.join(' '), ctx.face);
  if (words === '') return null;
  const seen = visible(ctx, type, 'r', parameters);
  if (seen === nothing) return null;
  const title = quote(columnOf(type.definition, type.definition.item.title));
  return `(select ${at} as at, r.id, r.number, r.${title} as title, false as exact from ${quote(type.table)} r
    where r.search @@ ${parameters.value(words)}::tsquery and ${seen} limit 20)`;
}
