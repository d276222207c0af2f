import type { CatalogueSource } from '#/platform/web/texts.ts';

/** The words of administration and of what explains; loaded with the first of its pages. */
export const administrationTexts: CatalogueSource = {
  en: () => import('./texts/en.json'),
  sk: () => import('./texts/sk.json'),
};
