import { ref, required, text } from '#/record/shared/field.ts';
import { defineRecord, inUse, retireSteps } from '#/record/shared/define.ts';

/** Where people and configuration items are; a tree. */
export const location = defineRecord({
  name: 'location',
  plural: 'locations',
  prefix: 'LOC',
  fields: {
    name: required(text({ search: 'A' })),
    parent: ref('location', { tree: true }),
    country: text({ format: 'country', max: 2 }),
    address: text({ max: 500 }),
    timeZone: text({ format: 'time-zone', max: 64 }),
  },
  ...inUse,
  steps: retireSteps('foundation.edit'),
  customer: 'shared',
  item: { title: 'name' },
  columns: ['name', 'parent', 'country', 'address'],
  sort: 'name',
  read: 'foundation.read',
  offered: true,
  create: 'foundation.edit',
  edit: 'foundation.edit',
  configuration: 'rules',
  capabilities: [],
});
