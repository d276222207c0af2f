import { message, Refusal } from '#/base/refusal.ts';
import { clocksOf } from '#/capabilities/clocks/server/stored.ts';
import { markBreach } from '#/engines/stopwatch/fold.ts';
import type { Commit } from '#/record/server/commit/commit.ts';
import { set } from '#/record/server/commit/commit.ts';

/**
 * Keeps why promises were missed, and refuses to let staff end a case that missed one without saying so. Who closes by the
 * clock is not asked.
 */
export async function keepMissReason(commit: Commit): Promise<void> {
  const { ctx, input, after, tx, id } = commit;
  if (input['missReason']) set(commit, 'missReason', input['missReason']);
  if (after['missReason'] || ctx.actor.kind !== 'person' || ctx.face !== 'workspace') return;
  const clocks = await clocksOf(tx, id);
  const missed = clocks.some(
    ({ fold, missedAt }) => missedAt !== null || markBreach(fold, ctx.now).breachedAt !== null,
  );
  if (missed) throw new Refusal('invalid', 'refusal.invalid', { missReason: message('incident.miss-reason-required') });
}

/**
 * Refuses to let staff lower a priority without a reason: the promises get longer with it. An edit that is undone has had
 * its reason.
 */
export function keepLoweredReason(commit: Commit): void {
  const { ctx, before, after, input, action } = commit;
  if (!before) return;
  // Given for many cases at once, it is the reason of those alone that are lowered by it.
  if ((after['priority'] as number) <= (before['priority'] as number))
    return set(commit, 'loweredReason', before['loweredReason'] ?? null);
  if (input['loweredReason']) return set(commit, 'loweredReason', input['loweredReason']);
  if (action === 'undo' || ctx.actor.kind !== 'person') return;
  throw new Refusal('invalid', 'refusal.invalid', {
    loweredReason: message('incident.lowered-reason-required', {
      from: before['priority'] as number,
      to: after['priority'] as number,
    }),
  });
}
