import { useSyncExternalStore } from 'react';

/** `auto` follows the device. */
export const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const key = 'mainstay.theme';
const listeners = new Set<() => void>();

/** The chosen theme of this browser. */
export function themeNow(): Theme {
  const stored = localStorage.getItem(key);
  return themes.find((theme) => theme === stored) ?? 'auto';
}

/** Puts the chosen theme on the page; called first of all, and again on every choice. */
export function applyTheme(theme: Theme = themeNow()): void {
  if (theme === 'auto') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

export function chooseTheme(theme: Theme): void {
  localStorage.setItem(key, theme);
  applyTheme(theme);
  for (const listener of listeners) listener();
}

export function useTheme(): Theme {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, themeNow);
}

/** Whether the page is dark now, whoever decided it. */
export function isDark(): boolean {
  const theme = themeNow();
  return theme === 'auto' ? matchMedia('(prefers-color-scheme: dark)').matches : theme === 'dark';
}
