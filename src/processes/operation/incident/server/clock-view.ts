import type { ClockView } from '#/capabilities/clocks/server/rules.ts';
import { configurationOf } from '#/record/server/configuration.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import type { Context } from '#/record/server/context.ts';

/** A case as its clocks see it: where it stands, and whether what it waits for rests them. */
export async function viewOf(ctx: Context, row: Row): Promise<ClockView> {
  const state = row['state'] as string;
  let paused = false;
  if (state === 'pending') {
    const reason = await (await configurationOf(ctx)).find('pending-reason', row['pendingReason'] as string | null);
    const pauses = reason?.['pauses'];
    paused = pauses === 'always' || (pauses === 'if-user-asked' && row['pendingAsked'] === true);
  }
  return { state, paused, answeredNow: false };
}
