import type { CatalogueSource } from '#/platform/web/texts.ts';

/** The words of the overview; loaded with it. */
export const overviewTexts: CatalogueSource = {
  en: () => import('./texts/en.json'),
  sk: () => import('./texts/sk.json'),
};
