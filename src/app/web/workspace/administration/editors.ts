import type { ShapeEditors } from '#/record/web/form/field-input.tsx';

/** Editors of documents, made by hand; each is loaded when a form has such a field. */
export const editors: ShapeEditors = {
  'priority-matrix': () => import('./matrix-editor.tsx'),
  'calendar-versions': () => import('#/processes/design/service-level/web/calendar/calendar-editor.tsx'),
  'clock-targets': () => import('#/processes/design/service-level/web/targets-editor.tsx'),
  'clock-thresholds': () => import('#/processes/design/service-level/web/thresholds-editor.tsx'),
  'holiday-place': () => import('#/processes/design/service-level/web/calendar/holiday-place.tsx'),
  grants: () => import('#/processes/foundation/web/grants-editor.tsx'),
  'filter-text': () => import('./rule-filter-editor.tsx'),
  'custom-kind': () => import('./custom-field-editors/kind.tsx'),
  'custom-target': () => import('./custom-field-editors/target.tsx'),
  'custom-options': () => import('./custom-field-editors/options.tsx'),
};
