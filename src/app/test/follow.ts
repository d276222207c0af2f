import { reactions } from '#/app/processes.server.ts';
import { react } from '#/record/server/after/react.ts';
import { relayOnce } from '#/record/server/after/relay.ts';
import type { Happening } from '#/record/server/after/relay.ts';
import type { Desk } from './desk.ts';

interface Job {
  id: string;
  payload: { reaction: string; event: Happening };
}

/** Lets everything follow that was announced, as the worker does, at an instant. */
export async function follow(desk: Desk, now: number): Promise<void> {
  while ((await relayOnce(desk.database, reactions)) > 0);
  const jobs = await desk.owner<Job>('select id, payload from graphile_worker._private_jobs order by id');
  await desk.owner('delete from graphile_worker._private_jobs where id = any($1)', [jobs.map(({ id }) => id)]);
  for (const { payload } of jobs) {
    const handler = reactions.find(({ name }) => name === payload.reaction);
    if (!handler) throw new Error(`no reaction ${payload.reaction}`);
    await react(desk.system(now), handler, payload.event);
  }
}
