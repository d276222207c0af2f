import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { problemText } from '#/platform/web/problem-text.ts';
import { Problem } from '#/platform/web/problem.ts';
import { useText } from '#/platform/web/texts.ts';
import { toast } from '#/record/web/toasts.tsx';

/** Changes something beside a record and reads that part again; a refusal is said, and what was typed stays. */
export function useChange(id: string) {
  const queries = useQueryClient();
  const { t } = useText();
  const [busy, setBusy] = useState(false);
  const change = async (work: () => Promise<unknown>): Promise<boolean> => {
    if (busy) return false;
    setBusy(true);
    try {
      await work();
      return true;
    } catch (problem) {
      const fields = problem instanceof Problem ? Object.values(problem.fields) : [];
      toast({ text: fields[0] ?? problemText(problem, t), tone: 'bad' });
      return false;
    } finally {
      await queries.invalidateQueries({ queryKey: ['beside', id] });
      setBusy(false);
    }
  };
  return { busy, change };
}
