import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDesk, tuesday } from '#/app/test/desk.ts';
import type { Desk, Who } from '#/app/test/desk.ts';
import { getRecord, loadRow } from '#/record/server/read/get.ts';
import { listRecords } from '#/record/server/read/list.ts';
import { Refusal } from '#/base/refusal.ts';
import { incidentType } from './incident-type.ts';

// One predicate, written in two ways: a list begins with all that somebody may see, a record by its id with the record.
let desk: Desk;
const cases: string[] = [];
beforeAll(async () => {
  desk = await openDesk();
  const { user, neighbour, stranger, contact, customer, other } = desk.ids;
  const log = async (values: Record<string, unknown>) =>
    cases.push((await desk.does('agent', 'create', null, { title: 'Case', customer, ...values })).id);
  await log({ affectedUser: user });
  await log({ affectedUser: neighbour, requester: user });
  await log({ affectedUser: neighbour });
  await log({ affectedUser: contact });
  await log({ affectedUser: stranger, customer: other });
  await log({ affectedUser: stranger, customer: other });
  // As it stands where whoever reported it has gone over to another customer since.
  await desk.owner('update incident set requester = $2 where id = $1', [cases.at(-1), user]);
  await log({ affectedUser: neighbour });
  const letIn = (id: string | undefined, person: string, reason: string) =>
    desk.owner(
      'insert into item_access (item, person, reason, customer, at) select id, $2::uuid, $3, customer, now() from incident where id = $1',
      [id, person, reason],
    );
  await letIn(cases.at(-1), user, 'watcher');
  await letIn(cases[4], neighbour, 'participant');
});
afterAll(() => desk.drop());

const staff: Who[] = ['agent', 'lead', 'auditor', 'administrator'];
const readers = [
  ...staff.map((who) => [who, 'workspace'] as const),
  ...[...staff, 'user', 'neighbour', 'contact', 'stranger'].map((who) => [who as Who, 'portal'] as const),
];
it.each(readers)('the %s finds by its id what a list on the %s shows, and nothing else', async (who, face) => {
  const ctx = await desk.as(who, tuesday, face);
  const type = incidentType(ctx);
  const listed = (await listRecords(ctx, type, {})).rows.map((row) => row['id'] as string);
  const found: string[] = [];
  for (const id of cases) {
    const row = await getRecord(ctx, type, id).catch((error: unknown) => {
      expect(error).toBeInstanceOf(Refusal);
      return null;
    });
    if (row) found.push(id);
    const loaded = await desk.database.transaction({ kind: 'staff' }, (tx) =>
      loadRow({ ...ctx, tx }, type, id, { lock: true }),
    );
    // A change is loaded past the wall, which was asked before.
    if (ctx.actor.wall.kind === 'staff') expect(loaded !== null).toBe(row !== null);
    else expect(loaded !== null || row === null).toBe(true);
  }
  expect(found.toSorted()).toEqual(listed.toSorted());
});
