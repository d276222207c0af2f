import { numberKey } from '#/base/number.ts';
import { Parameters, quote } from '#/platform/database/build.ts';
import type { Context } from '#/record/server/context.ts';
import { runRead } from '#/record/server/context.ts';
import type { RecordType } from '#/record/server/kit.ts';
import { foundIds } from '#/record/server/read/found.ts';
import { nothing, visible } from '#/record/server/read/predicate.ts';
import { askedOf, isSearched, searchCondition, whileTyping, wordsOf } from '#/record/server/read/search.ts';
import { columnOf, hasDocuments } from '#/record/server/schema.ts';
import { digitsTyped, hasDigits } from './digits-typed.ts';
import { numbersMeant } from './numbers-meant.ts';

/** Fewer digits are the number of a case, and not of a telephone. */
const fewestDialled = 6;

/** A record of any kind that was found. */
export interface Hit {
  id: string;
  kind: string;
  number: string;
  title: string;
  state: string;
}

/**
 * Records of any kind by their number, as it is written or as people say it, by the beginning of one, or by their words:
 * those of cases as lists find them, with what was said about them; those of anything else in its name and description,
 * and whom a telephone number belongs to, in whatever form it is dialled or written down.
 * Numbers first, then a few of each kind, of cases those with the words in the title first, the newest first. Each kind
 * is asked through its own predicate: what may not be seen is not found, and not counted either.
 */
export async function searchRecords(ctx: Context, search: string, limit: number): Promise<{ rows: Hit[] }> {
  const typed = search.trim().slice(0, 200);
  if (wordsOf(typed, ctx.face) === '') return { rows: [] };
  const parameters = new Parameters();
  const most = `${parameters.value(limit)}::int`;
  const digits = typed.replaceAll(/\D/g, '').length < fewestDialled ? [] : await digitsTyped(ctx, typed);
  const asked = { parameters, most, digits };
  const arms = [...ctx.kit.types.values()].flatMap((type) => armsOf(ctx, type, typed, asked));
  if (arms.length === 0) return { rows: [] };
  const rows = await runRead<Hit>(ctx, {
    sql: `select id, kind, number, title, state from (
        select *, row_number() over (partition by kind order by rank, opened_at desc, id) as place
        from (select distinct on (id) * from (${arms.join(' union all ')}) hits order by id, rank) ranked) hits
      order by rank > 0, place, opened_at desc, id limit ${most}`,
    parameters: parameters.values,
  });
  return { rows };
}

interface Asked {
  parameters: Parameters;
  /** Placeholder of the number of rows. */
  most: string;
  /** Of the telephone number that was typed, in each way that it may be meant. */
  digits: readonly string[];
}

/** What finds records of a kind: their numbers, the words of cases' titles, and all words. Each is its rank. */
function armsOf(ctx: Context, type: RecordType, typed: string, { parameters, most, digits }: Asked): string[] {
  const seen = visible(ctx, type, 'r', parameters);
  if (seen === nothing) return [];
  const kind = `'${type.definition.name}'`;
  const table = quote(type.table);
  const arm = (
    rank: number,
    from: string,
    where: string,
  ) => `(select ${rank} as rank, i.id, i.kind, i.number, i.title, i.state, i.opened_at
    from ${from} where ${where} and ${seen} order by i.opened_at desc limit ${most})`;
  const ofItem = `item i join ${table} r on r.id = i.id`;
  const arms: string[] = [];
  const { exact, beginning } = numbersMeant(type.definition, typed);
  if (exact.length > 0) {
    const numbers = `${parameters.value(exact)}::text[]`;
    arms.push(arm(0, ofItem, `i.kind = ${kind} and mainstay_number(i.number) = any(${numbers})`));
  }
  if (beginning !== null) {
    const begins = parameters.value(`${numberKey(beginning)}%`);
    arms.push(arm(2, ofItem, `i.kind = ${kind} and mainstay_number(i.number) like ${begins}`));
  }
  for (const [name, { format }] of Object.entries(type.definition.fields)) {
    if (format !== 'phone') continue;
    const column = `r.${quote(columnOf(type.definition, name))}`;
    for (const one of digits)
      arms.push(arm(1, ofItem, `i.kind = ${kind} and ${hasDigits(column, one, parameters.value)}`));
  }
  if (!isSearched(type)) return arms;
  const asked = whileTyping(typed);
  if (!hasDocuments(type.definition)) {
    const where = searchCondition(ctx, type, 'r', asked, parameters);
    return [...arms, arm(2, `${table} r join item i on i.id = r.id`, where)];
  }
  const ids = [askedOf(type, asked, ctx.face, 'A'), askedOf(type, asked, ctx.face)].flatMap(
    (words) => foundIds(ctx, type, words, { parameters, most }) ?? [],
  );
  if (ids.length === 0) return [...arms, arm(2, ofItem, searchCondition(ctx, type, 'r', asked, parameters))];
  const found = ids.map((call, place) =>
    arm(place + 1, `${call} found (id) join ${table} r on r.id = found.id join item i on i.id = r.id`, 'true'),
  );
  return [...arms, ...found];
}
