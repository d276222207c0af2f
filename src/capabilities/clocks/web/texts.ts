import type { CatalogueSource } from '#/platform/web/texts.ts';

/** The words of clocks and deadlines. */
export const clockTexts: CatalogueSource = {
  en: () => import('./texts/en.json'),
  sk: () => import('./texts/sk.json'),
};
