import { message, Refusal } from '#/base/refusal.ts';
import type { Message } from '#/base/refusal.ts';
import { formatFilter, namesOf, parseFilter, resolveNames } from '#/engines/filter/filter.ts';
import type { Filter, FilterProblem } from '#/engines/filter/filter.ts';
import { visit } from '#/engines/filter/parts-of.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import { set } from '#/record/server/commit/commit.ts';
import type { Context } from '#/record/server/context.ts';
import { runRead } from '#/record/server/context.ts';
import type { Behaviour, RecordType } from '#/record/server/kit.ts';

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
  const parsed = parseFilter(text, { ...type.filters, text: false, actor });
  if (!parsed.ok) return parsed;
  const problems = asker === 'nobody' ? askers(parsed.filter, text) : [];
  const wanted = namesOf(parsed.filter);
  if (wanted.length === 0) {
    return problems.length > 0 ? { ok: false, problems } : { ok: true, filter: parsed.filter, text };
  }
  const found = await idsOf(ctx, type, wanted);
  const filter = resolveNames(parsed.filter, (field, name) => found.get(`${field} ${name}`) ?? []);
  for (const { name } of namesOf(filter)) {
    problems.push({
      code: 'filter.not-an-id',
      ...placeOf(text, name),
      params: { value: name, type: 'uuid' },
    });
  }
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

/** The kinds of record that hold what customers told us. */
function contentKinds({ kit }: Context): string[] {
  return [...kit.types.values()]
    .filter((type) => type.definition.customer === 'own')
    .map((type) => type.definition.name);
}

async function idsOf(
  ctx: Context,
  type: RecordType,
  wanted: readonly { field: string; name: string }[],
): Promise<ReadonlyMap<string, string[]>> {
  const kinds = wanted.map(({ field }) => type.definition.fields[field]?.to ?? 'person');
  const rows = await runRead<{ at: number; id: string }>(ctx, {
    sql: `select w.at, i.id from unnest($1::text[], $2::text[]) with ordinality w (kind, name, at)
      join item i on i.kind = w.kind
        and (mainstay_number(i.number) = mainstay_number(w.name) or (i.kind <> all($3::text[]) and mainstay_fold(i.title) = mainstay_fold(w.name)))
      limit 1000`,
    // Whether there is a case of some title is nothing to be tried out: cases are meant by their numbers.
    parameters: [kinds, wanted.map(({ name }) => name), contentKinds(ctx)],
  });
  const found = new Map<string, string[]>();
  for (const { at, id } of rows) {
    const { field, name } = wanted[at - 1] ?? { field: '', name: '' };
    found.set(`${field} ${name}`, [...(found.get(`${field} ${name}`) ?? []), id]);
  }
  return found;
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
