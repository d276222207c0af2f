import { leaving } from '#/capabilities/duties/shared/duty.ts';
import { choice, date, flag, longText, ref, required, staffOnly, text } from '#/record/shared/field.ts';
import { defineRecord, inUse, retireSteps } from '#/record/shared/define.ts';
import { accountEvents } from './account-events.ts';

export const languages = ['en', 'sk'] as const;

/** Somebody who uses services, works on them, or both. Whether they may sign in is their account's business. */
export const person = defineRecord({
  name: 'person',
  plural: 'people',
  prefix: 'PER',
  fields: {
    name: required(text({ search: 'A' })),
    email: text({ format: 'email', search: 'B', max: 254, unique: true }),
    phone: text({ format: 'phone', search: 'B', max: 40 }),
    title: text(),
    organisation: required(ref('organisation')),
    location: ref('location'),
    manager: ref('person', { tree: true }),
    language: choice(languages, { initial: 'en' }),
    timeZone: text({ format: 'time-zone', max: 64 }),
    vip: staffOnly(flag()),
    specialHandling: staffOnly(longText({ max: 2000 })),
    away: flag(),
    awayUntil: date(),
  },
  ...inUse,
  steps: retireSteps('foundation.edit', leaving('person')),
  customer: 'shared',
  item: { title: 'name' },
  columns: ['name', 'email', 'phone', 'organisation', 'vip', 'away'],
  sort: 'name',
  read: 'foundation.read',
  create: 'person.create',
  edit: 'foundation.edit',
  // When and where from somebody signs in is for who looks after access, not for every colleague.
  guardedHistory: { actions: accountEvents, may: 'access.read' },
  configuration: 'each',
  capabilities: [],
});
