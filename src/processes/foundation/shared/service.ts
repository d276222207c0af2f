import { flag, level, longText, ref, required, text } from '#/record/shared/field.ts';
import { defineRecord, inUse, retireSteps } from '#/record/shared/define.ts';

/** A service that people use: a first list, until the catalogue and the portfolio carry it. */
export const service = defineRecord({
  name: 'service',
  plural: 'services',
  prefix: 'SRV',
  fields: {
    name: required(text({ search: 'A' })),
    description: longText({ search: 'B', max: 5000 }),
    owner: ref('person', { duty: true }),
    /** 1 = the business stops without it … 4 = hardly missed for a day. */
    criticality: required(level(4, { initial: 3 })),
    hours: ref('calendar'),
    supportGroup: ref('group', { duty: true }),
    /** Offered on the portal. */
    onPortal: flag({ initial: true }),
  },
  ...inUse,
  steps: retireSteps('foundation.edit'),
  customer: 'shared',
  item: { title: 'name' },
  columns: ['name', 'criticality', 'owner', 'hours', 'onPortal'],
  sort: 'name',
  read: 'foundation.read',
  offered: 'onPortal',
  create: 'foundation.edit',
  edit: 'foundation.edit',
  configuration: 'rules',
  capabilities: [],
});
