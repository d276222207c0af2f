import { choice, flag, integer, required, tags, text } from '#/record/shared/field.ts';
import { defineRecord, inUse, retireSteps } from '#/record/shared/define.ts';

/** The kinds a customer's own field may have: the same checks as built-in fields of that kind. */
export const customKinds = ['text', 'long-text', 'integer', 'decimal', 'boolean', 'date', 'choice', 'ref'] as const;

/** A field that an administrator added to a record type. Its values live in the record's `custom` document. */
export const customField = defineRecord({
  name: 'custom-field',
  plural: 'custom-fields',
  prefix: 'CUF',
  fields: {
    record: required(text({ column: 'record_kind', max: 60 })),
    key: required(text({ column: 'field_key', format: 'code', max: 40 })),
    label: required(text({ search: 'A' })),
    labelSk: text({ search: 'A' }),
    kind: required(choice(customKinds, { column: 'field_kind', initial: 'text' })),
    options: tags(),
    to: text({ column: 'refers_to', max: 60 }),
    mandatory: flag(),
    /** Shown on the portal, too. */
    onPortal: flag(),
    order: integer({ column: 'position', min: 1, max: 1000 }),
  },
  ...inUse,
  steps: retireSteps('configuration.edit'),
  customer: 'shared',
  item: { title: 'label' },
  columns: ['label', 'record', 'key', 'kind', 'mandatory', 'onPortal'],
  sort: 'label',
  read: 'configuration.read',
  create: 'configuration.edit',
  edit: 'configuration.edit',
  configuration: 'rules',
  capabilities: [],
});
