import { useText } from '#/platform/web/texts.ts';
import { valueIn } from '#/record/web/custom-fields.ts';
import type { FieldShape, StepShape, TypeShape } from '#/record/web/definitions.tsx';
import type { RecordAnswer } from '#/record/web/records.ts';
import { useWords } from '#/record/web/words.ts';

/** So much of a long value is repeated when it was saved. */
const most = 80;

const shortened = (text: string) => (text.length > most ? `${text.slice(0, most)}…` : text);

/** What came of a change, in words: where a case stands now, not what was pressed. */
export function useResult(type: TypeShape) {
  const { t } = useText();
  const words = useWords();
  const nameOf = ({ record, names }: RecordAnswer, field: string) => names[String(record[field])]?.title ?? '';

  return {
    /** After a step, with the case as it is now. */
    stepped(step: StepShape, now: RecordAnswer): string {
      const { number, state } = now.record;
      const key = `case.done.${step.name}`;
      const params = {
        number,
        level: words.level('priority', Number(now.record['priority'])),
        reason: nameOf(now, 'pendingReason'),
        group: nameOf(now, 'group'),
        name: nameOf(now, 'assignee'),
      };
      if (step.name === 'assign' && params.name === '') return t('case.done.assign-group', params);
      const said = t(key, params);
      return said === key ? t('record.now-in', { name: number, state: words.state(type, state) }) : said;
    },
    /** After an edit: the value, and the priority where it followed. */
    edited(shape: FieldShape, before: RecordAnswer, now: RecordAnswer): string {
      const field = shape.label || words.label(type, shape.name);
      const value = shortened(words.value(shape, valueIn(now.record, shape.name), now.names));
      const saved = value === '' ? t('case.emptied', { field }) : t('case.saved', { field, value });
      const priority = Number(now.record['priority']);
      if (priority === Number(before.record['priority'])) return saved;
      return t('case.saved-priority', { saved, level: words.level('priority', priority) });
    },
  };
}
