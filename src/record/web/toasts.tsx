import { useSyncExternalStore } from 'react';
import { useText } from '#/platform/web/texts.ts';
import { useActions } from './actions.ts';
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

let shown: readonly Shown[] = [];
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
  show([...shown.slice(-3), { ...one, key }]);
  setTimeout(() => remove(key), 1000 * (one.seconds ?? (one.undo || one.tone === 'bad' ? 10 : 5)));
  return () => remove(key);
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
    if (!newest) return;
    remove(newest.key);
    newest.undo?.run();
  };
  useActions([{ id: 'undo', label: t('record.undo-last'), keys: 'z', group: t('record.lately'), quiet: true, run }]);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {toasts.map(({ key, text, tone = 'plain', undo }) => (
        <div key={key} className="toast" data-tone={tone}>
          <Icon name={tone === 'bad' ? 'warning' : 'check'} />
          <span title={text}>{text}</span>
          {undo ? (
            <button
              type="button"
              onClick={() => {
                remove(key);
                undo.run();
              }}
            >
              {undo.label ?? t('record.undo')}
            </button>
          ) : null}
          <button type="button" className="toast-close" aria-label={t('web.close')} onClick={() => remove(key)}>
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  );
}
