import { searchWords } from '#/base/search-words.ts';
import { isId } from '#/platform/ids.ts';
import { Parameters } from '#/platform/database/build.ts';
import type { Context } from '#/record/server/context.ts';
import { runRead } from '#/record/server/context.ts';
import { visible } from '#/record/server/read/predicate.ts';
import { solutionShown } from '#/processes/operation/incident/shared/beside.ts';
import type { LikenessReason, SimilarCase } from '#/processes/operation/incident/shared/beside.ts';
import { incidentType } from './incident-type.ts';

/** What is known of the case that others are compared with. */
export interface Likeness {
  title: string;
  description?: string | undefined;
  item?: string | undefined;
  service?: string | undefined;
  exclude?: string | undefined;
}

interface Candidate extends Omit<SimilarCase, 'reasons' | 'score'> {
  likeTitle: number;
  words: number;
  sameItem: boolean;
  sameService: boolean;
}

/** Titles alike by less than this share no more than a word or two (pg_trgm's own default). */
const alike = 0.3;
/** Most words of a description that are looked for. */
const mostWords = 12;

/**
 * Cases like one that is being logged or read: by words of title and description, by trigrams of the title,
 * and by item. Each way brings its newest few that the actor may see; the best eight of all stay. Common words cost
 * no more than rare ones, since none is ranked over more than its newest hits.
 */
export async function similarCases(ctx: Context, likeness: Likeness): Promise<SimilarCase[]> {
  const title = likeness.title.normalize('NFC').trim().slice(0, 200);
  const item = isId(likeness.item) ? likeness.item : null;
  const service = isId(likeness.service) ? likeness.service : null;
  const words = wordsIn(`${title} ${likeness.description ?? ''}`);
  if (words.length === 0 && item === null) return [];
  const parameters = new Parameters();
  const type = incidentType(ctx);
  const asked = {
    title: parameters.value(title),
    words: parameters.value(query(words, '|')),
    item: parameters.value(item),
    service: parameters.value(service),
    exclude: parameters.value(isId(likeness.exclude) ? likeness.exclude : null),
  };
  const seen = visible(ctx, type, 'r', parameters);
  // Among documents alone, the newest first: how many hold the words decides which way that goes.
  const said = (spoken: string, limit: number) => `(select d.item from document d join incident r on r.id = d.item
    where d.kind = 'incident' and d.part = d.item and d.search @@ ${spoken}::tsquery and d.item is distinct from ${asked.exclude}::uuid
      and r.state <> 'cancelled' and ${seen} order by d.opened_at desc limit ${limit})`;
  const arm = (condition: string, limit: number) => `(select r.id from incident r
    where ${condition} and r.id is distinct from ${asked.exclude}::uuid and r.state <> 'cancelled' and ${seen}
    order by r.opened_at desc limit ${limit})`;
  const arms = [
    ...(item === null ? [] : [arm(`r.configuration_item = ${asked.item}::uuid`, 50)]),
    ...(words.length === 0 ? [] : [said(asked.words, 150)]),
    ...(wordsIn(title).length < 2
      ? []
      : [
          said(parameters.value(query(wordsIn(title).slice(0, 3), '&')), 50),
          arm(`mainstay_fold(r.title) % mainstay_fold(${asked.title})`, 50),
        ]),
  ];
  const rows = await runRead<Candidate>(ctx, {
    sql: `select r.id, r.number, r.title, r.state, r.priority, r.opened_at as "openedAt", r.resolved_at as "resolvedAt",
        r.close_code as "closeCode", left(r.solution, ${solutionShown}) as solution,
        similarity(mainstay_fold(r.title), mainstay_fold(${asked.title}::text)) as "likeTitle",
        ${words.length === 0 ? '0' : `ts_rank('{0,0.3,0.5,1}', d.search, ${asked.words}::tsquery)`} as words,
        coalesce(r.configuration_item = ${asked.item}::uuid, false) as "sameItem",
        coalesce(r.service = ${asked.service}::uuid, false) as "sameService"
      from incident r join document d on d.kind = 'incident' and d.item = r.id and d.part = r.id and d.customer = r.customer where r.id in (${arms.join(' union ')})`,
    parameters: parameters.values,
  });
  return rows
    .map((row) => judge(row))
    .filter(({ reasons }) => reasons.some((reason) => reason !== 'same-service' && reason !== 'solved'))
    .toSorted((a, b) => b.score - a.score || (a.openedAt < b.openedAt ? 1 : -1))
    .slice(0, 8);
}

function judge({ likeTitle, words, sameItem, sameService, ...row }: Candidate): SimilarCase {
  const reasons: LikenessReason[] = [];
  if (sameItem) reasons.push('same-item');
  if (likeTitle >= alike) reasons.push('title');
  if (words > 0) reasons.push('words');
  if (sameService) reasons.push('same-service');
  if (row.solution) reasons.push('solved');
  const sum =
    likeTitle * 0.5 +
    Math.min(words, 1) * 0.2 +
    (sameItem ? 0.2 : 0) +
    (sameService ? 0.05 : 0) +
    (row.solution ? 0.05 : 0);
  return { ...row, reasons, score: Math.round(sum * 1000) / 1000 };
}

function query(words: readonly string[], operator: '&' | '|'): string {
  return words.map((word) => `'${word}'`).join(` ${operator} `);
}

/** The different words of at least three letters, longest first: length is the cheapest sign of rarity. */
function wordsIn(text: string): string[] {
  const words = searchWords(text).filter((word) => word.length >= 3 && word.length <= 60);
  return [...new Set(words)].toSorted((a, b) => b.length - a.length).slice(0, mostWords);
}
