import { languageOf, languages, startTexts } from '#/platform/web/texts.ts';
import type { CatalogueSource, Language } from '#/platform/web/texts.ts';

const key = 'mainstay.language';

export const portalTexts: CatalogueSource = {
  en: () => import('../texts/en.json'),
  sk: () => import('../texts/sk.json'),
};

/** The language chosen in this browser, else the person's, else the browser's. */
export function languageFor(person: { language: string } | undefined): Language {
  const chosen = localStorage.getItem(key);
  return languages.find((language) => language === chosen) ?? languageOf(person?.language);
}

/** Speaks another language from now on, in this browser. */
export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(key, language);
  await startTexts(language);
}
