import type { CatalogueSource } from '#/platform/web/texts.ts';

/** The words of links between records. */
export const linkTexts: CatalogueSource = {
  en: () => import('./texts/en.json'),
  sk: () => import('./texts/sk.json'),
};
