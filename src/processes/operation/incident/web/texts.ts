import type { CatalogueSource } from '#/platform/web/texts.ts';

/** The words of the queue, of a case and of logging a call. */
export const incidentTexts: CatalogueSource = {
  en: () => import('./texts/en.json'),
  sk: () => import('./texts/sk.json'),
};
