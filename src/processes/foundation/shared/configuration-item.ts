import { choice, ref, required, text, longText } from '#/record/shared/field.ts';
import { defineRecord, inUse, retireSteps } from '#/record/shared/define.ts';

export const itemClasses = [
  'computer',
  'server',
  'network',
  'printer',
  'phone',
  'application',
  'database',
  'storage',
  'facility',
  'other',
] as const;

/** Something that services stand on. A first list; the configuration management process grows it into the CMDB. */
export const configurationItem = defineRecord({
  name: 'configuration-item',
  plural: 'configuration-items',
  prefix: 'CI',
  fields: {
    name: required(text({ search: 'A' })),
    class: required(choice(itemClasses, { initial: 'other' })),
    service: ref('service'),
    owner: ref('person', { duty: true }),
    location: ref('location'),
    supportGroup: ref('group', { duty: true }),
    serialNumber: text({ search: 'B' }),
    description: longText({ max: 5000 }),
  },
  ...inUse,
  steps: retireSteps('foundation.edit'),
  customer: 'shared',
  item: { title: 'name', service: 'service', group: 'supportGroup' },
  columns: ['name', 'class', 'service', 'owner', 'location'],
  sort: 'name',
  read: 'foundation.read',
  offered: true,
  create: 'foundation.edit',
  edit: 'foundation.edit',
  capabilities: [],
});
