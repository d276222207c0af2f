import { message, Refusal } from '#/base/refusal.ts';
import type { Filter } from '#/engines/filter/ast.ts';
import { parseFilter } from '#/engines/filter/parse.ts';
import { splitWords } from '#/engines/filter/parts-of.ts';
import type { Context } from '#/record/server/context.ts';
import type { RecordType } from '#/record/server/kit.ts';
import { withIds } from '#/record/server/read/names-in-filter.ts';
import { whileTyping } from '#/record/server/read/search.ts';

/** A filter as a list wants it: conditions, and words to be searched for. */
export interface ReadFilter {
  filter: Filter;
  search?: string;
}

/**
 * Reads the text of a view; null where it is not, or no longer, one that the record type understands, or where nothing
 * is called as it says any more.
 */
export async function readFilter(ctx: Context, type: RecordType, text: string): Promise<ReadFilter | null> {
  const parsed = parseFilter(text, type.filters);
  if (!parsed.ok) return null;
  const { filter, problems } = await withIds(ctx, type, parsed.filter, text);
  if (problems.length > 0) return null;
  const { words, rest } = splitWords(filter);
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
