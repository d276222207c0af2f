import { leaving } from '#/capabilities/duties/shared/duty.ts';
import { flag, integer, longText, ref, refs, required, text } from '#/record/shared/field.ts';
import { defineRecord, inUse, retireSteps } from '#/record/shared/define.ts';

/** A support group: its tier, its people, and the customers that it serves (none named: all of them). */
export const group = defineRecord({
  name: 'group',
  plural: 'groups',
  table: 'support_group',
  prefix: 'GRP',
  fields: {
    name: required(text({ search: 'A' })),
    description: longText({ max: 2000 }),
    tier: required(integer({ min: 1, max: 4, initial: 1 })),
    email: text({ format: 'email', max: 254 }),
    lead: ref('person', { duty: true }),
    members: refs('person', { duty: true }),
    serves: refs('organisation'),
    /** Opts into giving cases to the member with the fewest open ones. */
    leastLoaded: flag(),
  },
  ...inUse,
  steps: retireSteps('foundation.edit', leaving('group')),
  customer: 'shared',
  item: { title: 'name' },
  columns: ['name', 'tier', 'lead', 'leastLoaded'],
  sort: 'name',
  read: 'foundation.read',
  create: 'foundation.edit',
  edit: 'foundation.edit',
  configuration: 'rules',
  rights: ['name', 'members', 'serves'],
  capabilities: [],
});
