import { choice, instant, integer, level, ref, required, staffOnly, text } from '#/record/shared/field.ts';
import { defineRecord } from '#/record/shared/define.ts';
import type { Behaviour } from '#/record/server/kit.ts';

/**
 * A plain record over the table of incidents, with its real columns, indexes and policies, and without the behaviour of
 * the process: what access sees of it.
 */
export const incident = defineRecord({
  name: 'incident',
  plural: 'incidents',
  prefix: 'INC',
  fields: {
    title: required(text()),
    affectedUser: ref('person'),
    requester: ref('person'),
    customer: required(ref('organisation', { column: 'customer_organisation' })),
    group: ref('group', { column: 'support_group' }),
    assignee: ref('person'),
    channel: required(choice(['phone'], { initial: 'phone' })),
    impact: staffOnly(required(level(5, { initial: 3 }))),
    urgency: required(level(5, { initial: 3 })),
    priority: required(level(5, { initial: 3 })),
    calculatedPriority: staffOnly(required(level(5, { initial: 3 }))),
    openedAt: required(instant({ initial: '2026-01-01T00:00:00.000Z' })),
    reopenedCount: staffOnly(required(integer({ initial: 0 }))),
    reassignedCount: staffOnly(required(integer({ initial: 0 }))),
  },
  states: { new: 'open', resolved: 'done' },
  start: 'new',
  steps: {
    resolve: { from: ['new'], to: 'resolved', may: 'incident.work' },
    reopen: { from: ['resolved'], to: 'new', may: 'incident.reopen' },
  },
  customer: 'own',
  item: { title: 'title' },
  columns: ['number', 'title'],
  sort: '-openedAt',
  read: 'incident.read',
  follow: 'incident.follow',
  create: 'incident.create',
  edit: 'incident.work',
  capabilities: [],
});

/** The customer's wall is that of the organisation the record names. */
export const createIncident: Behaviour = {
  async apply(commit) {
    const [row] = await commit.tx.query<{ customer_key: number }>({
      sql: 'select customer_key from organisation where id = $1',
      parameters: [commit.after['customer']],
    });
    commit.customer = row?.customer_key ?? null;
  },
};
