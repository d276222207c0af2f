import type { CatalogueSource } from '#/platform/web/texts.ts';

/** The words of a record's tasks. */
export const taskTexts: CatalogueSource = {
  en: () => import('./texts/en.json'),
  sk: () => import('./texts/sk.json'),
};
