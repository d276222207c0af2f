import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { Problem } from '#/platform/web/problem.ts';
import { stepCase } from '../data/cases.ts';
import type { Case } from '../data/cases.ts';
import { sendFiles } from '../data/files.ts';
import type { Sending } from '../parts/files.tsx';

/** Takes a step of a case, then reads it anew. What was typed stays until it has been taken. */
export function useStep(one: Case) {
  const queries = useQueryClient();
  const [busy, setBusy] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [files, setFiles] = useState<readonly Sending[]>([]);

  const readAgain = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: ['case'] }),
      queries.invalidateQueries({ queryKey: ['timeline', one.id] }),
      queries.invalidateQueries({ queryKey: ['cases'] }),
    ]);

  /** True when the step was taken. Files go first: a message never speaks of a picture that is not there. */
  const take = async (step: string, input: unknown): Promise<boolean> => {
    if (busy !== null) return false;
    setBusy(step);
    setError(null);
    try {
      if ((await sendFiles(one.id, files, setFiles)) > 0) return false;
      await stepCase(one.id, step, input);
      await readAgain();
      return true;
    } catch (problem) {
      setError(problem);
      // Somebody else was faster: show where the case stands now.
      if (problem instanceof Problem && problem.status === 409) await readAgain();
      return false;
    } finally {
      setBusy(null);
    }
  };

  return {
    take,
    busy,
    error,
    files,
    add: (more: Sending[]) => setFiles((before) => [...before, ...more]),
    remove: (key: string) => setFiles((before) => before.filter((file) => file.key !== key)),
    readAgain,
  };
}
