import { useEffect } from 'react';
import { pressedKeys, isShortcutHere } from '#/platform/web/actions.ts';

/** A key that was pressed for a record that was still on its way, and what was typed behind it. */
export interface KeysAhead {
  key: string;
  text: string;
}

let ahead: (KeysAhead & { of: string }) | null = null;

/** What was pressed for a record before it stood there; once. */
export function takeAhead(of: string): KeysAhead | null {
  const found = ahead?.of === of ? ahead : null;
  ahead = null;
  return found;
}

/**
 * While a record is on its way: remembers the first of its keys that is pressed, and keeps what is typed behind one that
 * opens something to write in. On a slow line those letters are words by then, and were commands to the page before.
 *
 * @param of what the record was asked for by
 * @param keys the record's keys, and whether each opens something to write in
 */
export function useKeysAhead(of: string, keys: Readonly<Record<string, boolean>>): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || event.altKey) return;
      const mod = event.ctrlKey || event.metaKey;
      const writing = ahead !== null && ahead.of === of && keys[ahead.key] === true;
      if (writing && event.key === 'Escape') ahead = null;
      else if (writing && !mod && event.key.length === 1) ahead = { ...ahead!, text: ahead!.text + event.key };
      else if (writing && !mod && event.key === 'Enter') ahead = { ...ahead!, text: `${ahead!.text}\n` };
      else if (writing && event.key === 'Backspace') ahead = { ...ahead!, text: ahead!.text.slice(0, -1) };
      else {
        const key = mod ? undefined : pressedKeys(event).find((pressed) => pressed in keys);
        if (key === undefined || !isShortcutHere(event, key)) return;
        ahead = { of, key, text: '' };
      }
      event.preventDefault();
      event.stopPropagation();
    };
    document.addEventListener('keydown', press, true);
    return () => document.removeEventListener('keydown', press, true);
  }, [of, keys]);
}
