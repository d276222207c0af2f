import { integer, ref, required, text, longText } from '#/record/shared/field.ts';
import { defineRecord, inUse, retireSteps } from '#/record/shared/define.ts';

/** Which group gets a new case: the first rule, by order, whose filter holds. */
export const assignmentRule = defineRecord({
  name: 'assignment-rule',
  plural: 'assignment-rules',
  prefix: 'ASR',
  fields: {
    name: required(text({ search: 'A' })),
    order: required(integer({ column: 'position', initial: 100, min: 1, max: 10_000 })),
    /** In the filter language, over the incident's fields. Empty: every case. */
    where: longText({ column: 'condition', max: 4000 }),
    group: required(ref('group', { column: 'support_group', duty: true })),
  },
  ...inUse,
  steps: retireSteps('incident.configure'),
  customer: 'shared',
  item: { title: 'name' },
  columns: ['name', 'order', 'where', 'group'],
  sort: 'order',
  read: 'configuration.read',
  create: 'incident.configure',
  edit: 'incident.configure',
  configuration: 'rules',
  capabilities: [],
});
