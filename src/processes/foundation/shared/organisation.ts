import {
  computed,
  date,
  integer,
  ref,
  required,
  staffOnly,
  tags,
  text,
  longText,
  choice,
} from '#/record/shared/field.ts';
import { defineRecord, inUse, retireSteps } from '#/record/shared/define.ts';

/** A customer or an internal unit of the provider; a tree. */
export const organisation = defineRecord({
  name: 'organisation',
  plural: 'organisations',
  prefix: 'ORG',
  fields: {
    name: required(text({ search: 'A' })),
    kind: required(choice(['customer', 'unit', 'supplier'], { initial: 'customer' })),
    parent: ref('organisation', { tree: true }),
    /** Integer key of the row-level security wall between customers. */
    customerKey: computed(required(integer())),
    domains: tags(),
    country: text({ format: 'country', max: 2 }),
    /** That of its people who have none of their own and no location with one. */
    timeZone: text({ format: 'time-zone', max: 64 }),
    since: date(),
    note: staffOnly(longText()),
  },
  ...inUse,
  steps: retireSteps('foundation.edit'),
  customer: 'shared',
  item: { title: 'name' },
  columns: ['name', 'kind', 'parent', 'country'],
  sort: 'name',
  read: 'foundation.read',
  create: 'foundation.edit',
  edit: 'foundation.edit',
  configuration: 'rules',
  rights: ['name', 'kind', 'parent', 'customerKey'],
  capabilities: [],
});
