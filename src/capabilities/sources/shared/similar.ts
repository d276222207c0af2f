import { fold } from '#/base/fold.ts';

/** A name as its words: `trace.concept:name` → concept, name. */
function wordsOf(name: string): string[] {
  return fold(name.replace(/^(trace|event)\./, '').replaceAll(/([a-z])([A-Z])/g, '$1 $2'))
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** How alike two names are, from 0 to 1: 1 for the same words, else the share of words in common (Jaccard). */
export function similarity(a: string, b: string): number {
  const left = new Set(wordsOf(a));
  const right = new Set(wordsOf(b));
  const common = [...left].filter((word) => right.has(word)).length;
  const all = new Set([...left, ...right]).size;
  return all === 0 ? 0 : common / all;
}

/** The column that is most like one of the names, which come with the surest first; undefined when none is. */
export function bestColumn(names: readonly string[], columns: readonly string[], least = 0.6): string | undefined {
  let best: { column: string; score: number } | undefined;
  for (const [rank, name] of names.entries()) {
    for (const column of columns) {
      const score = similarity(name, column) - rank / 1000;
      if (score >= least && (best === undefined || score > best.score)) best = { column, score };
    }
  }
  return best?.column;
}
