import { Refusal } from '#/base/refusal.ts';
import { perform } from '#/record/server/commit/perform.ts';
import type { DueTimer, TimerHandlers } from '#/record/server/after/timers.ts';
import type { Context } from '#/record/server/context.ts';

/** What an incident's timers do. A case that moved on meanwhile makes them a no-op, never an error. */
export const incidentTimers: TimerHandlers = {
  'incident.close': (ctx, timer) => step(ctx, timer, 'close'),
  'incident.wake': (ctx, timer) => step(ctx, timer, 'resume'),
  'incident.remind': (ctx, timer) => step(ctx, timer, 'remind', { nth: Number(timer.payload['nth'] ?? 1) }),
};

async function step(ctx: Context, timer: DueTimer, action: string, input: Record<string, unknown> = {}): Promise<void> {
  try {
    await perform(ctx, 'incident', action, timer.item, input);
  } catch (error) {
    if (error instanceof Refusal && (error.code === 'step-refused' || error.code === 'not-found')) return;
    throw error;
  }
}
