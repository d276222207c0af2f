import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDesk } from '#/app/test/desk.ts';
import type { Desk } from '#/app/test/desk.ts';
import { dropJob, parkedJobs, redriveJob } from './parked.ts';
import { park } from './react.ts';
import type { Happening } from './relay.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
}, 60_000);
afterAll(() => desk.drop());

const data = {
  changed: ['state'],
  state: ['new', 'resolved'],
  announced: [{ name: 'incident.resolved' }],
  origin: 'web',
};

async function parked(event: number): Promise<string> {
  const { id: item } = await desk.does('agent', 'create', null, { title: 'Dark', affectedUser: desk.ids.user });
  const at = new Date().toISOString();
  const happened = { id: event, item, kind: 'incident', action: 'resolve', at, payload: data } as unknown as Happening;
  await park(desk.system(), { reaction: 'tell', event: happened, error: 'Error: no address', attempts: 8 });
  const [row] = await desk.owner<{ id: string }>(`select id from parked_job where payload -> 'event' ->> 'id' = $1`, [
    String(event),
  ]);
  return row?.id ?? '';
}
const jobs = (event: number) =>
  desk.owner<{ payload: { event: { id: number; item: string; payload: Record<string, unknown> } } }>(
    `select payload from graphile_worker._private_jobs where payload -> 'event' ->> 'id' = $1`,
    [String(event)],
  );

describe('a reaction that kept failing', () => {
  it('waits with its reason, and goes back into the queue as it was', async () => {
    const id = await parked(9001);
    const ctx = await desk.as('administrator');
    const { rows, names } = await parkedJobs(ctx, 'waiting');
    expect(rows).toEqual([expect.objectContaining({ id, error: 'Error: no address', attempts: 8 })]);
    // Which record it is about is said by its number alone.
    expect(Object.values(names).map(({ title }) => title)).toEqual(['INC0000001']);
    await redriveJob(ctx, id);
    expect(await jobs(9001)).toHaveLength(1);
    expect((await parkedJobs(ctx, 'waiting')).rows).toEqual([]);
    expect((await parkedJobs(ctx, 'done')).rows[0]).toMatchObject({ id, redrivenBy: desk.ids.administrator });
    await expect(redriveJob(ctx, id)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('takes mended data, but stays about the same event and record', async () => {
    const id = await parked(9002);
    const ctx = await desk.as('administrator');
    await expect(redriveJob(ctx, id, { announced: 'nothing' })).rejects.toMatchObject({ code: 'invalid' });
    await redriveJob(ctx, id, { ...data, announced: [{ name: 'incident.resolved', data: { quiet: true } }] });
    const [job] = await jobs(9002);
    expect(job?.payload.event.payload['announced']).toEqual([{ name: 'incident.resolved', data: { quiet: true } }]);
    expect(job?.payload.event.id).toBe(9002);
  });

  it('can be let go, and does nothing then', async () => {
    const id = await parked(9003);
    await dropJob(await desk.as('administrator'), id);
    expect(await jobs(9003)).toEqual([]);
    await expect(redriveJob(await desk.as('administrator'), id)).rejects.toMatchObject({ code: 'conflict' });
  });
});
