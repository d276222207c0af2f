import type { CatalogueSource } from '#/platform/web/texts.ts';

/** The words of changes of many. */
export const bulkTexts: CatalogueSource = {
  en: () => import('./texts/en.json'),
  sk: () => import('./texts/sk.json'),
};
