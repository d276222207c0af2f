import { reactions } from '#/app/processes.server.ts';
import { followers } from '#/app/recurring.ts';
import type { ReactionJob } from '#/record/server/after/jobs.ts';
import { react } from '#/record/server/after/react.ts';
import { relayOnce } from '#/record/server/after/relay.ts';
import type { Desk } from './desk.ts';

/** Lets everything follow that was announced, as the worker does, at an instant. */
export async function follow(desk: Desk, now: number): Promise<void> {
  while ((await relayOnce(desk.database, followers)) > 0);
  const jobs = await desk.owner<{ id: string; payload: ReactionJob }>(
    'select id, payload from graphile_worker._private_jobs order by id',
  );
  await desk.owner('delete from graphile_worker._private_jobs where id = any($1)', [jobs.map(({ id }) => id)]);
  for (const { payload } of jobs) {
    for (const name of payload.reactions) {
      const handler = reactions.find((reaction) => reaction.name === name);
      if (!handler) throw new Error(`no reaction ${name}`);
      await react(desk.system(now), handler, payload.event);
    }
  }
}
