import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createTexts, languages } from './texts.ts';
import type { Language, Texts } from './texts.ts';

const root = path.resolve(import.meta.dirname, '../../..');

/** The catalogue files of a language: every `texts/en.json` under `src`. */
export function catalogueFiles(language: Language, from = root): string[] {
  // What lies under `web/` is the browser's own: it loads those catalogues itself.
  const files = globSync(`src/**/texts/${language}.json`, { cwd: from });
  return files.filter((file) => !file.split(path.sep).includes('web')).toSorted();
}

/** Reads and merges the catalogues. Throws on a key that two files have, and on anything that is no text. */
export function readCatalogue(language: Language, from = root): Map<string, string> {
  const merged = new Map<string, string>();
  const origin = new Map<string, string>();
  for (const file of catalogueFiles(language, from)) {
    const entries = JSON.parse(readFileSync(path.join(from, file), 'utf8')) as Record<string, unknown>;
    for (const [key, text] of Object.entries(entries)) {
      if (typeof text !== 'string') throw new Error(`${file}: ${key} is not a text`);
      const before = origin.get(key);
      if (before !== undefined) throw new Error(`${key} is in ${before} and in ${file}`);
      merged.set(key, text);
      origin.set(key, file);
    }
  }
  return merged;
}

/** Loads every text of the product; done once, at start. */
export function loadTexts(from = root): Texts {
  const entries = languages.map((language) => [language, readCatalogue(language, from)] as const);
  return createTexts(Object.fromEntries(entries) as Record<Language, Map<string, string>>);
}
