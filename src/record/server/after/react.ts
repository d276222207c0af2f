import { newId } from '#/platform/ids.ts';
import type { Context } from '../context.ts';
import { systemActor } from '../context.ts';
import { epochsOf } from '../epoch.ts';
import type { Reaction } from './jobs.ts';
import type { Happening } from './relay.ts';

/** A reaction with what it does. Runs in one transaction, with its own mark that it is done. */
export interface ReactionHandler extends Reaction {
  handle(ctx: Context, event: Happening): Promise<void>;
}

/**
 * Runs one reaction to one event, once: the mark is written in the same transaction as the effect, so that a job
 * that is delivered twice does nothing the second time. Returns whether it ran.
 */
export async function react(base: Omit<Context, 'tx'>, handler: ReactionHandler, event: Happening): Promise<boolean> {
  return base.db.transaction({ kind: 'staff' }, async (tx) => {
    const ctx: Context = { ...base, actor: systemActor(handler.name), tx };
    const [, marked] = await Promise.all([
      // What reactions ask is small and always the same: planned once a connection, instead of anew for each event.
      tx.query({ sql: 'set local plan_cache_mode = force_generic_plan', parameters: [] }),
      tx.query<{ event: number }>({
        sql: `insert into reaction_done (event, reaction, at) values ($1, $2, $3)
          on conflict do nothing returning event`,
        parameters: [event.id, handler.name, new Date(base.now).toISOString()],
      }),
      // What every reaction asks first, in the packet of its mark.
      epochsOf(ctx),
    ]);
    if (marked.length === 0) return false;
    await handler.handle(ctx, event);
    return true;
  });
}

/** Puts a reaction that kept failing where a person sees it, can edit its event and drive it again. */
export async function park(
  base: Omit<Context, 'tx'>,
  { reaction, event, error, attempts }: { reaction: string; event: Happening; error: string; attempts: number },
): Promise<void> {
  await base.db.relay((tx) =>
    tx.query({
      sql: `insert into parked_job (id, reaction, payload, error, attempts, parked_at) values ($1, $2, $3, $4, $5, $6)`,
      parameters: [
        newId(),
        reaction,
        JSON.stringify({ event, reactions: [reaction] }),
        error.slice(0, 5000),
        attempts,
        new Date(base.now).toISOString(),
      ],
    }),
  );
}
