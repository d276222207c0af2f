import { fold } from '#/base/fold.ts';
import { searchWords } from '#/base/search-words.ts';
import { Parameters } from '#/platform/database/build.ts';
import type { Context } from '#/record/server/context.ts';
import { runRead } from '#/record/server/context.ts';
import { visible } from '#/record/server/read/predicate.ts';
import { digitsTyped, hasDigits } from './digits-typed.ts';
import type { PersonHit } from '#/capabilities/search/shared/person-hit.ts';

/**
 * People by the beginnings of words of their names and e-mail addresses, or by their telephone number, in whatever form
 * it is dialled or written down; upper case and diacritics do not matter. At most `limit`, those whose name begins so first.
 */
export async function searchPeople(ctx: Context, search: string, limit: number): Promise<{ rows: PersonHit[] }> {
  const type = ctx.kit.types.get('person');
  const typed = search.trim().slice(0, 100);
  if (!type || typed === '') return { rows: [] };
  const parameters = new Parameters();
  const seen = `r.state = 'active' and ${visible(ctx, type, 'r', parameters)}`;
  const most = parameters.value(limit);
  const arms: string[] = [];
  const arm = (condition: string) =>
    arms.push(`(select r.id from person r where ${condition} and ${seen} limit ${most})`);
  arm(`mainstay_fold(r.name) like ${parameters.value(beginning(typed))}`);
  // Each word may be unfinished: people are typed by the beginnings of their names and addresses.
  const words = [...new Set(searchWords(typed))].map((word) => `'${word}':*`).join(' & ');
  if (words !== '') arm(`r.search @@ ${parameters.value(words)}::tsquery`);
  for (const digits of await digitsTyped(ctx, typed)) {
    arm(hasDigits('r.phone', digits, parameters.value));
  }
  const rows = await runRead<PersonHit>(ctx, {
    sql: `select p.id, p.name, p.title, p.email, p.phone, o.name as organisation, p.vip,
        p.away and (p.away_until is null or p.away_until >= ${parameters.value(new Date(ctx.now).toISOString().slice(0, 10))}::date) as away
      from person p join organisation o on o.id = p.organisation
      where p.id in (${arms.join(' union ')})
      order by mainstay_fold(p.name) not like ${parameters.value(beginning(typed))}, mainstay_fold(p.name), p.id
      limit ${most}`,
    parameters: parameters.values,
  });
  return { rows };
}

/** A LIKE pattern for folded texts that begin so. Folded here as `mainstay_fold` does, so that an index can answer. */
function beginning(typed: string): string {
  return `${fold(typed).replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
}
