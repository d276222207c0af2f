import { useText } from '#/platform/web/texts.ts';
import type { StepShape, TypeShape } from '#/record/web/definitions.tsx';
import type { RecordAnswer } from '#/record/web/records.ts';
import { useWords } from '#/record/web/words.ts';

/** What came of a step, in words: where a case stands now, not what was pressed. */
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
  };
}
