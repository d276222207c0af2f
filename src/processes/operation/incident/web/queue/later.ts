import { lazy } from 'react';

// What the list itself does without: it stands sooner, and the rest comes while it is read.
const pane = () => import('../case/case-pane.tsx');
export const CasePane = lazy(async () => ({ default: (await pane()).CasePane }));
export const BulkDialog = lazy(async () => ({
  default: (await import('#/record/web/list/bulk-dialog.tsx')).BulkDialog,
}));
export const RunsDialog = lazy(async () => ({
  default: (await import('#/capabilities/bulk/web/runs-dialog.tsx')).RunsDialog,
}));

/** Begins to load the pane of a case: nearly everybody opens one next. Without a line it is asked for again when opened. */
export function loadCasePane(): void {
  pane().catch(() => undefined);
}
