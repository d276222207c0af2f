import type { ClockRules, ClockView } from '#/capabilities/clocks/server/rules.ts';
import { saidInPublic } from '#/capabilities/notes/server/add-note.ts';
import { agreementFor, engineThresholds, policies } from '#/processes/design/service-level/server/api.ts';
import type { Commit } from '#/record/server/commit/commit.ts';
import { spoken } from '#/processes/operation/incident/shared/incident.ts';
import { viewOf } from './clock-view.ts';
import { livesOf } from './lives.ts';
import { calendarOf } from './queries/calendar-of.ts';

const done = new Set(['resolved', 'closed']);
const over = ({ state }: Pick<ClockView, 'state'>) => done.has(state) || state === 'cancelled';
const open = (view: ClockView) => !over(view);

/**
 * What starts, pauses and stops an incident's clocks.
 * Response: stops at the first public answer by a person, or when the solution is told; never pauses, and a
 * reopening does not ask for it again. Update: begins anew with each public answer. Resolution: until resolved;
 * a reopening goes on with the time used before.
 */
export const incidentClocks: ClockRules = {
  kind: 'incident',
  conditions: {
    response: {
      start: ({ state }) => state !== 'cancelled',
      stop: ({ answeredNow, state }) => answeredNow || done.has(state),
      afterStop: 'none',
    },
    update: {
      start: open,
      pause: ({ paused }) => paused,
      stop: ({ state }) => done.has(state),
      reset: ({ answeredNow }) => answeredNow,
      cancel: ({ state }) => state === 'cancelled',
      afterStop: 'start',
      whenStartEnds: 'keep',
    },
    resolution: {
      start: open,
      pause: ({ paused }) => paused,
      stop: ({ state }) => done.has(state),
      cancel: ({ state }) => state === 'cancelled',
      afterStop: 'reopen',
      whenStartEnds: 'keep',
    },
  },
  view: viewOf,
  answers,
  over,
  lives: livesOf,
  agreement: (ctx, row) => agreementFor(ctx, 'incident', row),
  async byPolicy(ctx, id) {
    const policy = (await policies(ctx)).find((candidate) => candidate.id === id);
    if (!policy?.calendar) return null;
    return { calendar: policy.calendar, thresholds: engineThresholds(policy.thresholds) };
  },
  calendarOf,
  hangsOn: { 'pending-reason': ['pauses'] },
};

/**
 * Whatever a member of staff says to the user in public is an answer, by whatever step; and who logs a case while they
 * speak with the user has answered them. What the system says by itself is none, nor what the users say themselves.
 */
function answers(commit: Commit): boolean {
  const { ctx, before, after } = commit;
  if (ctx.face !== 'workspace' || ctx.actor.kind !== 'person') return false;
  if ([after['requester'], after['affectedUser']].includes(ctx.actor.person)) return false;
  return saidInPublic(commit) || (!before && spoken.has(after['channel'] as string));
}
