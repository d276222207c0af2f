import { useText } from '#/platform/web/texts.ts';
import { valueIn } from '#/record/shared/own-fields.ts';
import type { FieldShape, TypeShape } from '#/record/web/definitions.tsx';
import type { RecordAnswer } from '#/record/web/records.ts';
import { useWords } from '#/record/web/words.ts';

/** So much of a long value is repeated when it was saved. */
const most = 80;

const shortened = (text: string) => (text.length > most ? `${text.slice(0, most)}…` : text);

/** What came of an edit, in words: the value, and the priority where it followed. */
export function useEdited(type: TypeShape) {
  const { t } = useText();
  const words = useWords();
  return (shape: FieldShape, before: RecordAnswer, now: RecordAnswer): string => {
    const field = shape.label || words.label(type, shape.name);
    const value = shortened(words.value(shape, valueIn(now.record, shape.name), now.names));
    const saved = value === '' ? t('record.emptied', { field }) : t('record.saved', { field, value });
    const { priority } = now.record;
    if (typeof priority !== 'number' || priority === before.record['priority']) return saved;
    return t('record.saved-priority', { saved, level: words.level('priority', priority) });
  };
}
