import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { openDesk } from './test/desk.ts';
import type { Desk } from './test/desk.ts';
import { follow } from './test/follow.ts';
import { tuesday } from './test/desk.ts';
import type { ReactionJob } from '#/record/server/after/jobs.ts';
import { reactionsFollower } from '#/record/server/after/jobs.ts';
import { parkedJobs, redriveJob } from '#/record/server/after/parked.ts';
import { relayOnce } from '#/record/server/after/relay.ts';
import type { ReactionHandler } from '#/record/server/after/react.ts';
import { runJob } from './run-job.ts';

let desk: Desk;
/** What ran to its end, and what fails now. */
let ran: string[] = [];
let failing = new Set<string>();
beforeAll(async () => {
  desk = await openDesk();
  await follow(desk, tuesday);
}, 60_000);
afterAll(() => desk.drop());
beforeEach(async () => {
  [ran, failing] = [[], new Set()];
  await desk.owner('delete from graphile_worker._private_jobs');
});

const reaction = (name: string): ReactionHandler => ({
  name,
  on: ['incident.logged'],
  async handle() {
    if (failing.has(name)) throw new Error(`${name} cannot`);
    ran.push(name);
  },
});
const handlers = ['first', 'second', 'third'].map(reaction);
const byName = new Map(handlers.map((handler) => [handler.name, handler]));

interface Job {
  id: string;
  key: string;
  payload: ReactionJob;
  attempts: number;
  max: number;
}
const jobs = () =>
  desk.owner<Job>(
    'select id, key, payload, attempts, max_attempts as max from graphile_worker._private_jobs order by id',
  );

/** A new case's job, as the relay makes it. */
async function jobOfCase(): Promise<Job> {
  await desk.does('agent', 'create', null, { title: 'Dark', affectedUser: desk.ids.user });
  while ((await relayOnce(desk.database, [reactionsFollower(handlers)])) > 0);
  const [job] = await jobs();
  if (!job) throw new Error('no job');
  return job;
}

/** Tries a job as the queue does: gone where it went well, with one more failed attempt where it did not. */
async function attempt({ id, payload, attempts, max }: Job): Promise<void> {
  try {
    await runJob(
      () => desk.system(),
      byName,
      payload,
      { attempts: attempts + 1, most: max },
      () => {},
    );
    await desk.owner('delete from graphile_worker._private_jobs where id = $1', [id]);
  } catch {
    await desk.owner('update graphile_worker._private_jobs set attempts = attempts + 1 where id = $1', [id]);
  }
}

const parked = async () => (await parkedJobs(await desk.as('administrator'), 'waiting')).rows;

it('runs every reaction of an event; a second delivery runs none', async () => {
  const job = await jobOfCase();
  expect(job.payload.reactions).toEqual(['first', 'second', 'third']);
  await attempt(job);
  await attempt(job);
  expect(ran).toEqual(['first', 'second', 'third']);
  expect(await jobs()).toEqual([]);
});

it('tries a reaction that failed again alone, while the work of the others stays done', async () => {
  failing.add('second');
  await attempt(await jobOfCase());
  expect(ran).toEqual(['first', 'third']);
  const [left, ...more] = await jobs();
  expect(more).toEqual([]);
  expect(left).toMatchObject({ payload: { reactions: ['second'] }, attempts: 0, max: 7 });
  failing.clear();
  await attempt(left as Job);
  expect(ran).toEqual(['first', 'third', 'second']);
  expect(await jobs()).toEqual([]);
});

it('parks what kept failing by itself after as many tries as it would have had alone, and drives it again alone', async () => {
  failing.add('first').add('third');
  await attempt(await jobOfCase());
  failing.delete('first');
  for (let n = 0; n < 7; n++) for (const job of await jobs()) await attempt(job);
  expect(ran).toEqual(['second', 'first']);
  const [entry, ...more] = await parked();
  expect(more).toEqual([]);
  expect(entry).toMatchObject({ reaction: 'third', attempts: 8, error: 'Error: third cannot' });
  expect(await jobs()).toEqual([]);
  failing.clear();
  await redriveJob(await desk.as('administrator'), entry?.id ?? '');
  const [again] = await jobs();
  expect(again).toMatchObject({ payload: { reactions: ['third'] }, attempts: 0, max: 8 });
  await attempt(again as Job);
  expect(ran).toEqual(['second', 'first', 'third']);
});

it('parks a reaction that nobody knows any more, and runs the others', async () => {
  const job = await jobOfCase();
  await attempt({ ...job, payload: { ...job.payload, reactions: ['gone', 'first'] } });
  expect(ran).toEqual(['first']);
  for (let n = 0; n < 7; n++) for (const one of await jobs()) await attempt(one);
  expect((await parked()).map(({ reaction: name, error }) => `${name}: ${error}`)).toContain(
    'gone: Error: no reaction gone',
  );
});

it('runs jobs that the release before left in the queue, and drives again what it parked', async () => {
  const job = await jobOfCase();
  const { event } = job.payload;
  await attempt({ ...job, payload: { reaction: 'second', event } as unknown as ReactionJob });
  expect(ran).toEqual(['second']);
  await desk.owner(
    `insert into parked_job (id, reaction, payload, error, attempts, parked_at)
      values (gen_random_uuid(), 'first', $1, 'Error: away', 8, now())`,
    [JSON.stringify({ reaction: 'first', event })],
  );
  const entry = (await parked()).find(({ reaction: name }) => name === 'first');
  await redriveJob(await desk.as('administrator'), entry?.id ?? '');
  for (const again of await jobs()) await attempt(again);
  expect(ran).toEqual(['second', 'first']);
});
