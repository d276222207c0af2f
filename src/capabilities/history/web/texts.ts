import type { CatalogueSource } from '#/platform/web/texts.ts';

/** The words of what was done to a record. */
export const historyTexts: CatalogueSource = {
  en: () => import('./texts/en.json'),
  sk: () => import('./texts/sk.json'),
};
