import { Parameters, quote } from '#/platform/database/build.ts';
import type { Context } from '#/record/server/context.ts';
import { runRead } from '#/record/server/context.ts';
import type { RecordType } from '#/record/server/kit.ts';
import { nothing, visible } from '#/record/server/read/predicate.ts';
import { whileTyping, wordsOf } from '#/record/server/read/search.ts';

/** A record of any kind that was found. */
export interface Hit {
  id: string;
  kind: string;
  number: string;
  title: string;
  state: string;
}

/**
 * Records of any kind by the beginning of their number or by words of their title, newest first within a kind. Each
 * kind is asked through its own predicate: what may not be seen is not found, and not counted either.
 */
export async function searchRecords(ctx: Context, search: string, limit: number): Promise<{ rows: Hit[] }> {
  const typed = search.trim().slice(0, 200);
  if (typed === '') return { rows: [] };
  const parameters = new Parameters();
  const found = matching(typed, parameters);
  const most = parameters.value(limit);
  const whole: string[] = [];
  const arms: string[] = [];
  for (const [kind, type] of ctx.kit.types) {
    const seen = visible(ctx, type, 'r', parameters);
    if (seen === nothing) continue;
    if (seen === 'true') whole.push(kind);
    else arms.push(arm(type, found, seen, most));
  }
  // Kinds that the actor sees all of need no look into their own tables.
  if (whole.length > 0) {
    arms.push(`(select i.id, i.kind, i.number, i.title, i.state, i.opened_at from item i
      where i.kind = any(${parameters.value(whole)}) and ${found('i')} order by i.opened_at desc limit ${most})`);
  }
  if (arms.length === 0) return { rows: [] };
  const rows = await runRead<Hit & { exact: boolean }>(ctx, {
    sql: `select id, kind, number, title, state, number = upper(${parameters.value(typed)}) as exact
      from (${arms.join(' union all ')}) hits order by exact desc, opened_at desc, id limit ${most}`,
    parameters: parameters.values,
  });
  return { rows: rows.map(({ exact: _, ...hit }) => hit) };
}

function arm(type: RecordType, found: (alias: string) => string, seen: string, most: string): string {
  return `(select i.id, i.kind, i.number, i.title, i.state, i.opened_at
    from item i join ${quote(type.table)} r on r.id = i.id
    where i.kind = '${type.definition.name}' and ${found('i')} and ${seen} order by i.opened_at desc limit ${most})`;
}

/** A number is looked for by its beginning; anything else by its words, in numbers and titles alone. */
function matching(typed: string, parameters: Parameters): (alias: string) => string {
  if (/^[a-z]{2,4}\d{1,15}$/i.test(typed)) {
    const start = parameters.value(`${typed.toUpperCase()}%`);
    return (alias) => `${alias}.number like ${start}`;
  }
  const words = wordsOf(whileTyping(typed), 'workspace');
  if (words === '') return () => 'false';
  const query = parameters.value(words);
  return (alias) => `${alias}.search @@ to_tsquery('mainstay', ${query})`;
}
