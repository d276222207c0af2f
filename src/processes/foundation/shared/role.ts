import { flag, json, required, text, longText } from '#/record/shared/field.ts';
import { defineRecord, inUse, retireSteps } from '#/record/shared/define.ts';

/** One grant of a role: a permission, and optionally the records it holds for, in the filter language. */
export interface Grant {
  permission: string;
  /** Text of the filter; absent: every record. */
  where?: string;
}

/** A role: the grants that everybody with a membership of it has. */
export const role = defineRecord({
  name: 'role',
  plural: 'roles',
  prefix: 'ROL',
  fields: {
    name: required(text({ search: 'A' })),
    /** Stable word for roles that ship with the product. */
    code: text({ format: 'code', max: 40, unique: true }),
    description: longText({ max: 2000 }),
    /** Members of the provider work in the workspace; others see the portal only. */
    workspace: flag(),
    grants: required(json<Grant[]>('grants')),
  },
  ...inUse,
  steps: retireSteps('access.edit'),
  customer: 'shared',
  item: { title: 'name' },
  columns: ['name', 'code', 'workspace', 'description'],
  sort: 'name',
  read: 'access.read',
  create: 'access.edit',
  edit: 'access.edit',
  configuration: 'access',
  capabilities: [],
});
