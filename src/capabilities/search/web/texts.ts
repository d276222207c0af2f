import type { CatalogueSource } from '#/platform/web/texts.ts';

/** The words of the search for people. */
export const searchTexts: CatalogueSource = {
  en: () => import('./texts/en.json'),
  sk: () => import('./texts/sk.json'),
};
