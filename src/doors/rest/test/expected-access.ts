import type { Who } from '#/app/test/desk.ts';

/** Who knocks at every route: nobody, people of the customer `Acme`, one of another customer, and the provider's staff. */
export const callers = [
  'nobody',
  'user', // cannot work: the case is theirs
  'neighbour', // of the same customer, not involved
  'contact', // sees what concerns their organisation
  'stranger', // of another customer
  'agent',
  'lead',
  'administrator', // configuration, not content
  'auditor', // reads all, changes nothing
] as const satisfies readonly (Who | 'nobody')[];

/**
 * What each of {@link callers} meets, one letter each, in their order:
 * `!` who are you (401), `x` not allowed (403), `0` not there for you (404), `s` not from this state (409),
 * `+` let in: whatever is answered is about what was asked.
 */
export type Expectation = string;

const everybody = '+++++++++';
const anybodySignedIn = '!++++++++';
const staff = '!xxxx++++';
const administrator = '!xxxxxx+x';
const watchers = '!xxxxxx++'; // administrator and auditor
const desksRules = '!xxxxx++x'; // lead and administrator
const caseRead = '!xxxx++0+';
const caseWork = '!xxxx++0x';
const ownCase = '!+0+00000';

/** Record types that an administrator keeps, and staff read. */
const kept = [
  'organisations',
  'locations',
  'people',
  'groups',
  'services',
  'categories',
  'configuration-items',
  'custom-fields',
];
/** Who has which role: for those who look after access. Others see an empty list, and no single one. */
const access = ['roles', 'memberships'];
/** Record types by which the desk runs: its lead keeps them too. */
const rules = ['calendars', 'pending-reasons', 'priority-matrices', 'assignment-rules', 'clock-policies'];

const exceptions: Readonly<Record<string, Expectation>> = {
  // An agent logs a caller whom nobody knew.
  'POST /people': '!xxxx+++x',
  // Customers' property: who may carry it out of the house.
  'GET /configuration-items/export': '!xxxxx+++',
};

const configuration = (
  plurals: readonly string[],
  keeper: Expectation,
  reads = staff,
  outOfState = '!xxxxssss',
): [string, Expectation][] =>
  plurals.flatMap((plural): [string, Expectation][] => [
    [`GET /${plural}`, staff],
    [`GET /${plural}/export`, exceptions[`GET /${plural}/export`] ?? staff],
    [`GET /${plural}/{id}`, reads],
    [`GET /${plural}/{id}/history`, reads],
    [`POST /${plural}`, exceptions[`POST /${plural}`] ?? keeper.replaceAll('0', 'x')],
    [`PATCH /${plural}/{id}`, keeper],
    [`POST /${plural}/{id}/retire`, keeper],
    [`POST /${plural}/{id}/restore`, outOfState],
    [`POST /${plural}/{id}/undo`, keeper],
    // The gate asks for the right to change many; each row is then decided by itself.
    [`POST /${plural}/bulk`, '!xxxx++xx'],
  ]);

/**
 * Route → who may, written by hand from what each role is for. A `*` at the end stands for whatever follows. A route
 * that no line speaks of fails, and so does a line that no route answers to: somebody has to decide.
 */
export const expected: readonly [string, Expectation][] = [
  // Coming in, going out, oneself.
  ['POST /session', everybody],
  ['GET /password-resets', everybody],
  ['POST /password-resets', everybody],
  ['POST /links/*', everybody],
  ['POST /setup*', everybody],
  ['GET /openapi.json', everybody],
  ['GET /session', anybodySignedIn],
  ['DELETE /session', anybodySignedIn],
  // Here with keys, which may not touch what would outlive them; a browser's session may.
  ['POST /session/password', '!xxxxxxxx'],
  ['PATCH /session/settings', '!xxxxxxxx'],
  ['GET /sessions', '!xxxxxxxx'],
  ['DELETE /sessions/{session}', '!xxxxxxxx'],
  ['POST /keys', '!xxxxxxxx'],
  ['GET /keys', anybodySignedIn],
  ['DELETE /keys/{key}', '!000000+0'], // a key of somebody else is not there, but for who looks after access
  ['GET /definitions', anybodySignedIn],
  ['GET /portal/definitions', anybodySignedIn],
  ['GET /definitions/{kind}', staff],
  ['GET /drafts*', anybodySignedIn],
  ['PUT /drafts/{context}', anybodySignedIn],
  ['DELETE /drafts/{context}', anybodySignedIn],
  ['GET /portal/drafts*', anybodySignedIn],
  ['PUT /portal/drafts/{context}', anybodySignedIn],
  ['DELETE /portal/drafts/{context}', anybodySignedIn],
  ['GET /notifications*', anybodySignedIn],
  ['POST /notifications/read', anybodySignedIn],
  ['PUT /notifications/preferences', anybodySignedIn],
  ['GET /portal/notifications*', anybodySignedIn],
  ['POST /portal/notifications/read', anybodySignedIn],
  ['PUT /portal/notifications/preferences', anybodySignedIn],

  // Accounts and who sees what.
  ['GET /accounts', watchers],
  ['PATCH /accounts/{person}', administrator],
  ['POST /accounts/{person}/*', administrator],
  ['GET /accounts/{person}/sessions', watchers],
  ['DELETE /accounts/{person}/sessions', administrator],
  ['GET /access/{kind}/{id}', watchers],
  ['GET /permissions', watchers],
  ['GET /audit*', watchers],
  ['POST /audit/verification', watchers],

  // What the desk runs by.
  ...configuration(kept, administrator),
  ...configuration(access, '!xxxx00+x', '!xxxx00++', '!xxxx00ss'),
  ...configuration(rules, desksRules),
  ['GET /custom-fields/kinds', staff],
  ['GET /broken-rows', staff],
  ['POST /priority-matrices/dry-run', desksRules],
  ['POST /assignment-rules/dry-run', desksRules],
  ['POST /clock-policies/dry-run', desksRules],
  ['POST /calendars/dry-run', desksRules],
  ['GET /holidays*', desksRules],
  ['GET /filters/{kind}', staff],
  ['POST /filters/{kind}/check', staff],
  ['POST /filters/{kind}/names', staff],
  ['GET /imports/mappings', desksRules],
  ['GET /imports/kinds', '!xxxxx+++'], // the auditor looks at runs
  ['GET /imports/sources/{source}', '!xxxxx+++'],
  ['GET /imports/runs', '!xxxxx+++'],
  ['POST /imports*', desksRules],
  ['GET /imports/runs/{id}*', '!xxxxx000'], // none has run here
  ['DELETE /imports/mappings/{id}', '!xxxxx00x'],
  ['GET /parked-jobs*', administrator],
  ['POST /parked-jobs/*', administrator],
  ['GET /mails', administrator],
  ['POST /mails/{id}/send', administrator],

  // Cases, in the workspace. The steps have a table of their own.
  ['GET /incidents', staff],
  ['GET /incidents/{id}', caseRead],
  ['GET /incidents/{id}/history', caseRead],
  ['GET /incidents/{id}/context', caseRead],
  ['GET /incidents/export', '!xxxxx+x+'],
  ['GET /incidents/similar', '!xxxx++x+'],
  ['POST /incidents', '!xxxx++xx'],
  ['PATCH /incidents/{id}', caseWork],
  ['POST /incidents/bulk', '!xxxx++xx'],
  ['GET /bulk-runs', '!xxxx++xx'],
  ['POST /bulk-runs/{id}/undo', '!xxxx++xx'],
  ['GET /people/{id}/context', staff],
  ['GET /groups/{id}/members', staff],
  ['GET /search', staff],
  ['GET /search/people', staff],
  ['GET /overview', '!xxxxx+x+'],
  ['GET /views*', '!xxxx++0+'],
  ['POST /views', '!xxxx++0+'],
  ['PATCH /views/{id}', '!xxxx+000'], // the agent's own
  ['DELETE /views/{id}', '!xxxx+000'],
  ['GET /items/{id}/duties', '!xxxx0000'], // of people and groups: a case has none
  ['GET /items/{id}/*', caseRead],
  ['GET /attachments/{id}', caseRead],
  ['GET /attachments/{id}/picture', caseRead],
  ['POST /items/{id}/attachments', caseWork],
  ['DELETE /attachments/{id}', caseWork],
  ['POST /items/{id}/links', caseWork],
  ['DELETE /items/{id}/links/{link}', caseWork],
  ['POST /items/{id}/tasks', caseWork],
  ['PATCH /items/{id}/tasks/{task}', caseWork],
  ['DELETE /items/{id}/tasks/{task}', caseWork],
  ['POST /items/{id}/time', caseWork],
  ['DELETE /items/{id}/time/{entry}', '!xxxx+00x'], // one's own
  ['POST /items/{id}/watch', caseRead],
  ['DELETE /items/{id}/watch', caseRead],
  ['POST /items/{id}/watchers', caseWork],
  ['DELETE /items/{id}/watchers/{person}', caseWork],
  ['POST /presence', '!+0+0++0+'],

  // The portal: everybody's own cases, staff as customers among others.
  ['GET /portal/services', anybodySignedIn],
  ['GET /portal/search', anybodySignedIn],
  ['GET /portal/cases', anybodySignedIn],
  ['POST /portal/cases', anybodySignedIn],
  ['GET /portal/cases/{id}', ownCase],
  ['GET /portal/incidents', anybodySignedIn],
  ['GET /portal/incidents/export', anybodySignedIn],
  ['POST /portal/incidents', anybodySignedIn],
  ['GET /portal/incidents/{id}', ownCase],
  ['GET /portal/incidents/{id}/history', ownCase],
  ['PATCH /portal/incidents/{id}', '!x0x00000'],
  ['GET /portal/items/{id}/*', ownCase],
  ['POST /portal/items/{id}/attachments', ownCase],
  ['POST /portal/items/{id}/watch', ownCase],
  ['DELETE /portal/items/{id}/watch', ownCase],
  ['GET /portal/attachments/{id}', ownCase],
  ['GET /portal/attachments/{id}/picture', ownCase],
  ['DELETE /portal/attachments/{id}', '!+0x00000'], // the user's own; a contact takes nobody's files away
  ['POST /portal/presence', ownCase],
];

const open = ['new', 'assigned', 'in-progress', 'pending'];
const alive = [...open, 'resolved'];
const ever = [...alive, 'closed', 'cancelled'];
/** The states of a case, as its life cycle has them. */
export const states = ever;

/** From which states a case takes each step. */
export const startsFrom: Readonly<Record<string, readonly string[]>> = {
  assign: open,
  take: open,
  start: ['new', 'assigned', 'pending'],
  wait: open,
  resume: ['pending'],
  resolve: open,
  cancel: open,
  'override-priority': open,
  'release-priority': open,
  confirm: ['resolved'],
  close: ['resolved'],
  reopen: ['resolved'],
  undo: alive,
  reply: alive,
  note: ever,
  recall: ever,
  'remove-attachment': ever,
  link: ever,
  unlink: ever,
  'add-task': alive,
  'edit-task': alive,
  'check-task': alive,
  'move-task': alive,
  'remove-task': alive,
  'restore-task': alive,
  'log-time': ever,
  'remove-time': ever,
  watch: ever,
  unwatch: ever,
  follow: ever,
  unfollow: ever,
  'add-watcher': ever,
  'remove-watcher': ever,
};

const asCustomer = ['confirm', 'reopen', 'reply', 'recall', 'remove-attachment', 'follow', 'unfollow'];
const asLead = Object.keys(startsFrom).filter((step) => step !== 'follow' && step !== 'unfollow');
const asAgent = asLead.filter((step) => step !== 'override-priority' && step !== 'release-priority');

/** Who sees the case at each door, and which steps they may take there. Who is not named does not see it. */
export const mayTake: Readonly<Record<'workspace' | 'portal', Partial<Record<Who, readonly string[]>>>> = {
  workspace: { agent: asAgent, lead: asLead, auditor: ['watch', 'unwatch'] },
  portal: { user: asCustomer, contact: asCustomer },
};
