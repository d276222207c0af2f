import { languageOf, languages, startTexts } from '#/platform/web/texts.ts';
import type { CatalogueSource, Language } from '#/platform/web/texts.ts';
import { recordTexts } from '#/record/web/texts.ts';
import { incidentTexts } from '#/processes/operation/incident/web/texts.ts';

const key = 'mainstay.language';

const workspaceTexts: CatalogueSource = {
  en: () => import('./texts/en.json'),
  sk: () => import('./texts/sk.json'),
};

/** The language chosen in this browser, else the person's, else the browser's. */
function languageFor(person: { language: string } | undefined): Language {
  const chosen = localStorage.getItem(key);
  return languages.find((language) => language === chosen) ?? languageOf(person?.language);
}

/** Speaks the language of whoever is signed in; before the first render, and once somebody has signed in. */
export const startWorkspaceTexts = (person: { language: string } | undefined): Promise<void> =>
  startTexts(languageFor(person), [...recordTexts, incidentTexts, workspaceTexts]);

/** Speaks another language from now on, in this browser. */
export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(key, language);
  await startTexts(language);
}
