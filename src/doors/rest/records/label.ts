import type { Texts } from '#/platform/text/texts.ts';
import { wordKeys } from '#/platform/text/texts.ts';
import type { RecordType } from '#/record/server/kit.ts';
import { ownColumn } from '#/record/server/read/columns.ts';

/** `affectedUser`, `in-progress` → `Affected user`, `In progress`: what is said where no text is written yet. */
export function spoken(name: string): string {
  const words = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The label of a field of a record type, a customer's own included. */
export function labelOf(texts: Texts, language: string, type: RecordType, field: string): string {
  const own = ownColumn(type, field)?.definition.label;
  return own ? (language === 'sk' ? own.sk : own.en) : fieldLabel(texts, language, type.definition.name, field);
}

/** The label of a field in a language. Fields that every record has are labelled once, under the kind `record`. */
export function fieldLabel(texts: Texts, language: string, kind: string, field: string): string {
  return (
    texts.find(language, wordKeys.field(kind, field)) ??
    texts.find(language, wordKeys.field('record', field)) ??
    spoken(field)
  );
}
