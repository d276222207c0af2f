import type { CatalogueSource } from '#/platform/web/texts.ts';

/** The words of whoever hears of a record. */
export const watcherTexts: CatalogueSource = {
  en: () => import('./texts/en.json'),
  sk: () => import('./texts/sk.json'),
};
