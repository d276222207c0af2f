import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { post } from '#/platform/web/api.ts';
import { Problem } from '#/platform/web/problem.ts';
import { problemText } from '#/platform/web/problem-text.ts';
import { useText } from '#/platform/web/texts.ts';
import { valueIn, withValue } from '#/record/shared/own-fields.ts';
import { changeOf } from '#/record/web/custom-fields.ts';
import { fieldOf } from '#/record/web/definitions.tsx';
import type { FieldShape, TypeShape } from '#/record/web/definitions.tsx';
import { editRecord, keepRecord, recordKey } from '#/record/web/records.ts';
import type { RecordAnswer, Row } from '#/record/web/records.ts';
import { toast } from '#/record/web/toasts.tsx';
import { useWords } from '#/record/web/words.ts';
import type { Names } from '#/record/shared/named.ts';
import { useEdited } from './use-edited.ts';
import { whoChanged } from './who-changed.ts';

/** A save that somebody else was faster than: what they have, and what was to be saved. Nothing of either is lost. */
export interface Stale {
  shape: FieldShape;
  label: string;
  mine: unknown;
  theirs: unknown;
  version: number;
  /** Who saved theirs. */
  by: string | null;
}

/** A save that needs another field as well: which one, and why. */
export interface Wanting {
  save: Save;
  field: FieldShape;
  why: string;
}

interface Save extends Opened {
  shape: FieldShape;
  value: unknown;
  /** What is known of a record that was just chosen. */
  chosen?: Names | undefined;
  /** What else the record needs with it. */
  also?: Readonly<Record<string, unknown>>;
}

/** What a value stands on: what was on the screen, and of which version, when its editor was opened. */
export interface Opened {
  seen: unknown;
  version: number;
}

const same = (a: unknown, b: unknown) => JSON.stringify(a ?? '') === JSON.stringify(b ?? '');

/** Edits of a record's fields: shown at once, taken back by "Undo", and never over a value that was not seen. */
export function useEdit(type: TypeShape, answer: RecordAnswer) {
  const queries = useQueryClient();
  const { t } = useText();
  const words = useWords();
  const edited = useEdited(type);
  const { plural } = type;
  const [stale, setStale] = useState<Stale | null>(null);
  const [wanting, setWanting] = useState<Wanting | null>(null);
  const { id, number } = answer.record;

  const show = (change: (before: RecordAnswer) => RecordAnswer) => {
    for (const key of [id, number]) {
      queries.setQueryData<RecordAnswer>(recordKey(plural, key), (before) => before && change(before));
    }
  };

  /** Says what was saved, with the way back: history takes it back, and asks for nothing that it needed no reason for. */
  const tell = (saved: RecordAnswer, edit: Save) => {
    const text = edited(edit.shape, answer, { ...saved, names: { ...answer.names, ...edit.chosen, ...saved.names } });
    const changed = saved.record.version > edit.version;
    toast({ text, tone: 'good', ...(changed && { undo: { run: () => void takeBack(saved, edit) } }) });
  };

  const takeBack = async ({ record: { version } }: RecordAnswer, edit: Save) => {
    try {
      const back = await post<RecordAnswer>(`/${plural}/${id}/undo`, { version });
      keepRecord(queries, plural, back);
      tell(back, edit);
    } catch (problem) {
      toast({ text: refusal(problem, edit.shape.name), tone: 'bad' });
    } finally {
      void queries.invalidateQueries({ queryKey: ['beside', id] });
    }
  };

  const attempt = async (save: Save): Promise<string | null> => {
    const { shape, value, seen, version, chosen = {}, also } = save;
    const field = shape.name;
    const label = shape.label || words.label(type, field);
    show((before) => ({
      ...before,
      record: withValue(before.record, field, value),
      names: { ...before.names, ...chosen },
    }));
    try {
      const saved = await editRecord(queries, plural, id, { ...changeOf(field, value), ...also }, version);
      tell(saved, save);
      setStale(null);
      return null;
    } catch (problem) {
      const current =
        problem instanceof Problem && problem.status === 412 ? (problem.current as Row | undefined) : null;
      show((before) => ({ ...before, record: withValue(before.record, field, seen) }));
      const other = also ? null : otherWanted(type, problem, field);
      if (other) {
        setWanting({ save, ...other });
        return null;
      }
      if (!current) return refusal(problem, field);
      keepRecord(queries, plural, { ...answer, record: current });
      void queries.invalidateQueries({ queryKey: recordKey(plural, number) });
      const theirs = valueIn(current, field);
      // Somebody changed something else: this value is still the one that was seen.
      if (same(theirs, seen)) return attempt({ ...save, version: current.version });
      setStale({ shape, label, mine: value, theirs, version: current.version, by: await whoChanged(id, field) });
      return null;
    }
  };
  const refusal = (problem: unknown, field: string): string => {
    const fields = problem instanceof Problem ? problem.fields : {};
    return fields[field] ?? Object.values(fields)[0] ?? problemText(problem, t);
  };

  return {
    /** The message for the field when it was refused; null when it was saved, or is asked about. */
    save: (shape: FieldShape, value: unknown, opened: Opened, chosen?: Names): Promise<string | null> =>
      attempt({ shape, value, ...opened, chosen }),
    /** To be called as an editor opens, and kept until it saves: what comes in meanwhile was not seen in it. */
    open: (shape: FieldShape): Opened => ({ seen: valueIn(answer.record, shape.name), version: answer.record.version }),
    stale,
    /** Saves one's own value over theirs, which has been seen now. */
    insist: ({ shape, mine, theirs, version }: Stale): Promise<string | null> => {
      setStale(null);
      return attempt({ shape, value: mine, seen: theirs, version });
    },
    settle: () => setStale(null),
    wanting,
    /** Saves with what was asked for besides; the message where that is refused. */
    complete: async ({ save, field }: Wanting, value: unknown): Promise<string | null> => {
      const why = await attempt({ ...save, also: { [field.name]: value } });
      if (why === null) setWanting(null);
      return why;
    },
    forgo: () => setWanting(null),
  };
}

/** The one field besides the one that was edited that the server asks for, where it can be given with it. */
function otherWanted(type: TypeShape, problem: unknown, edited: string): Omit<Wanting, 'save'> | null {
  const refused = Object.entries(problem instanceof Problem ? problem.fields : {});
  const [only] = refused;
  if (!only || refused.length > 1 || only[0] === edited || !type.edit?.includes(only[0])) return null;
  const field = fieldOf(type, only[0]);
  return field ? { field, why: only[1] } : null;
}
