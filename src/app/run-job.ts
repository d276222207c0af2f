import type { Context } from '#/record/server/context.ts';
import { addJob, maxAttempts, readJob } from '#/record/server/after/jobs.ts';
import type { ReactionHandler } from '#/record/server/after/react.ts';
import { park, react } from '#/record/server/after/react.ts';

/**
 * Runs the reactions of a job, each in a transaction of its own. One that fails leaves what the others did: it goes on
 * in a job of its own, is tried as often as if it had been alone from the beginning, and is parked by itself after
 * that. Throws where the job, which is its alone, is to be tried again.
 * @param tries how often the job has been tried (this time included), and may be
 * @param failed hears of each reaction that failed
 */
export async function runJob(
  base: () => Omit<Context, 'tx'>,
  handlers: ReadonlyMap<string, ReactionHandler>,
  payload: unknown,
  tries: { attempts: number; most: number },
  failed: (reaction: string, facts: { event: number; attempt: number; error: string }) => void,
): Promise<void> {
  const { event, reactions } = readJob(payload);
  for (const reaction of reactions) {
    try {
      const handler = handlers.get(reaction);
      if (!handler) throw new Error(`no reaction ${reaction}`);
      await react(base(), handler, event);
    } catch (error) {
      const attempt = maxAttempts - tries.most + tries.attempts;
      failed(reaction, { event: event.id, attempt, error: String(error) });
      if (attempt >= maxAttempts) {
        await park(base(), { reaction, event, error: String(error), attempts: attempt });
      } else if (reactions.length === 1) throw error;
      else
        await base().db.relay((tx) => addJob(tx, { event, reaction }, { attempts: maxAttempts - attempt, after: 3 }));
    }
  }
}
