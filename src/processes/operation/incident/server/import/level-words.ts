import { fold } from '#/base/fold.ts';
import { wordAsMapped } from '#/capabilities/mapping/shared/case.ts';

/** Steps of severity by name, the most severe first. */
const tiers: readonly (readonly string[])[] = [
  ['critical', 'blocker', 'emergency', 'urgent', 'highest', 'very high', 'kritická', 'kritický', 'kritické',
    'najvyššia', 'veľmi vysoká', 'urgentná', 'kritisch', 'sehr hoch', 'critique', 'très haute', 'très urgent'],
  ['high', 'major', 'important', 'vysoká', 'vysoký', 'vysoké', 'hoch', 'haute', 'élevée', 'élevé'],
  ['medium', 'moderate', 'normal', 'average', 'standard', 'stredná', 'stredný', 'stredné', 'normálna', 'střední',
    'mittel', 'moyenne', 'moyen', 'normale'],
  ['low', 'minor', 'nízka', 'nízky', 'nízke', 'nízká', 'niedrig', 'gering', 'basse', 'faible'],
  ['lowest', 'very low', 'trivial', 'planning', 'planned', 'najnižšia', 'veľmi nízka', 'sehr niedrig', 'très basse'],
]; // prettier-ignore
const tierOf = new Map(tiers.flatMap((words, tier) => words.map((word) => [fold(word), tier] as const)));

interface Word {
  word: string;
  number: number | undefined;
  tier: number | undefined;
}

function read(word: string): Word {
  const plain = fold(word.trim());
  const [, digits, rest = ''] =
    /^(?:p|s|sev|prio|priority|severity|level)?\s*[-:]?\s*(\d)(?!\d)\s*(.*)$/.exec(plain) ?? [];
  const name = (digits === undefined ? plain : rest).replaceAll(/[^\p{L}]+/gu, ' ').trim();
  return { word, number: digits === undefined ? undefined : Number(digits), tier: tierOf.get(name) };
}

/**
 * Words of a source as levels, 1 being the most severe: by the number at their beginning ("1 - High", P2), or by
 * their names. Where numbers and names run against each other ("1 low, 3 high"), names count. Words that are not
 * known, and levels beyond the last, are left out; no two names become one level unless they are the same step.
 */
export function levelsOf(words: readonly string[], last: number, isPriority: boolean): Record<string, number> {
  const all = words.map(read);
  const both = all.filter(({ number, tier }) => number !== undefined && tier !== undefined);
  const against = both.some((one) =>
    both.some((other) => (one.number ?? 0) < (other.number ?? 0) && (one.tier ?? 0) > (other.tier ?? 0)),
  );
  // Without a critical step, high is the first level of impact and urgency; a priority has a level for each step.
  const first = isPriority || all.some(({ tier }) => tier === 0) ? 0 : 1;
  const levels = all.flatMap(({ word, number, tier }): [string, number][] => {
    const byName = tier === undefined ? undefined : tier - first + 1;
    const level = against ? byName : (number ?? byName);
    return level === undefined || level < 1 || level > last ? [] : [[wordAsMapped(word), level]];
  });
  return Object.fromEntries(levels);
}
