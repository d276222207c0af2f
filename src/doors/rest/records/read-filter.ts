import { namesOf, parseFilter, resolveNames, splitWords } from '#/engines/filter/filter.ts';
import type { Filter, FilterProblem } from '#/engines/filter/filter.ts';
import { Refusal, message } from '#/base/refusal.ts';
import type { Context } from '#/record/server/context.ts';
import { runRead } from '#/record/server/context.ts';
import type { RecordType } from '#/record/server/kit.ts';
import { filtersOf } from './face-filters.ts';

/** What a person typed into the filter: conditions, and words to search for. */
export interface ReadFilter {
  filter: Filter | null;
  words: string;
}

/** Reads a typed filter; refuses with `bad-request`, each problem with its place in the text. */
export async function readFilter(ctx: Context, type: RecordType, text: string | undefined): Promise<ReadFilter> {
  if (!text?.trim()) return { filter: null, words: '' };
  const parsed = parseFilter(text, filtersOf(type, ctx.face));
  if (!parsed.ok) throw badFilter(parsed.problems);
  const { words, rest } = splitWords(parsed.filter);
  return { filter: await withIds(ctx, type, rest), words: words.join(' ') };
}

function badFilter(problems: readonly FilterProblem[]): Refusal {
  const [first] = problems;
  const text = first ? inWords(first) : message('refusal.bad-filter');
  const why = problems.map(({ code, at, length, params }) => ({ code, at, length, params }));
  return new Refusal('bad-request', text, { filter: text }, { problems: why });
}

/** Four of the problems come with what was probably meant. */
const inWords = ({ code, params }: FilterProblem) =>
  message(params['suggestion'] ? `${code}-near` : code, { ...params });

/** `customer = 'Acme'` → the ids of the records of that name: by title without case and diacritics, or by number. */
async function withIds(ctx: Context, type: RecordType, filter: Filter): Promise<Filter> {
  const wanted = namesOf(filter);
  if (wanted.length === 0) return filter;
  const kinds = wanted.map(({ field }) => type.definition.fields[field]?.to ?? 'person');
  const found = await runRead<{ at: number; id: string }>(ctx, {
    sql: `select w.at, i.id from unnest($1::text[], $2::text[]) with ordinality w (kind, name, at)
      join item i on i.kind = w.kind
        and (mainstay_number(i.number) = mainstay_number(w.name) or mainstay_fold(i.title) = mainstay_fold(w.name)) limit 1000`,
    parameters: [kinds, wanted.map(({ name }) => name)],
  });
  return resolveNames(filter, (field, name) => {
    const at = wanted.findIndex((one) => one.field === field && one.name === name) + 1;
    return found.filter((row) => row.at === at).map(({ id }) => id);
  });
}
