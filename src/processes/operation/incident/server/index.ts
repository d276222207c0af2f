import { keepFilter } from '#/processes/foundation/server/api.ts';
import type { Behaviour } from '#/record/server/kit.ts';
import { assign } from './actions/assign.ts';
import { cancel } from './actions/cancel.ts';
import { close } from './actions/close.ts';
import { create } from './actions/create.ts';
import { edit } from './actions/edit.ts';
import { handOver } from './actions/hand-over.ts';
import { overridePriority, releasePriority } from './actions/override-priority.ts';
import { remind } from './actions/remind.ts';
import { reopen } from './actions/reopen.ts';
import { reply } from './actions/reply.ts';
import { resolve } from './actions/resolve.ts';
import { start } from './actions/start.ts';
import { take } from './actions/take.ts';
import { wait } from './actions/wait.ts';

/** The filter of an assignment rule is one that can be read. */
const keepRule = keepFilter(() => 'incident');

/** What incidents do, by action. */
export const incidentBehaviours: Readonly<Record<string, Behaviour>> = {
  'assignment-rule.create': keepRule,
  'assignment-rule.edit': keepRule,
  'incident.create': create,
  'incident.edit': edit,
  'incident.assign': assign,
  'incident.take': take,
  'incident.start': start,
  'incident.wait': wait,
  'incident.resume': start,
  'incident.reply': reply,
  'incident.resolve': resolve,
  'incident.confirm': close,
  'incident.close': close,
  'incident.hand-over': handOver,
  'incident.remind': remind,
  'incident.reopen': reopen,
  'incident.cancel': cancel,
  'incident.override-priority': overridePriority,
  'incident.release-priority': releasePriority,
};
