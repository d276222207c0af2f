import { message, Refusal } from '#/base/refusal.ts';
import { fold } from '#/base/fold.ts';
import type { Filter } from '#/engines/filter/ast.ts';
import { namesOf, resolveNames } from '#/engines/filter/names.ts';
import { parseFilter } from '#/engines/filter/parse.ts';
import { splitWords } from '#/engines/filter/parts-of.ts';
import { Parameters, quote } from '#/platform/database/build.ts';
import type { Context } from '#/record/server/context.ts';
import { runRead } from '#/record/server/context.ts';
import type { RecordType } from '#/record/server/kit.ts';
import { isSearched, whileTyping, wordsOf } from '#/record/server/read/search.ts';
import { columnOf, hasDocuments } from '#/record/server/schema.ts';

/** A filter as a list wants it: conditions, and words to be searched for. */
export interface ReadFilter {
  filter: Filter;
  search?: string;
}

/** Reads the text of a view; null where it is not, or no longer, one that the record type understands. */
export async function readFilter(ctx: Context, type: RecordType, text: string): Promise<ReadFilter | null> {
  const parsed = parseFilter(text, type.filters);
  if (!parsed.ok) return null;
  const { words, rest } = splitWords(await withIds(ctx, type, parsed.filter));
  return { filter: rest, ...(words.length > 0 ? { search: whileTyping(words.join(' ')) } : {}) };
}

/** Refuses a text that is no filter of the record type, with the place and kind of its first problem. */
export function checkFilter(type: RecordType, text: string): void {
  const parsed = parseFilter(text, type.filters);
  if (parsed.ok) return;
  const [problem] = parsed.problems;
  const at = problem?.at ?? 0;
  throw new Refusal(
    'invalid',
    'refusal.invalid',
    { filter: message('view.bad-filter', { at }) },
    {
      problems: parsed.problems,
    },
  );
}

/** Ids in the place of names (`customer = 'Acme'`): of the records of the right kind that are called so. */
async function withIds(ctx: Context, type: RecordType, filter: Filter): Promise<Filter> {
  const wanted = namesOf(filter);
  if (wanted.length === 0) return filter;
  const kindOf = (field: string) => type.definition.fields[field]?.to ?? 'person';
  const rows = await namedSo(
    ctx,
    wanted.map(({ field }) => kindOf(field)),
    wanted.map(({ name }) => name),
  );
  return resolveNames(filter, (field, name) =>
    rows.filter((row) => row.kind === kindOf(field) && fold(row.title) === fold(name)).map(({ id }) => id),
  );
}

/** Records of some kinds with all the words of one of some names: among them are those that are called so. */
async function namedSo(ctx: Context, kinds: readonly string[], names: readonly string[]) {
  const parameters = new Parameters();
  const queries = names.map((name) => wordsOf(name, 'workspace')).filter((words) => words !== '');
  const words = `${parameters.value(queries)}::text[]::tsquery[]`;
  const arms = [...new Set(kinds)].flatMap((kind) => {
    const type = ctx.kit.types.get(kind);
    if (!type || hasDocuments(type.definition) || !isSearched(type)) return [];
    const title = quote(columnOf(type.definition, type.definition.item.title));
    return `(select id, '${kind}' as kind, ${title} as title from ${quote(type.table)} where search @@ any(${words}) limit 1000)`;
  });
  if (arms.length === 0 || queries.length === 0) return [];
  return runRead<{ id: string; kind: string; title: string }>(ctx, {
    sql: arms.join(' union all '),
    parameters: parameters.values,
  });
}
