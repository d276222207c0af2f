import { lazy } from 'react';

// Most visits read and work one case after the other: what changes many comes when it is asked for.
export const BulkDialog = lazy(async () => ({
  default: (await import('#/record/web/list/bulk-dialog.tsx')).BulkDialog,
}));
export const RunsDialog = lazy(async () => ({
  default: (await import('#/capabilities/bulk/web/runs-dialog.tsx')).RunsDialog,
}));
