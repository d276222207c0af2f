import type { CatalogueSource } from '#/platform/web/texts.ts';

/** The words of the time that was spent. */
export const timeSpentTexts: CatalogueSource = {
  en: () => import('./texts/en.json'),
  sk: () => import('./texts/sk.json'),
};
