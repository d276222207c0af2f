import { useSyncExternalStore } from 'react';
import { useText } from '#/platform/web/texts.ts';
import { useActions } from '#/platform/web/actions.ts';
import { Icon } from './parts/icon.tsx';
import './toasts.css';

/** A short word about what was done, with a way back where there is one. */
export interface Toast {
  text: string;
  tone?: 'good' | 'bad' | 'plain';
  /** The way back; `label` where it is not "Undo". */
  undo?: { label?: string; run(): void };
  /** 10 with a way back or bad news, else 5. */
  seconds?: number;
}

interface Shown extends Toast {
  key: number;
}

/** So long after its message has gone a change can still be undone by its key, in milliseconds. */
const undoFor = 120_000;

let shown: readonly Shown[] = [];
/** What was done last, if there is a way back from it; what has none ends the way back from what was before. */
let lately: { undo: Toast['undo']; at: number } | null = null;
let last = 0;
const listeners = new Set<() => void>();

function show(next: readonly Shown[]): void {
  shown = next;
  for (const listener of listeners) listener();
}

function remove(key: number): void {
  show(shown.filter((one) => one.key !== key));
}

/** Shows a toast; the answer takes it away before its time. */
export function toast(one: Toast): () => void {
  last += 1;
  const key = last;
  if (one.tone !== 'bad') lately = { undo: one.undo, at: performance.now() };
  show([...shown.slice(-3), { ...one, key }]);
  setTimeout(() => remove(key), 1000 * (one.seconds ?? (one.undo || one.tone === 'bad' ? 10 : 5)));
  return () => remove(key);
}

/** The way back from what was done last, once; null where there is none, or it is too long ago. */
function wayBack(): Toast['undo'] {
  const found = lately;
  lately = null;
  return found && performance.now() - found.at < undoFor ? found.undo : undefined;
}

/** Goes the way back that a message offers. */
function take(one: Shown): void {
  remove(one.key);
  if (lately?.undo === one.undo) lately = null;
  one.undo?.run();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Where toasts appear; mounted once by the shell. */
export function Toasts() {
  const toasts = useSyncExternalStore(subscribe, () => shown);
  const { t } = useText();
  const run = () => {
    const newest = toasts.findLast(({ undo }) => undo);
    if (newest) return take(newest);
    const back = wayBack();
    if (back) back.run();
    else toast({ text: t('record.nothing-to-undo') });
  };
  useActions([{ id: 'undo', label: t('record.undo-last'), keys: 'z', group: t('record.lately'), quiet: true, run }]);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {toasts.map((one) => (
        <div key={one.key} className="toast" data-tone={one.tone ?? 'plain'}>
          <Icon name={one.tone === 'bad' ? 'warning' : 'check'} />
          <span title={one.text}>{one.text}</span>
          {one.undo ? (
            <button type="button" onClick={() => take(one)}>
              {one.undo.label ?? t('record.undo')}
            </button>
          ) : null}
          <button type="button" className="toast-close" aria-label={t('web.close')} onClick={() => remove(one.key)}>
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  );
}
