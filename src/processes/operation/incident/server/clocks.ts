import type { ClockRules, ClockView } from '#/capabilities/clocks/server/rules.ts';
import { isAnswer } from '#/capabilities/clocks/server/stage.ts';
import { agreementFor, engineThresholds, policies } from '#/processes/design/service-level/server/api.ts';
import { configurationOf } from '#/record/server/configuration.ts';

const over = new Set(['resolved', 'closed']);
const open = ({ state }: ClockView) => !over.has(state) && state !== 'cancelled';

/**
 * What starts, pauses and stops an incident's clocks (SLM-02, SLM-03).
 * Response: stops at the first public answer by a person, or when the solution is told; never pauses, and a
 * reopening does not ask for it again. Update: begins anew with each public answer. Resolution: until resolved;
 * a reopening goes on with the time used before.
 */
export const incidentClocks: ClockRules = {
  kind: 'incident',
  conditions: {
    response: {
      start: ({ state }) => state !== 'cancelled',
      stop: ({ answeredNow, state }) => answeredNow || over.has(state),
      afterStop: 'none',
    },
    update: {
      start: open,
      pause: ({ paused }) => paused,
      stop: ({ state }) => over.has(state),
      reset: ({ answeredNow }) => answeredNow,
      cancel: ({ state }) => state === 'cancelled',
      afterStop: 'start',
      whenStartEnds: 'keep',
    },
    resolution: {
      start: open,
      pause: ({ paused }) => paused,
      stop: ({ state }) => over.has(state),
      cancel: ({ state }) => state === 'cancelled',
      afterStop: 'reopen',
      whenStartEnds: 'keep',
    },
  },
  async view(ctx, row, commit) {
    const state = row['state'] as string;
    let paused = false;
    if (state === 'pending') {
      const reason = await (await configurationOf(ctx)).find('pending-reason', row['pendingReason'] as string | null);
      const pauses = reason?.['pauses'];
      paused = pauses === 'always' || (pauses === 'if-user-asked' && row['pendingAsked'] === true);
    }
    return { state, paused, answeredNow: isAnswer(commit) };
  },
  agreement: (ctx, row) => agreementFor(ctx, 'incident', row),
  async byPolicy(ctx, id) {
    const policy = (await policies(ctx)).find((candidate) => candidate.id === id);
    return policy ? { calendar: policy.calendar, thresholds: engineThresholds(policy.thresholds) } : null;
  },
};
