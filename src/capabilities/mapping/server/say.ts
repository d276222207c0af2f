import { loadTexts } from '#/platform/text/load.ts';
import type { Texts } from '#/platform/text/texts.ts';

/** Says a text of ours in a person's language. */
export type Say = (key: string, params: Record<string, string | number>) => string;

let loaded: Texts | null = null;

/** Says texts about a kind of record: fields and kinds that a text speaks of are called what people call them. */
export function sayIn(language: string, kind: string): Say {
  loaded ??= loadTexts();
  const texts = loaded;
  return (key, params) => {
    const field = params['field'];
    const label = typeof field === 'string' ? texts.find(language, `field.${kind}.${field}`) : undefined;
    return texts.textOf(language, { key, params: label === undefined ? params : { ...params, field: label } });
  };
}

/** A word of ours, or what it stands for where there is none. */
export function wordIn(language: string, key: string, otherwise: string): string {
  loaded ??= loadTexts();
  return loaded.find(language, key) ?? otherwise;
}
