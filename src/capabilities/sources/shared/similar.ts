import { fold } from '#/base/fold.ts';

/**
 * A name as its words: `trace.concept:name` → concept, name. Of what JSON has inside of an object only the path counts,
 * not how it calls the name there: `fields.status.name` → status.
 */
function wordsOf(name: string): string[] {
  const own = name.replace(/^(trace|event|fields)\./, '').replace(/(.)\.(name|title|display_?(name|value))$/i, '$1');
  return fold(own.replaceAll(/([a-z])([A-Z])/g, '$1 $2'))
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/**
 * How alike two names are, from 0 to 1: 1 for the same words, written apart or together, else the share of words in
 * common (Jaccard).
 */
export function similarity(a: string, b: string): number {
  const left = new Set(wordsOf(a));
  const right = new Set(wordsOf(b));
  if (left.size > 0 && wordsOf(a).join('') === wordsOf(b).join('')) return 1;
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
