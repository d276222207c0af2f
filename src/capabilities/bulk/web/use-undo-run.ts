import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { post } from '#/platform/web/api.ts';
import { problemText } from '#/platform/web/problem-text.ts';
import { useText } from '#/platform/web/texts.ts';
import { toast } from '#/record/web/toasts.tsx';

interface Answer {
  rows: readonly { id: string; ok: boolean; detail?: string }[];
  done: number;
}

/** Takes a change of many back, says how far that went and why something stays, and reads anew what is shown. */
export function useUndoRun(numberOf: (id: string) => string = () => '') {
  const queries = useQueryClient();
  const { t } = useText();
  const [busy, setBusy] = useState<string | null>(null);
  const undo = async (run: string): Promise<void> => {
    setBusy(run);
    try {
      const { rows, done } = await post<Answer>(`/bulk-runs/${run}/undo`, {});
      toast({ text: t('bulk.undone', { done }), tone: done > 0 ? 'good' : 'plain' });
      for (const { id, detail = '' } of rows.filter(({ ok }) => !ok).slice(0, 3)) {
        toast({ text: t('bulk.stays', { number: numberOf(id), why: detail }), tone: 'bad' });
      }
    } catch (problem) {
      toast({ text: problemText(problem, t), tone: 'bad' });
    } finally {
      setBusy(null);
      await Promise.all(
        ['bulk-runs', 'list', 'record', 'beside'].map((key) => queries.invalidateQueries({ queryKey: [key] })),
      );
    }
  };
  return { busy, undo };
}
