import type { Runner } from '#/platform/database/pools.ts';
import type { Follower, Happening } from './relay.ts';

/** What somebody does about what happened. Names are stable: they are written down with each thing done. */
export interface Reaction {
  name: string;
  /** What wakes it: announcements (`incident.resolved`) and actions (`calendar.edit`). */
  on: readonly string[];
}

/** What a job carries: an event, and the names of the reactions to it. */
export interface ReactionJob {
  event: Happening;
  reactions: readonly string[];
}

/** After so many failures a reaction is parked for a person to look at. */
export const maxAttempts = 8;

/** The follower that makes a job of each event which wakes somebody. */
export function reactionsFollower(reactions: readonly Reaction[]): Follower {
  const woken = wokenBy(reactions);
  return {
    name: 'reactions',
    async take(tx, events) {
      const jobs = events
        .map((event): ReactionJob => ({ event, reactions: woken(event) }))
        .filter((job) => job.reactions.length > 0);
      if (jobs.length === 0) return;
      const specs = jobs.map((payload) => ({
        identifier: 'react',
        payload,
        max_attempts: maxAttempts,
        job_key: String(payload.event.id),
      }));
      await tx.query({
        sql: `select 1 from graphile_worker.add_jobs(array(
          select json_populate_record(null::graphile_worker.job_spec, j) from json_array_elements($1::json) j))`,
        parameters: [JSON.stringify(specs)],
      });
    },
  };
}

/**
 * Which reactions an event wakes, by its action and what it announced. What every commit would wake is refused: it would
 * cost each of them a job, and is a follower.
 */
function wokenBy(reactions: readonly Reaction[]): (event: Happening) => string[] {
  const woken = new Map<string, string[]>();
  for (const { name, on } of reactions) {
    if (on.includes('*')) throw new Error(`${name} would be woken by every commit: it is no reaction but a follower`);
    for (const wanted of on) woken.set(wanted, [...(woken.get(wanted) ?? []), name]);
  }
  return ({ kind, action, payload }) => {
    const names = [`${kind}.${action}`, ...payload.announced.map(({ name }) => name)];
    return [...new Set(names.flatMap((name) => woken.get(name) ?? []))];
  };
}

/** Adds a job of one reaction alone, to be tried so many times, the first time in some seconds. */
export async function addJob(
  tx: Runner,
  { event, reaction }: { event: Happening; reaction: string },
  { attempts = maxAttempts, after = 0 }: { attempts?: number; after?: number } = {},
): Promise<void> {
  await tx.query({
    sql: `select 1 from graphile_worker.add_job('react', $1::json, max_attempts => $2, job_key => $3,
      run_at => now() + make_interval(secs => $4))`,
    parameters: [JSON.stringify({ event, reactions: [reaction] }), attempts, `${reaction}:${event.id}`, after],
  });
}

/** The job as it was put into the queue; one of an older release carries a single reaction. */
export function readJob(payload: unknown): ReactionJob {
  const { event, reactions, reaction } = payload as { event: Happening; reactions?: string[]; reaction: string };
  return { event, reactions: reactions ?? [reaction] };
}
