import { seeded } from '#/app/demo/random.ts';
import type { Random } from '#/app/demo/random.ts';

/** Words that stand in a known part of all records, each on its own account. */
export const marked = {
  tenth: 'printer',
  hundredth: 'projector',
  threeThousandths: 'turnstile',
  thousandth: 'planetarium',
} as const;

const syllables =
  'ba be bo ca ce da de do du fa fe ga ge ha he ka ke ko la le li lo ma me mi mo na ne no pa pe po ra re ri ro sa se si so ta te ti to va ve vi vo za ze zi zo'.split(
    ' ',
  );

/** A vocabulary of made-up words, the same every time. */
function vocabulary(random: Random, size: number): string[] {
  const words = new Set<string>();
  while (words.size < size) {
    words.add(Array.from({ length: random.between(2, 4) }, () => random.pick(syllables)).join(''));
  }
  return [...words];
}

/** Sentences in which few words are frequent and most are rare, as in real texts (Zipf). */
export function sentences(count: number, length: number, seed: number): string[] {
  const random = seeded(seed);
  const words = vocabulary(random, 6000);
  return Array.from({ length: count }, () =>
    Array.from({ length }, () => words[Math.floor(words.length * random.next() ** 3)]).join(' '),
  );
}
