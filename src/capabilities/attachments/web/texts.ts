import type { CatalogueSource } from '#/platform/web/texts.ts';

/** The words of files beside a record. */
export const attachmentTexts: CatalogueSource = {
  en: () => import('./texts/en.json'),
  sk: () => import('./texts/sk.json'),
};
