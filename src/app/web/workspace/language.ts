import { languageOf, languages, startTexts } from '#/platform/web/texts.ts';
import type { CatalogueSource, Language } from '#/platform/web/texts.ts';
import { recordTexts } from '#/record/web/texts.ts';
import { attachmentTexts } from '#/capabilities/attachments/web/texts.ts';
import { bulkTexts } from '#/capabilities/bulk/web/texts.ts';
import { clockTexts } from '#/capabilities/clocks/web/texts.ts';
import { historyTexts } from '#/capabilities/history/web/texts.ts';
import { linkTexts } from '#/capabilities/links/web/texts.ts';
import { noteTexts } from '#/capabilities/notes/web/texts.ts';
import { searchTexts } from '#/capabilities/search/web/texts.ts';
import { taskTexts } from '#/capabilities/tasks/web/texts.ts';
import { timeSpentTexts } from '#/capabilities/time-spent/web/texts.ts';
import { viewTexts } from '#/capabilities/views/web/texts.ts';
import { watcherTexts } from '#/capabilities/watchers/web/texts.ts';
import { incidentTexts } from '#/processes/operation/incident/web/texts.ts';

const key = 'mainstay.language';

const workspaceTexts: CatalogueSource = {
  en: () => import('./texts/en.json'),
  sk: () => import('./texts/sk.json'),
};

const capabilityTexts: readonly CatalogueSource[] = [
  attachmentTexts,
  bulkTexts,
  clockTexts,
  historyTexts,
  linkTexts,
  noteTexts,
  searchTexts,
  taskTexts,
  timeSpentTexts,
  viewTexts,
  watcherTexts,
];

/** The language chosen in this browser, else the person's, else the browser's. */
function languageFor(person: { language: string } | undefined): Language {
  const chosen = localStorage.getItem(key);
  return languages.find((language) => language === chosen) ?? languageOf(person?.language);
}

/** Speaks the language of whoever is signed in; before the first render, and once somebody has signed in. */
export const startWorkspaceTexts = (person: { language: string } | undefined): Promise<void> =>
  startTexts(languageFor(person), [...recordTexts, ...capabilityTexts, incidentTexts, workspaceTexts]);

/** Speaks another language from now on, in this browser. */
export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(key, language);
  await startTexts(language);
}
