import { choice, flag, integer, required, text } from '#/record/shared/field.ts';
import { defineRecord, inUse, retireSteps } from '#/record/shared/define.ts';

/** Why a case waits, and what that does to its clocks. */
export const pendingReason = defineRecord({
  name: 'pending-reason',
  plural: 'pending-reasons',
  prefix: 'PEN',
  fields: {
    name: required(text({ search: 'A' })),
    nameSk: text({ search: 'A' }),
    /** Stable word for reasons that ship with the product. */
    code: text({ format: 'code', max: 40, unique: true }),
    pauses: required(choice(['always', 'never', 'if-user-asked'], { initial: 'never' })),
    /** The portal shows the question that came with it, and an answer ends the wait. */
    waitsForUser: flag(),
    needsDate: flag(),
    /** Business days between reminders; nothing: no reminder. */
    remindAfterDays: integer({ min: 1, max: 90 }),
    reminders: integer({ min: 0, max: 10, initial: 0 }),
    /** After the last reminder the case is resolved as withdrawn. */
    thenResolve: flag(),
    order: integer({ column: 'position', min: 1, max: 1000 }),
  },
  ...inUse,
  steps: retireSteps('incident.configure'),
  customer: 'shared',
  item: { title: 'name' },
  columns: ['name', 'nameSk', 'pauses', 'waitsForUser', 'remindAfterDays', 'reminders', 'thenResolve'],
  sort: 'order',
  read: 'configuration.read',
  create: 'incident.configure',
  edit: 'incident.configure',
  configuration: 'rules',
  capabilities: [],
});
