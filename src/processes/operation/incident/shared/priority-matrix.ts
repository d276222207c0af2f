import { flag, integer, json, required, text } from '#/record/shared/field.ts';
import { defineRecord, inUse, retireSteps } from '#/record/shared/define.ts';

/** Impact × urgency → priority. `cells[impact - 1][urgency - 1]`. */
export const priorityMatrix = defineRecord({
  name: 'priority-matrix',
  plural: 'priority-matrices',
  prefix: 'MTX',
  fields: {
    name: required(text({ search: 'A' })),
    cells: required(json<number[][]>('priority-matrix')),
    /** In force: the first active matrix by order. */
    order: required(integer({ column: 'position', initial: 1, min: 1, max: 1000 })),
    allowOverride: flag({ initial: true }),
  },
  ...inUse,
  steps: retireSteps('incident.configure'),
  customer: 'shared',
  item: { title: 'name' },
  columns: ['name', 'order', 'allowOverride'],
  sort: 'order',
  read: 'configuration.read',
  create: 'incident.configure',
  edit: 'incident.configure',
  configuration: 'rules',
  capabilities: [],
});
