import { useQueryClient } from '@tanstack/react-query';
import { post } from '#/platform/web/api.ts';
import { problemText } from '#/platform/web/problem-text.ts';
import { useText } from '#/platform/web/texts.ts';
import type { StepShape, TypeShape } from '../definitions.tsx';
import { keepRecord } from '../records.ts';
import type { RecordAnswer, Row } from '../records.ts';
import { toast } from '../toasts.tsx';
import { useWords } from '../words.ts';

/** What was done, for the toast that tells of it. */
export interface Stepped {
  step: StepShape;
  /** The record before it, and what was sent along. */
  before: Row;
  input: Readonly<Record<string, unknown>>;
  taken: RecordAnswer;
  /** What came of it, in words. */
  text: string;
}

/** Tells what came of a step, with the way back where it stays in the house: words to the user are not taken back. */
export function useStepped(type: TypeShape): (stepped: Stepped) => void {
  const queries = useQueryClient();
  const { t } = useText();
  const words = useWords();
  const undo = async ({ record: { id, version } }: RecordAnswer) => {
    try {
      const back = await post<RecordAnswer>(`/${type.plural}/${id}/undo`, { version });
      keepRecord(queries, type.plural, back);
      const { number, state } = back.record;
      toast({ text: t('record.step-undone', { number, state: words.state(type, state) }), tone: 'good' });
    } catch (problem) {
      toast({ text: problemText(problem, t), tone: 'bad' });
    } finally {
      await queries.invalidateQueries({ queryKey: ['beside', id] });
    }
  };
  return ({ step, before, input, taken, text }) => {
    for (const warning of taken.warnings ?? []) toast({ text: warning, tone: 'bad' });
    const stays = step.undoable && !input['message'] && taken.record.version > before.version;
    toast({ text, tone: 'good', ...(stays ? { undo: { run: () => void undo(taken) } } : {}) });
  };
}
