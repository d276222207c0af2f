import { useSyncExternalStore } from 'react';

let spoken = '';
const listeners = new Set<() => void>();

/** Tells screen readers what has changed without anybody's doing. */
export function announce(text: string): void {
  // The same sentence twice is said twice only when it differs.
  spoken = text === spoken ? `${text}\u00a0` : text;
  for (const listener of listeners) listener();
}

/** The place where it is said: one on the page, there from the start. */
export function LiveRegion() {
  const text = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => spoken,
  );
  return (
    <output className="only-read" aria-live="polite">
      {text}
    </output>
  );
}
