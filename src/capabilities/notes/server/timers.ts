import { perform } from '#/record/server/commit/perform.ts';
import type { TimerHandlers } from '#/record/server/after/timers.ts';

/** A reply that nobody recalled is released. */
export const noteTimers: TimerHandlers = {
  async 'note.release'(ctx, timer) {
    const [item] =
      (await ctx.tx?.query<{ kind: string }>({
        sql: 'select kind from item where id = $1',
        parameters: [timer.item],
      })) ?? [];
    if (item) await perform(ctx, item.kind, 'release-note', timer.item, { note: timer.payload['note'] });
  },
};
