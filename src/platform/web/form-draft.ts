import { useState } from 'react';
import { useDraft } from './draft.ts';
import type { Draft } from './draft.ts';

/** What was typed into a form, by field. */
export type Typed = Readonly<Record<string, unknown>>;

export interface FormDraft {
  typed: Typed;
  /** Called with the fields that change. */
  change(more: Typed): void;
  /** Of that, what is kept while it is not sent. */
  kept: Draft<{ typed: Typed }>;
}

/**
 * What is typed into a form and not sent, as a draft: a slip of Esc or of the pointer that closes the form loses nothing,
 * it is there again when the form is. What the form is opened with goes before it.
 *
 * @param keeps whether what stands in a field can be kept: a record that was picked would stand there without its name
 */
export function useFormDraft(context: string, given: Typed, keeps: (field: string) => boolean): FormDraft {
  const kept = useDraft<{ typed: Typed }>(context, { typed: {} });
  const [besides, setBesides] = useState(given);
  const typed = { ...kept.value.typed, ...besides };
  const part = (all: Typed, own: boolean): Typed =>
    Object.fromEntries(Object.entries(all).filter(([field]) => keeps(field) === own));
  return {
    typed,
    change(more) {
      setBesides(part({ ...besides, ...more }, false));
      kept.change({ typed: part({ ...typed, ...more }, true) });
    },
    kept,
  };
}
