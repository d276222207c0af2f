import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { Problem } from '#/platform/web/problem.ts';
import { problemText } from '#/platform/web/problem-text.ts';
import { useText } from '#/platform/web/texts.ts';
import { editRecord, keepRecord, recordKey } from '#/record/web/records.ts';
import type { RecordAnswer, Row } from '#/record/web/records.ts';
import { toast } from '#/record/web/toasts.tsx';

/** A save that somebody else was faster than: what they have, and what was to be saved. Nothing of either is lost. */
export interface Stale {
  field: string;
  mine: unknown;
  theirs: unknown;
  version: number;
}

/** Edits of a case's fields: shown at once, taken back by "Undo", and never over a value that was not seen. */
export function useEdit(plural: string, answer: RecordAnswer) {
  const queries = useQueryClient();
  const { t } = useText();
  const [stale, setStale] = useState<Stale | null>(null);
  const id = answer.record.id;

  /** The message for the field when it was refused; null when it was saved, or is asked about. */
  const save = async (
    field: string,
    value: unknown,
    label: string,
    version = answer.record.version,
  ): Promise<string | null> => {
    const before = answer;
    const guess: RecordAnswer = { ...before, record: { ...before.record, [field]: value } as Row };
    for (const key of [id, before.record.number]) queries.setQueryData(recordKey(plural, key), guess);
    try {
      const saved = await editRecord(queries, plural, id, { [field]: value }, version);
      const undo = () => void save(field, before.record[field] ?? null, label, saved.record.version);
      toast({ text: t('case.saved', { field: label }), tone: 'good', undo: { run: undo } });
      setStale(null);
      return null;
    } catch (problem) {
      for (const key of [id, before.record.number]) queries.setQueryData(recordKey(plural, key), before);
      if (problem instanceof Problem && problem.status === 412) {
        const current = problem.current as Row | undefined;
        if (current) {
          keepRecord(queries, plural, { ...before, record: current });
          void queries.invalidateQueries({ queryKey: recordKey(plural, before.record.number) });
          setStale({ field, mine: value, theirs: current[field], version: current.version });
          return null;
        }
      }
      return problem instanceof Problem && problem.fields[field] ? problem.fields[field] : problemText(problem, t);
    }
  };
  return { save, stale, settle: () => setStale(null) };
}
