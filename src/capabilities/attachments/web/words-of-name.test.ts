import { expect, it } from 'vitest';
import { wordsOfName } from './words-of-name.ts';

it.each([
  ['printer.jpg', 'printer'],
  ['chyba-tlačiarne_2.PNG', 'chyba tlačiarne 2'],
  ['report.final.webp', 'report.final'],
  ['.png', '.png'],
  ['---', '---'],
])('a picture called %s is read out as %s', (name, words) => {
  expect(wordsOfName(name)).toBe(words);
});
