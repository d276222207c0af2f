import { useEffect, useEffectEvent, useSyncExternalStore } from 'react';

/** Something that can be done on the page that is shown: found in the palette, listed by `?`, run by its keys. */
export interface Action {
  id: string;
  label: string;
  /** The heading that it stands under. */
  group: string;
  /** `j`, `?`, `mod+k` (Ctrl, or Command on a Mac), `mod+enter`. Single keys are silent in fields and on controls. */
  keys?: string;
  run(): void;
  /** Left out of the palette: moving about a list is no errand. */
  quiet?: boolean;
}

const sets = new Map<symbol, readonly Action[]>();
const listeners = new Set<() => void>();
let all: readonly Action[] = [];

function changed(): void {
  // What was registered last is nearest to the reader: its keys win.
  all = [...sets.values()].toReversed().flat();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Every action that can be taken now, the nearest first. */
export const actionsNow = (): readonly Action[] => all;

export const useAllActions = (): readonly Action[] => useSyncExternalStore(subscribe, actionsNow);

/** Registers a page's actions while it is shown. The newest `run` of each is called. */
export function useActions(actions: readonly Action[]): void {
  const run = useEffectEvent((id: string) => actions.find((action) => action.id === id)?.run());
  const shape = JSON.stringify(actions.map(({ id, label, group, keys, quiet }) => ({ id, label, group, keys, quiet })));
  useEffect(() => {
    const key = Symbol('actions');
    const known = JSON.parse(shape) as Omit<Action, 'run'>[];
    sets.set(
      key,
      known.map((action) => ({ ...action, run: () => run(action.id) })),
    );
    changed();
    return () => {
      sets.delete(key);
      changed();
    };
  }, [shape]);
}

const storageKey = 'mainstay.shortcuts';

/** Whether single-key shortcuts are on; a person may switch them off (WCAG 2.1.4). */
export const shortcutsOn = (): boolean => localStorage.getItem(storageKey) !== 'off';

export function switchShortcuts(on: boolean): void {
  localStorage.setItem(storageKey, on ? 'on' : 'off');
  changed();
}

export const useShortcutsOn = (): boolean => useSyncExternalStore(subscribe, shortcutsOn);

/** What a key press is called, in the words of `Action.keys`. Never depends on where a key is on an American keyboard. */
export function pressedKeys(
  event: Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>,
): string[] {
  const modifiers = [...(event.ctrlKey || event.metaKey ? ['mod'] : []), ...(event.altKey ? ['alt'] : [])];
  const named = (key: string) => [...modifiers, key].join('+');
  const key = event.key.toLowerCase();
  const long = key.length > 1;
  const found = [named(long && event.shiftKey ? `shift+${key}` : key)];
  // A Slovak keyboard writes digits with Shift, a Greek one no Latin letters at all: the place of the key helps out.
  const ascii = /^[\x21-\x7e]$/.test(key);
  const digit = /^Digit(\d)$/.exec(event.code)?.[1];
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1];
  if (digit !== undefined && !event.shiftKey) found.push(named(digit));
  if (letter !== undefined && !ascii && !long) found.push(named(letter.toLowerCase()));
  if (event.code === 'Slash' && event.shiftKey && !ascii) found.push(named('?'));
  return found;
}

const typing = 'input, textarea, select, [contenteditable=""], [contenteditable="true"]';
/** What a press of Enter or Space means something to by itself. What is only reached by pointer stands inside a list. */
const control = ['a[href]', 'button', 'summary', '[role="button"]']
  .map((one) => `${one}:not([tabindex="-1"])`)
  .join(', ');
/** Keys that belong to the control that has the focus, always. */
const ofControls = new Set(['enter', 'space', ' ']);

/** Whether somebody goes from control to control by Tab: then the control that has the focus is what they are at. */
let walked = false;

/**
 * Whether a single key that is pressed here is a shortcut: not in a field; on a button or link neither, unless it was
 * only pressed with the pointer, and then not Enter or Space, which press it again.
 */
function isFree(target: Element | null, key: string): boolean {
  if (target?.closest(typing)) return false;
  const pressed = target?.closest(control);
  return !pressed || (!ofControls.has(key) && !walked);
}

const targetOf = ({ target }: KeyboardEvent): Element | null => (target instanceof Element ? target : null);

/** A dialog that has just opened counts before the focus is in it: a quick typist is there first. */
function isInDialog(target: Element | null): boolean {
  return (
    target?.closest('[role="dialog"], [role="menu"], [role="listbox"]') != null ||
    document.querySelector('[role="dialog"][aria-modal="true"]') !== null
  );
}

/** Whether a single key that is pressed is a shortcut of the page: they are on, and nothing else has the focus. */
export function isShortcutHere(event: KeyboardEvent, key: string): boolean {
  const target = targetOf(event);
  return shortcutsOn() && !isInDialog(target) && isFree(target, key);
}

/** Takes the focus out of what was used up (a box that was sent, the button of a dialog that has closed): keys are free. */
export function leaveControl(): void {
  // A dialog gives the focus back as it closes, a frame later.
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      const { activeElement } = document;
      if (activeElement instanceof HTMLElement && !activeElement.closest('[role="dialog"]')) activeElement.blur();
    }),
  );
}

/** Puts the focus back where something was edited: Tab goes on from there, and single keys are free as after a press. */
export function returnTo(element: HTMLElement | null): void {
  walked = false;
  element?.focus();
}

/** Runs the action that a key press means; mounted once by the shell. */
export function useKeyboard(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      // Held down, only moving about goes on.
      if (event.repeat && !['j', 'k'].includes(event.key)) return;
      const target = targetOf(event);
      const inDialog = isInDialog(target);
      for (const keys of pressedKeys(event)) {
        const single = !keys.includes('mod+') && !keys.includes('alt+');
        if (single && !isShortcutHere(event, keys)) continue;
        const action = all.find((candidate) => candidate.keys === keys);
        if (!action) continue;
        if (inDialog && keys !== 'mod+k') continue;
        event.preventDefault();
        action.run();
        return;
      }
    };
    const walk = ({ key }: KeyboardEvent) => {
      if (key === 'Tab') walked = true;
    };
    const point = () => {
      walked = false;
    };
    document.addEventListener('keydown', press);
    document.addEventListener('keydown', walk, true);
    document.addEventListener('pointerdown', point, true);
    return () => {
      document.removeEventListener('keydown', press);
      document.removeEventListener('keydown', walk, true);
      document.removeEventListener('pointerdown', point, true);
    };
  }, []);
}

/** How keys are written for people: `mod+enter` → `Ctrl Enter`. */
export function keysInWords(keys: string): string[] {
  const mac = navigator.platform.startsWith('Mac');
  const words: Record<string, string> = {
    mod: mac ? '⌘' : 'Ctrl',
    alt: mac ? '⌥' : 'Alt',
    shift: 'Shift',
    enter: 'Enter',
    escape: 'Esc',
    arrowup: '↑',
    arrowdown: '↓',
  };
  return keys.split('+').map((part) => words[part] ?? part.toUpperCase());
}
