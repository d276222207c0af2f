import { ref, required, text } from '#/record/shared/field.ts';
import { defineRecord, inUse, retireSteps } from '#/record/shared/define.ts';

/** A person's role in an organisation. One person may have several, in several organisations. */
export const membership = defineRecord({
  name: 'membership',
  plural: 'memberships',
  prefix: 'MEM',
  fields: {
    person: required(ref('person')),
    organisation: required(ref('organisation')),
    role: required(ref('role')),
    label: text(),
  },
  ...inUse,
  steps: retireSteps('access.edit'),
  customer: 'shared',
  item: { title: 'label' },
  columns: ['person', 'role', 'organisation'],
  sort: 'label',
  read: 'access.read',
  create: 'access.edit',
  edit: 'access.edit',
  configuration: 'access',
  capabilities: [],
});
