import { parseFilter, splitWords } from '#/engines/filter/filter.ts';
import type { Filter, FilterProblem, FilterSchema } from '#/engines/filter/filter.ts';
import { Refusal, message } from '#/base/refusal.ts';
import { Recent } from '#/platform/database/recent.ts';
import type { Context } from '#/record/server/context.ts';
import type { RecordType } from '#/record/server/kit.ts';
import { withIds } from '#/record/server/read/names-in-filter.ts';
import { filtersOf } from './face-filters.ts';

/** What a person typed into the filter: conditions, and words to search for. */
export interface ReadFilter {
  filter: Filter | null;
  words: string;
}

/** Reads a typed filter; refuses with `bad-request`, each problem with its place in the text. */
export async function readFilter(ctx: Context, type: RecordType, text: string | undefined): Promise<ReadFilter> {
  if (!text?.trim()) return { filter: null, words: '' };
  const { words, rest } = parsedOf(text, filtersOf(type, ctx.face));
  const { filter, problems } = await withIds(ctx, type, rest, text);
  if (problems.length > 0) throw badFilter(problems);
  return { filter, words: words.join(' ') };
}

/** So many texts are remembered for a kind: a queue asks for the same few again and again. */
const most = 500;

const parsedTexts = new WeakMap<FilterSchema, Recent<string, ReturnType<typeof splitWords>>>();

function parsedOf(text: string, schema: FilterSchema): ReturnType<typeof splitWords> {
  let texts = parsedTexts.get(schema);
  if (!texts) parsedTexts.set(schema, (texts = new Recent(most)));
  let found = texts.get(text);
  if (!found) {
    const parsed = parseFilter(text, schema);
    if (!parsed.ok) throw badFilter(parsed.problems);
    texts.set(text, (found = splitWords(parsed.filter)));
  }
  return found;
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
