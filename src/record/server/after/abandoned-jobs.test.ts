import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase } from '#/platform/database/pools.ts';
import { testDatabase, testSecret } from '#/record/test/database.ts';
import type { TestDatabase } from '#/record/test/database.ts';
import { freeAbandoned, showPresence } from './abandoned-jobs.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

const locked = async () =>
  (
    await database.owner<{ worker: string }>(
      'select locked_by as worker from graphile_worker._private_jobs where locked_by is not null order by locked_by',
    )
  ).map(({ worker }) => worker);

async function take(worker: string, age = '0'): Promise<void> {
  await database.owner("select graphile_worker.add_job('react', '{}')");
  await database.owner(
    `update graphile_worker._private_jobs set locked_by = $1, locked_at = now() - $2::interval
      where locked_by is null`,
    [worker, age],
  );
}

it('frees the jobs of a worker that died, and leaves those of one that lives', async () => {
  // A process of its own, so that its connections can end together.
  const other = openDatabase({ url: database.url, secret: testSecret, deadline: 5000, onError: () => undefined });
  const living = showPresence(database.database, 'pool-living');
  const dying = showPresence(other, 'pool-dying');
  await Promise.all([living.keep(), dying.keep()]);
  await take('pool-living');
  await take('pool-dying');
  expect(await freeAbandoned(database.database)).toBe(0);
  const [{ pid }] = (await database.owner<{ pid: number }>(
    "select pid from pg_stat_activity where application_name = 'mainstay jobs pool-dying'",
  )) as [{ pid: number }];
  await database.owner('select pg_terminate_backend($1, 5000)', [pid]);
  expect(await freeAbandoned(database.database)).toBe(1);
  expect(await locked()).toEqual(['pool-living']);
  // The connection alone broke: it is made again, and shows the worker again.
  await dying.keep();
  // It takes a new job, and the one that was freed.
  await take('pool-dying');
  expect(await freeAbandoned(database.database)).toBe(0);
  // The answer that gave a job away was lost with the server: nobody works on it, though its worker lives.
  await take('pool-living', '11 minutes');
  expect(await freeAbandoned(database.database)).toBe(1);
  expect(await locked()).toEqual(['pool-dying', 'pool-dying', 'pool-living']);
  dying.end();
  living.end();
  await other.close();
});

it('parks what was begun as often as it may be, each reaction by itself, instead of keeping it where nobody looks', async () => {
  await database.owner('delete from graphile_worker._private_jobs');
  const event = { id: 1, item: '018f0000-0000-7000-8000-000000000001', payload: {} };
  await database.owner("select graphile_worker.add_job('react', $1, max_attempts => 8)", [
    JSON.stringify({ event, reactions: ['tell', 'count'] }),
  ]);
  await database.owner(
    "update graphile_worker._private_jobs set attempts = 8, locked_by = 'pool-dead', locked_at = now()",
  );
  // It failed the last time, and could not be parked as it did; and one that the release before left.
  await database.owner("select graphile_worker.add_job('react', $1)", [JSON.stringify({ event, reaction: 'move' })]);
  await database.owner(
    "update graphile_worker._private_jobs set attempts = max_attempts, last_error = 'away' where locked_by is null",
  );
  expect(await freeAbandoned(database.database)).toBe(0);
  expect(await database.owner('select 1 from graphile_worker._private_jobs')).toEqual([]);
  expect(await database.owner('select reaction, error, payload from parked_job order by reaction')).toEqual([
    { reaction: 'count', error: 'The worker ended over it.', payload: expect.objectContaining({ event }) },
    { reaction: 'move', error: 'away', payload: expect.objectContaining({ event }) },
    { reaction: 'tell', error: 'The worker ended over it.', payload: expect.objectContaining({ event }) },
  ]);
});
