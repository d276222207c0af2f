import type { Texts } from '#/platform/text/texts.ts';
import { wordKeys } from '#/platform/text/texts.ts';

/** `affectedUser`, `in-progress` → `Affected user`, `In progress`: what is said where no text is written yet. */
export function spoken(name: string): string {
  const words = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The label of a field in a language. Fields that every record has are labelled once, under the kind `record`. */
export function fieldLabel(texts: Texts, language: string, kind: string, field: string): string {
  return (
    texts.find(language, wordKeys.field(kind, field)) ??
    texts.find(language, wordKeys.field('record', field)) ??
    spoken(field)
  );
}
