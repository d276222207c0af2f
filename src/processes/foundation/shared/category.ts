import { ref, required, text, longText } from '#/record/shared/field.ts';
import { defineRecord, inUse, retireSteps } from '#/record/shared/define.ts';

/** What a case is about; a tree. */
export const category = defineRecord({
  name: 'category',
  plural: 'categories',
  prefix: 'CAT',
  fields: {
    name: required(text({ search: 'A' })),
    /** The name in the second language of the portal. */
    nameSk: text({ search: 'A' }),
    description: longText({ max: 2000 }),
    parent: ref('category', { tree: true }),
  },
  ...inUse,
  steps: retireSteps('foundation.edit'),
  customer: 'shared',
  item: { title: 'name' },
  columns: ['name', 'nameSk', 'parent'],
  sort: 'name',
  read: 'foundation.read',
  offered: true,
  create: 'foundation.edit',
  edit: 'foundation.edit',
  configuration: 'rules',
  capabilities: [],
});
