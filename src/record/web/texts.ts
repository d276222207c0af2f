import type { CatalogueSource } from '#/platform/web/texts.ts';

/** The words of lists, forms and filters; and what checks and filters have to say, which the server says as well. */
export const recordTexts: readonly CatalogueSource[] = [
  { en: () => import('./texts/en.json'), sk: () => import('./texts/sk.json') },
  { en: () => import('../texts/en.json'), sk: () => import('../texts/sk.json') },
];
