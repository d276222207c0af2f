import { IntlMessageFormat } from 'intl-messageformat';
import type { Message } from '#/base/refusal.ts';

/** The languages that Mainstay speaks. Everything a person reads exists in each. */
export const languages = ['en', 'sk'] as const;
export type Language = (typeof languages)[number];

/** Flat keys → ICU messages. */
export type Catalogue = ReadonlyMap<string, string>;

/** The texts of the product, in every language. */
export interface Texts {
  /**
   * A message as a sentence. Parameters that are words of ours (`record`, `state`, `step`, `kind`) are said in the
   * person's language too. A key that is missing is returned as it is, so that nothing is ever blank.
   */
  textOf(language: string, message: Message | string): string;
  /** The message of a key, or undefined: for labels that fall back to something else. */
  find(language: string, key: string): string | undefined;
  keys(language: Language): ReadonlySet<string>;
}

/** The language that is spoken for a tag such as `sk-SK`; English where it is none of ours. */
export function languageOf(tag: string | null | undefined): Language {
  const wanted = tag?.slice(0, 2).toLowerCase();
  return languages.find((language) => language === wanted) ?? 'en';
}

/** The first of our languages that an `Accept-Language` header names, by its order and weights (RFC 9110). */
export function preferredLanguage(header: string | undefined): Language {
  if (!header) return 'en';
  const wanted = header
    .split(',')
    .slice(0, 20)
    .map((part) => {
      const [tag = '', weight] = part.trim().split(/\s*;\s*q=/);
      return { tag: tag.slice(0, 2).toLowerCase(), weight: weight === undefined ? 1 : Number(weight) || 0 };
    })
    .toSorted((a, b) => b.weight - a.weight);
  for (const { tag } of wanted) for (const language of languages) if (tag === language) return language;
  return 'en';
}

/** Makes texts of catalogues. */
export function createTexts(catalogues: Readonly<Record<Language, Catalogue>>): Texts {
  const compiled = new Map<string, IntlMessageFormat>();

  function format(language: Language, key: string, source: string): IntlMessageFormat {
    const name = `${language} ${key}`;
    let found = compiled.get(name);
    if (!found) compiled.set(name, (found = new IntlMessageFormat(source, language)));
    return found;
  }

  function find(tag: string, key: string): string | undefined {
    const language = languageOf(tag);
    const source = catalogues[language].get(key);
    return source === undefined ? undefined : String(format(language, key, source).format({}));
  }

  function textOf(tag: string, wanted: Message | string): string {
    const { key, params } = typeof wanted === 'string' ? { key: wanted, params: undefined } : wanted;
    const language = languageOf(tag);
    const source = catalogues[language].get(key);
    if (source === undefined) return key;
    try {
      return String(format(language, key, source).format(inWords(params, (word) => find(language, word))));
    } catch {
      // A parameter that the sentence needs was not given: the bare sentence is better than none.
      return source;
    }
  }

  return { textOf, find, keys: (language) => new Set(catalogues[language].keys()) };
}

/** Where the words of definitions are in the catalogues. */
export const wordKeys = {
  one: (kind: string) => `record.${kind}.one`,
  many: (kind: string) => `record.${kind}.many`,
  field: (kind: string, field: string) => `field.${kind}.${field}`,
  state: (kind: string, state: string) => `state.${kind}.${state}`,
  step: (kind: string, step: string) => `step.${kind}.${step}`,
  option: (kind: string, field: string, option: string) => `option.${kind}.${field}.${option}`,
} as const;

function inWords(
  params: Message['params'],
  find: (key: string) => string | undefined,
): Record<string, string | number> {
  if (!params) return {};
  const kind = String(params['record'] ?? params['kind'] ?? '');
  const words: Record<string, string | number> = { ...params };
  const say = (name: string, key: string) => {
    if (typeof params[name] === 'string') words[name] = find(key) ?? params[name];
  };
  say('record', wordKeys.one(kind));
  say('kind', wordKeys.one(kind));
  say('state', wordKeys.state(kind, String(params['state'])));
  say('step', wordKeys.step(kind, String(params['step'])));
  return words;
}
