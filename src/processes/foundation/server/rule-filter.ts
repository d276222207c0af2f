import { message, Refusal } from '#/base/refusal.ts';
import type { Message } from '#/base/refusal.ts';
import { formatFilter, namesOf, parseFilter } from '#/engines/filter/filter.ts';
import type { Filter, FilterProblem } from '#/engines/filter/filter.ts';
import { visit } from '#/engines/filter/parts-of.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import { set } from '#/record/server/commit/commit.ts';
import { configured } from '#/record/server/configured.ts';
import type { Context } from '#/record/server/context.ts';
import type { Behaviour, RecordType } from '#/record/server/kit.ts';
import { withIds } from '#/record/server/read/names-in-filter.ts';

/** A filter that is kept: read, with ids in the place of names, and as the text that is to be stored. */
export type KeptFilter = { ok: true; filter: Filter; text: string } | { ok: false; problems: readonly FilterProblem[] };

/** Who asks is somebody else each time that a rule runs: rules know nobody. Grants know these of whoever holds them. */
export type Asker = 'nobody' | 'holder';
const attributes = ['groups', 'organisations', 'contactOf', 'serves', 'location'];

/**
 * Reads a filter that is going to be stored. Records meant by name become ids, since names change; a name that nobody
 * has is a problem, and so are words to search for.
 */
export async function readKeptFilter(
  ctx: Context,
  type: RecordType,
  text: string,
  asker: Asker = 'nobody',
): Promise<KeptFilter> {
  const actor = asker === 'holder' ? attributes : [];
  // What somebody may do must not hang on a field that an administrator may retire any day.
  const schema = asker === 'holder' ? type.filters : (await configured(ctx, type)).filters;
  const parsed = parseFilter(text, { ...schema, text: false, actor });
  if (!parsed.ok) return parsed;
  const problems = asker === 'nobody' ? askers(parsed.filter, text) : [];
  if (namesOf(parsed.filter).length === 0) {
    return problems.length > 0 ? { ok: false, problems } : { ok: true, filter: parsed.filter, text };
  }
  const { filter, problems: unnamed } = await withIds(ctx, type, parsed.filter, text);
  problems.push(...unnamed);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, filter, text: formatFilter(filter) };
}

/** `me` and `my.groups` in a rule: nobody is there whom they could mean. */
function askers(filter: Filter, text: string): FilterProblem[] {
  const problems: FilterProblem[] = [];
  visit(filter, (leaf) => {
    if (leaf.kind !== 'condition') return;
    for (const value of leaf.values) {
      if (typeof value !== 'object' || !('actor' in value)) continue;
      const params = { name: value.actor };
      problems.push({ code: 'filter.unknown-attribute', ...placeOf(text, value.actor), params });
    }
  });
  return problems;
}

function placeOf(text: string, word: string): { at: number; length: number } {
  const at = text.indexOf(word);
  return at < 0 ? { at: 0, length: text.length } : { at, length: word.length };
}

/** The first problem of a filter, in words. */
function wordsOf([problem]: readonly FilterProblem[]): Message {
  if (!problem) return message('filter.unexpected-end');
  return message(problem.params['suggestion'] ? `${problem.code}-near` : problem.code, problem.params);
}

/**
 * Checks the filter of a rule when the rule is saved, and stores it with ids in the place of names: one that cannot be
 * read would hold for nothing, silently. `kindOf` says which kind of record the rule is about.
 */
export function keepFilter(kindOf: (row: Row) => string): Behaviour {
  return {
    async apply(commit) {
      const { ctx, tx, before, after } = commit;
      const text = after['where'];
      if (typeof text !== 'string' || text.trim() === '') return;
      if (before?.['where'] === text && before['kind'] === after['kind']) return;
      const type = ctx.kit.types.get(kindOf(after));
      if (!type) return;
      const read = await readKeptFilter({ ...ctx, tx }, type, text);
      if (read.ok) return set(commit, 'where', read.text);
      throw new Refusal('invalid', 'refusal.invalid', { where: wordsOf(read.problems) }, { problems: read.problems });
    },
    faults(kit, row): Record<string, Message> {
      const text = row['where'];
      const type = kit.types.get(kindOf(row));
      if (typeof text !== 'string' || text.trim() === '') return {};
      if (!type) return { where: message('filter.malformed', { path: 'where' }) };
      const read = parseFilter(text, { ...type.filters, text: false });
      return read.ok ? {} : { where: wordsOf(read.problems) };
    },
  };
}
