import { fold } from '#/base/fold.ts';
import { solutionShown } from '#/processes/operation/incident/shared/beside.ts';
import type { SimilarCase } from '#/processes/operation/incident/shared/beside.ts';

/** Cases that were solved in the same way, or one that has no solution. */
export interface Alike {
  /** As the best of them says it. */
  solution: string | null;
  /** The most alike first. */
  cases: readonly [SimilarCase, ...SimilarCase[]];
}

/**
 * Puts cases of one solution together, whatever its capitals, accents and spaces; the order is that of the best of each.
 * Nobody knows how a solution goes on that was cut off: such a case stands alone.
 */
export function bySolution(cases: readonly SimilarCase[]): Alike[] {
  const groups = new Map<string, { solution: string | null; cases: [SimilarCase, ...SimilarCase[]] }>();
  for (const one of cases) {
    const said = fold(one.solution ?? '')
      .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
      .trim();
    const cut = (one.solution?.length ?? 0) >= solutionShown;
    const key = said === '' || cut ? one.id : said;
    const group = groups.get(key);
    if (group) group.cases.push(one);
    else groups.set(key, { solution: said === '' ? null : one.solution, cases: [one] });
  }
  return [...groups.values()];
}
