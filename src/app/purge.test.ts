import { afterAll, beforeAll, expect, it } from 'vitest';
import { makePartitions } from '#/platform/database/partitions.ts';
import { purge } from './recurring.ts';
import { openDesk } from './test/desk.ts';
import type { Desk } from './test/desk.ts';

const day = 86_400_000;
const old = Date.UTC(2031, 4, 10, 9);
const iso = (time: number) => new Date(time).toISOString();
let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
  await makePartitions(desk.database, old);
}, 60_000);
afterAll(() => desk.drop());

const tell = (at: number, readAt: number | null) =>
  desk.owner(
    `insert into notification (id, person, item, kind, params, at, read_at)
      values (gen_random_uuid(), $1, gen_random_uuid(), 'x', '{}', $2, $3)`,
    [desk.ids.agent, iso(at), readAt === null ? null : iso(readAt)],
  );
const parts = async (table: string) =>
  (await desk.owner<{ part: string }>('select part::text from mainstay_partitions($1)', [table])).map(
    ({ part }) => part,
  );

it('drops a month of news once all of it was read half a year ago; what is unread keeps it, and stays alone', async () => {
  await tell(old, old + day);
  await tell(old, null);
  await purge(desk.database, old + 180 * day);
  expect(await desk.owner('select 1 from notification where at = $1', [iso(old)])).toHaveLength(2);
  await purge(desk.database, old + 182 * day);
  expect(await desk.owner('select 1 from notification where at = $1', [iso(old)])).toHaveLength(1);
  expect(await parts('notification')).toContain('notification_2031_05');
  await desk.owner('update notification set read_at = $1', [iso(old + 2 * day)]);
  await purge(desk.database, old + 250 * day);
  expect(await parts('notification')).not.toContain('notification_2031_05');
});

it('drops days of the outbox seven days after they ended, history never', async () => {
  await desk.owner('delete from outbox');
  await makePartitions(desk.database, old);
  expect(await parts('outbox')).toContain('outbox_2031_05_10');
  const history = await parts('history');
  await purge(desk.database, Date.UTC(2031, 4, 17, 23));
  expect(await parts('outbox')).toContain('outbox_2031_05_10');
  await purge(desk.database, Date.UTC(2031, 4, 18));
  expect(await parts('outbox')).not.toContain('outbox_2031_05_10');
  expect(await parts('outbox')).toContain('outbox_2031_05_11');
  expect(await parts('history')).toEqual(history);
});
