import { attachedFiles } from '#/capabilities/notes/shared/attached.ts';
import {
  choice,
  computed,
  flag,
  instant,
  integer,
  level,
  longText,
  ref,
  required,
  staffOnly,
  tags,
  text,
  unversioned,
} from '#/record/shared/field.ts';
import { defineRecord } from '#/record/shared/define.ts';

export const channels = ['portal', 'phone', 'email', 'chat', 'walk-in', 'monitoring', 'import', 'api'] as const;
/** Channels on which the desk speaks with the user while it logs the case. */
export const spoken: ReadonlySet<string> = new Set(['phone', 'chat', 'walk-in']);
/** Why a promise was missed. */
export const missReasons = ['ours', 'supplier', 'user', 'wrong-priority', 'no-capacity'] as const;
export const closeCodes = [
  'fixed',
  'workaround',
  'user-guided',
  'no-fault-found',
  'by-supplier',
  'by-change',
  'duplicate',
  'withdrawn',
] as const;

/** What the step dialogs ask for. */
const closing = {
  // The words come first: whoever asks to solve a case and types on writes how.
  solution: required(longText({ max: 20_000 })),
  closeCode: required(choice(closeCodes)),
  cause: longText({ max: 20_000 }),
  missReason: choice(missReasons),
};

/** An unplanned interruption of a service, or a reduction of its quality (ITIL v3 service operation). */
export const incident = defineRecord({
  name: 'incident',
  plural: 'incidents',
  prefix: 'INC',
  fields: {
    title: required(text({ search: 'A' })),
    description: longText({ search: 'B' }),
    /** Who cannot work. */
    affectedUser: ref('person'),
    /** Who reported it. */
    requester: ref('person'),
    /** The agent who logged it. */
    loggedBy: computed(ref('person')),
    /** The organisation that pays; frozen on the record when it is logged. */
    customer: required(ref('organisation', { column: 'customer_organisation', byStep: true })),
    channel: required(choice(channels, { initial: 'phone' })),
    category: ref('category'),
    service: ref('service'),
    configurationItem: ref('configuration-item'),
    location: ref('location'),
    impact: staffOnly(required(level(5, { initial: 3 }))),
    urgency: required(level(5, { initial: 2 })),
    /** In force: the override while there is one, else the matrix's value. */
    priority: computed(required(level(5, { initial: 4 }))),
    calculatedPriority: staffOnly(computed(required(level(5, { initial: 4 })))),
    priorityReason: staffOnly(computed(text({ max: 500 }))),
    /** Why it is less urgent, or less bad, than it was said to be: asked for whenever the priority goes down. */
    loweredReason: staffOnly(text({ max: 500 })),
    group: ref('group', { column: 'support_group', byStep: true, duty: true }),
    assignee: ref('person', { byStep: true, duty: true }),
    pendingReason: computed(ref('pending-reason')),
    pendingUntil: computed(instant()),
    pendingAsked: computed(flag()),
    closeCode: choice(closeCodes, { byStep: true }),
    solution: longText({ search: 'C', max: 20_000, byStep: true }),
    cause: staffOnly(longText({ search: 'D', max: 20_000 })),
    /** Asked for where a promise was missed, when the case is resolved or cancelled. */
    missReason: staffOnly(choice(missReasons)),
    /** Somebody else's case, it may be: its reporter reads that it is a duplicate, and not of what. */
    duplicateOf: staffOnly(computed(ref('incident', { tree: true }))),
    openedAt: computed(required(instant())),
    /** The earliest deadline of the clocks that run; also one that is over and not met yet. */
    dueAt: staffOnly(unversioned(computed(instant()))),
    resolvedAt: computed(instant()),
    closedAt: computed(instant()),
    reopenedCount: staffOnly(computed(required(integer({ initial: 0 })))),
    reassignedCount: staffOnly(computed(required(integer({ initial: 0 })))),
    pingPong: staffOnly(computed(flag())),
    majorCandidate: staffOnly(computed(flag())),
    tags: staffOnly(tags({ search: 'D' })),
  },
  states: {
    new: 'open',
    assigned: 'open',
    'in-progress': 'open',
    pending: 'waiting',
    resolved: 'done',
    closed: 'ended',
    cancelled: 'ended',
  },
  start: 'new',
  steps: {
    assign: {
      from: ['new', 'assigned', 'in-progress', 'pending'],
      to: 'assigned',
      may: 'incident.work',
      undoable: true,
      input: { group: required(ref('group')), assignee: ref('person', { duty: true }), note: longText({ max: 5000 }) },
    },
    /** The agent takes it for themselves. */
    take: {
      from: ['new', 'assigned', 'in-progress', 'pending'],
      to: 'in-progress',
      may: 'incident.work',
      undoable: true,
    },
    start: { from: ['new', 'assigned', 'pending'], to: 'in-progress', may: 'incident.work', undoable: true },
    wait: {
      from: ['new', 'assigned', 'in-progress', 'pending'],
      to: 'pending',
      may: 'incident.work',
      undoable: true,
      input: {
        reason: required(ref('pending-reason')),
        until: instant(),
        userAsked: flag(),
        message: longText({ max: 20_000 }),
        attachments: attachedFiles,
      },
    },
    resume: { from: ['pending'], to: 'in-progress', may: 'incident.work', undoable: true },
    resolve: {
      from: ['new', 'assigned', 'in-progress', 'pending'],
      to: 'resolved',
      may: 'incident.work',
      input: closing,
    },
    confirm: { from: ['resolved'], to: 'closed', may: 'incident.confirm' },
    close: { from: ['resolved'], to: 'closed', may: 'incident.work' },
    reopen: {
      from: ['resolved'],
      to: 'in-progress',
      may: 'incident.reopen',
      input: { message: required(longText({ max: 20_000 })) },
    },
    'override-priority': {
      from: ['new', 'assigned', 'in-progress', 'pending'],
      to: null,
      may: 'incident.override',
      undoable: true,
      input: { priority: required(level(5)), reason: required(text({ max: 500 })) },
    },
    'release-priority': {
      from: ['new', 'assigned', 'in-progress', 'pending'],
      to: null,
      may: 'incident.override',
      input: { loweredReason: text({ max: 500 }) },
      undoable: true,
    },
    /** The system's own: whoever has it leaves, and somebody else goes on. */
    'hand-over': {
      from: ['new', 'assigned', 'in-progress', 'pending'],
      to: null,
      may: 'system',
      hidden: true,
      input: { group: ref('group'), assignee: ref('person', { duty: true }) },
    },
    /** The system's own: reminds the user, and gives up after the last time. */
    remind: {
      from: ['pending'],
      to: null,
      may: 'system',
      hidden: true,
      input: { nth: required(integer({ min: 1, max: 20 })) },
    },
    cancel: {
      from: ['new', 'assigned', 'in-progress', 'pending'],
      to: 'cancelled',
      may: 'incident.work',
      input: {
        reason: required(longText({ max: 5000 })),
        duplicateOf: ref('incident'),
        missReason: choice(missReasons),
      },
    },
  },
  customer: 'own',
  item: {
    title: 'title',
    priority: 'priority',
    service: 'service',
    group: 'group',
    assignee: 'assignee',
    opened: 'openedAt',
    due: 'dueAt',
  },
  columns: ['number', 'title', 'priority', 'dueAt', 'state', 'affectedUser', 'group', 'assignee', 'openedAt'],
  sort: '-openedAt',
  facts: ['affectedUser', 'requester', 'group', 'assignee', 'pendingReason'],
  read: 'incident.read',
  follow: 'incident.follow',
  report: 'incident.report',
  create: 'incident.create',
  edit: 'incident.work',
  frozen: ['closed', 'cancelled'],
  capabilities: ['notes', 'attachments', 'watchers', 'links', 'tasks', 'time-spent', 'clocks'],
  custom: true,
});
