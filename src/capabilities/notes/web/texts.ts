import type { CatalogueSource } from '#/platform/web/texts.ts';

/** The words of a conversation and of what is written into it. */
export const noteTexts: CatalogueSource = {
  en: () => import('./texts/en.json'),
  sk: () => import('./texts/sk.json'),
};
