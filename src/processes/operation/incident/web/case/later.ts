import { lazy } from 'react';

const pane = () => import('./case-pane.tsx');

/** The pane of a case: what lists cases stands sooner without it, and it comes while the list is read. */
export const CasePane = lazy(async () => ({ default: (await pane()).CasePane }));

/** Begins to load the pane: nearly everybody opens a case next. Without a line it is asked for again when one is opened. */
export function loadCasePane(): void {
  pane().catch(() => undefined);
}
