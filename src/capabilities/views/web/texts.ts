import type { CatalogueSource } from '#/platform/web/texts.ts';

/** The words of saved views. */
export const viewTexts: CatalogueSource = {
  en: () => import('./texts/en.json'),
  sk: () => import('./texts/sk.json'),
};
