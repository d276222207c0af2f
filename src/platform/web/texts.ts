import { useSyncExternalStore } from 'react';
import { IntlMessageFormat } from 'intl-messageformat';
import { credentials } from './api.ts';

/** The languages that Mainstay speaks. */
export const languages = ['en', 'sk'] as const;
export type Language = (typeof languages)[number];

/** Values for a message's parameters. */
export type Params = Readonly<Record<string, string | number | null | undefined>>;

/** Says the message of a key. A key that nobody wrote is returned as it is, so that nothing is ever blank. */
export type Translate = (key: string, params?: Params) => string;

/**
 * One catalogue in each language, loaded when its language is spoken:
 * `{ en: () => import('./texts/en.json'), sk: () => import('./texts/sk.json') }`.
 */
export type CatalogueSource = Readonly<Record<Language, () => Promise<{ default: Readonly<Record<string, string>> }>>>;

/** Where the guide in a language begins; the server shows it to anybody. */
export const guideAt = (language: Language): string => `/guide/${language}`;

interface Speech {
  language: Language;
  t: Translate;
}

const shared: CatalogueSource = { en: () => import('./texts/en.json'), sk: () => import('./texts/sk.json') };
const sources: CatalogueSource[] = [shared];
const messages = new Map<string, string>();
const compiled = new Map<string, IntlMessageFormat>();
const listeners = new Set<() => void>();
let speech: Speech = { language: 'en', t: translate('en') };

/** The language of a tag such as `sk-SK`; of the browser, where the tag is none of ours. */
export function languageOf(tag: string | null | undefined): Language {
  const ours = (wanted: string | null | undefined) =>
    languages.find((language) => language === wanted?.slice(0, 2).toLowerCase());
  return ours(tag) ?? navigator.languages.map(ours).find((found) => found !== undefined) ?? 'en';
}

/** Loads the catalogues of a language and speaks it. Call before the first render, and again to change the language. */
export async function startTexts(language: Language, catalogues: readonly CatalogueSource[] = []): Promise<void> {
  for (const catalogue of catalogues) if (!sources.includes(catalogue)) sources.push(catalogue);
  const loaded = await Promise.all(sources.map((source) => source[language]()));
  messages.clear();
  compiled.clear();
  for (const { default: entries } of loaded) for (const [key, text] of Object.entries(entries)) messages.set(key, text);
  speech = { language, t: translate(language) };
  credentials.language = language;
  document.documentElement.lang = language;
  for (const listener of listeners) listener();
}

/** Adds the texts of a part that is loaded later; await it together with the part. */
export async function addTexts(catalogue: CatalogueSource): Promise<void> {
  if (!sources.includes(catalogue)) await startTexts(speech.language, [catalogue]);
}

/** `t` and the language, in a component: it renders again when the language changes. */
export function useText(): Speech {
  return useSyncExternalStore(subscribe, speechNow);
}

/** The same outside of React. */
export const speechNow = (): Speech => speech;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function translate(language: Language): Translate {
  return (key, params) => {
    const source = messages.get(key);
    if (source === undefined) return key;
    // Most texts have no parameters, and need no formatter.
    if (!source.includes('{') && !source.includes("'")) return source;
    let format = compiled.get(key);
    if (!format) compiled.set(key, (format = new IntlMessageFormat(source, language)));
    return String(format.format(params ?? {}));
  };
}
