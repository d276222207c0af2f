import { afterAll, beforeAll, expect, it } from 'vitest';
import { Packet } from '#/platform/database/packet.ts';
import type { Caller, TestWeb } from './open-web.ts';
import { openWeb } from './open-web.ts';

// How often a request waits for the database: each packet is a turn of both processes and of the network between them.

let web: TestWeb;
let agent: Caller;
let sent = 0;
const submit = Reflect.get(Packet.prototype, 'submit');
beforeAll(async () => {
  web = await openWeb();
  agent = await web.keyOf('agent');
  Packet.prototype.submit = function (this: Packet, connection: unknown) {
    sent += 1;
    return submit.call(this, connection);
  };
});
afterAll(async () => {
  Packet.prototype.submit = submit;
  await web.stop();
});

/**
 * The packets that a request takes, of several alike: the first makes the process know its way. The fewest of the others
 * count, since what a server does beside requests (noting when a key was used) only ever adds to them.
 */
async function packetsOf(asks: readonly (() => ReturnType<Caller>)[], status: number): Promise<number> {
  const counts: number[] = [];
  for (const ask of asks) {
    sent = 0;
    const answer = await ask();
    expect(answer.statusCode, answer.body).toBe(status);
    counts.push(sent);
  }
  return Math.min(...counts.slice(1));
}
const often = (ask: () => ReturnType<Caller>) => [ask, ask, ask];
const make = () =>
  agent('POST', '/incidents', { body: { title: 'Counted', affectedUser: web.desk.ids.user, impact: 2, urgency: 2 } });
/**
 * Names are remembered by a change once they are older than every transaction that still runs on the server, in other
 * databases too.
 */
async function settled(): Promise<void> {
  const older = 'select bool_and(age(xmin) > age(pg_snapshot_xmin(pg_current_snapshot())::xid)) as settled from item';
  await expect.poll(() => web.desk.owner(older), { timeout: 30_000 }).toEqual([{ settled: true }]);
}
const idOf = async () => (await make()).json<{ record: { id: string } }>().record.id;

it('a record and a list take one packet', async () => {
  const id = await idOf();
  expect(
    await packetsOf(
      often(() => agent('GET', `/incidents/${id}`)),
      200,
    ),
  ).toBe(1);
  expect(
    await packetsOf(
      often(() => agent('GET', '/incidents?limit=10&fields=number,title,affectedUser')),
      200,
    ),
  ).toBe(1);
});

it('a new record takes two: what it is made of, and what is written', async () => {
  await settled();
  expect(await packetsOf(often(make), 201)).toBe(2);
  const { user: affectedUser, customer } = web.desk.ids;
  const body = { title: 'Counted', affectedUser, customer, impact: 2, urgency: 2 };
  expect(
    await packetsOf(
      often(() => agent('POST', '/incidents', { body })),
      201,
    ),
  ).toBe(2);
});

it('a step takes two, whatever it reads, and so does an edit', async () => {
  const [reason] = await web.desk.owner<{ id: string }>(`select id from pending_reason where code = 'supplier'`, []);
  const ids = [await idOf(), await idOf(), await idOf()];
  const step = (name: string, body: object) =>
    packetsOf(
      ids.map((id) => () => agent('POST', `/incidents/${id}/${name}`, { body })),
      200,
    );
  const { agent: assignee, desk: group } = web.desk.ids;
  await settled();
  expect(await step('wait', { reason: reason?.id, message: 'Ordered.' })).toBe(2);
  expect(await step('assign', { group, assignee, note: 'Please look.' })).toBe(2);
  expect(await step('note', { body: 'Looked.' })).toBe(2);
  const edits = ids.map((id) => () => agent('PATCH', `/incidents/${id}`, { body: { title: 'Edited' }, version: 3 }));
  expect(await packetsOf(edits, 200)).toBe(2);
});
