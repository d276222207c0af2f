import { fold } from '#/base/words.ts';
import { Parameters } from '#/platform/database/build.ts';
import type { Context } from '#/record/server/context.ts';
import { runRead } from '#/record/server/context.ts';
import { visible } from '#/record/server/read/predicate.ts';
import type { PersonHit } from '#/capabilities/search/shared/person-hit.ts';

/**
 * People by the beginning of any word of their name, of their e-mail address, or by digits of their telephone number;
 * upper case and diacritics do not matter. At most `limit`, those whose name begins so first.
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
  const words = beginnings(typed);
  if (words !== '') arm(`r.search @@ to_tsquery('mainstay', ${parameters.value(words)})`);
  // An address is one word of the search document, dots and all: it is looked for as it stands.
  const address = typed.toLowerCase().replaceAll(/[^\p{L}\p{N}.@_+-]/gu, '');
  if (/[.@_+-]/.test(address)) arm(`r.search @@ ${parameters.value(`'${address}':*B`)}::tsquery`);
  const digits = typed.replaceAll(/[^\d]/g, '');
  if (digits.length >= 4 && /^[\d\s()+/.-]+$/.test(typed)) {
    arm(`regexp_replace(r.phone, '[^0-9]', '', 'g') like ${parameters.value(`%${digits}%`)}`);
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

/** Words as a `to_tsquery` text of which each may be unfinished: people are typed by the beginnings of their names. */
function beginnings(typed: string): string {
  const words = typed.normalize('NFC').split(/[^\p{L}\p{N}]+/u);
  return words.flatMap((word) => (word === '' ? [] : [`'${word}':*`])).join(' & ');
}

/** A LIKE pattern for folded texts that begin so. Folded here as `mainstay_fold` does, so that an index can answer. */
function beginning(typed: string): string {
  return `${fold(typed).replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
}
