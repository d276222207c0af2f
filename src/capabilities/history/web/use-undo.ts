import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { get, post } from '#/platform/web/api.ts';
import { problemText } from '#/platform/web/problem-text.ts';
import { useText } from '#/platform/web/texts.ts';
import { keepRecord } from '#/record/web/records.ts';
import type { RecordAnswer } from '#/record/web/records.ts';
import { toast } from '#/record/web/toasts.tsx';
import type { Timeline, TimelineEntry } from '#/capabilities/history/shared/timeline.ts';

/** The number under which history keeps a change: its entry in the timeline is called `h` and the number. */
export const numberOf = ({ id }: Pick<TimelineEntry, 'id'>): number => Number(id.slice(1));

/** Undoes a change out of the history; the undo can be undone as well. What is refused is said, with its reason. */
export function useUndo(plural: string, { id }: RecordAnswer['record']) {
  const queries = useQueryClient();
  const { t } = useText();
  const [busy, setBusy] = useState<number | null>(null);

  const undo = async (
    number: number,
    done: 'history.undone' | 'history.redone',
    back: 'record.redo' | 'record.undo',
  ) => {
    setBusy(number);
    try {
      keepRecord(queries, plural, await post<RecordAnswer>(`/${plural}/${id}/undo`, { entry: number }));
      await queries.invalidateQueries({ queryKey: ['beside', id] });
      const other = done === 'history.undone' ? 'history.redone' : 'history.undone';
      const again = () => void lead(number, other, back === 'record.redo' ? 'record.undo' : 'record.redo');
      toast({ text: t(done), tone: 'good', undo: { label: t(back), run: again } });
    } catch (problem) {
      toast({ text: problemText(problem, t), tone: 'bad' });
    } finally {
      setBusy(null);
    }
  };
  /** Undoes the undo of a change: the newest that says so. */
  const lead = async (
    number: number,
    done: 'history.undone' | 'history.redone',
    back: 'record.redo' | 'record.undo',
  ) => {
    const { entries } = await get<Timeline>(`/items/${id}/timeline`, { limit: 60 });
    const own = entries.find(({ action, facts }) => action === 'undo' && facts?.['undoes'] === number);
    if (own) await undo(numberOf(own), done, back);
    else toast({ text: t('history.changed-since'), tone: 'bad' });
  };
  return { busy, undo: (entry: TimelineEntry) => undo(numberOf(entry), 'history.undone', 'record.redo') };
}
