import { useMemo, useState, useSyncExternalStore } from 'react';
import { draftStore } from './draft-store.ts';
import type { DraftBody, DraftSnapshot } from './draft-store.ts';

export type { DraftBody, DraftState } from './draft-store.ts';

export interface Draft<T> extends DraftSnapshot<T> {
  /** Sets some of its fields; sent a moment after the last keystroke. */
  change(part: Partial<T>): void;
  /** Forgets it: after it was sent, or thrown away. */
  clear(): void;
  /** Keeps this text (or a third one) instead of what another window has written. */
  insist(value?: T): void;
  /** Goes on with what another window has written. */
  takeOther(): void;
}

/**
 * Text that is typed and not sent: it survives a crash, a closed tab and another device. `context` names the composer
 * (`incident:<id>:reply`); `empty` is read once; `face` is `/portal` on the portal.
 */
export function useDraft<T extends DraftBody>(context: string, empty: T, face: '' | '/portal' = ''): Draft<T> {
  const [start] = useState(empty);
  const store = useMemo(
    () => draftStore<T>(`${face}/drafts/${encodeURIComponent(context)}`, context, start),
    [context, face, start],
  );
  const now = useSyncExternalStore(store.subscribe, store.snapshot);
  const { change, clear, insist, takeOther } = store;
  return { ...now, change, clear, insist, takeOther };
}
