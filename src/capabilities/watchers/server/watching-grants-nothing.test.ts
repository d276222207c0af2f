import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDesk, tuesday } from '#/app/test/desk.ts';
import type { Desk, Who } from '#/app/test/desk.ts';
import { readInbox } from '#/capabilities/notifications/server/read-inbox.ts';
import { faceOf } from '#/capabilities/notifications/server/people.ts';
import { tell } from '#/capabilities/notifications/server/tell.ts';
import { findItem } from '#/capabilities/search/server/find-item.ts';
import { readTimeline } from '#/capabilities/history/server/timeline.ts';
import { readCases } from '#/processes/operation/incident/server/queries/cases.ts';
import { projectRoot } from '#/platform/database/migrate.ts';
import { shippedRoles } from '#/processes/foundation/server/access/roles.ts';
import { perform } from '#/record/server/commit/perform.ts';
import type { Row } from '#/record/server/commit/commit.ts';

// Rights come from rights. Whoever watches hears of a case for as long as they may see it, and may do no more with it
// than without: the role that everybody holds grants steps to who is involved, and watching involves nobody.
let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.drop());

const report = async () => (await desk.does('user', 'create', null, { title: 'No network' })).id;
const acts = async (who: Who, face: 'workspace' | 'portal', action: string, id: string, input: Row = {}) =>
  perform(await desk.as(who, tuesday, face), 'incident', action, id, input);

async function endMembership(who: Who): Promise<void> {
  const held = await desk.owner<{ id: string }>('select id from membership where person = $1', [desk.ids[who]]);
  for (const { id } of held) await desk.does('administrator', 'membership.retire', id);
}

/** Every step that involvement grants, as the shipped role of everybody says, with what it needs to be taken. */
const granted = new Set(
  shippedRoles
    .find(({ code }) => code === 'user')!
    .grants.filter(({ where }) => where === 'is:involved')
    .map(({ permission }) => permission),
);
const inputs: Record<string, Row> = { reply: { body: 'Me too' }, recall: { note: 'none' }, reopen: { message: 'No' } };
const stepsThatInvolvementGrants = () =>
  Object.entries(desk.kit.types.get('incident')!.steps)
    .filter(([, { may }]) => granted.has(may))
    .map(([step]) => step);

async function resolved(): Promise<string> {
  const id = await report();
  await desk.does('agent', 'take', id);
  await desk.does('agent', 'resolve', id, { closeCode: 'fixed', solution: 'Plugged in.', cause: 'A plug.' });
  return id;
}

describe('an auditor who watches', () => {
  it('still cannot take any step that involvement grants, on either face', async () => {
    const steps = stepsThatInvolvementGrants();
    expect(steps).toEqual(expect.arrayContaining(['reply', 'recall', 'confirm', 'reopen', 'follow', 'unfollow']));
    const tried = new Set<string>();
    for (const make of [report, resolved]) {
      const id = await make();
      await acts('auditor', 'workspace', 'watch', id);
      for (const step of steps) {
        await expect(acts('auditor', 'portal', step, id, inputs[step]), `${step} on the portal`).rejects.toMatchObject({
          code: 'not-found',
        });
        const { state } = await desk.incident(id);
        if (!desk.kit.types.get('incident')!.steps[step]!.from.includes(String(state))) continue;
        await expect(acts('auditor', 'workspace', step, id, inputs[step]), step).rejects.toMatchObject({
          code: 'forbidden',
        });
        tried.add(step);
      }
    }
    expect([...tried].toSorted()).toEqual(steps.toSorted());
  });

  it('reads it in the workspace alone, and hears of it there', async () => {
    const id = await report();
    await acts('auditor', 'workspace', 'watch', id);
    await expect(findItem(await desk.as('auditor', tuesday, 'portal'), id)).rejects.toMatchObject({
      code: 'not-found',
    });
    expect(await faceOf(await desk.as('agent'), desk.ids.auditor, id)).toBe('workspace');
    const mine = await readCases(await desk.as('auditor', tuesday, 'portal'), { show: 'all', limit: 50 });
    expect(mine.rows.map((row) => row.id)).not.toContain(id);
  });
});

describe('an agent taken off a customer', () => {
  it('keeps nothing of what they watched: no reads, no timeline, no reply, no news; all of it comes back with the right', async () => {
    const id = await report();
    await desk.does('agent', 'take', id);
    await acts('agent', 'workspace', 'watch', id);
    // Both ways of writing oneself into a case.
    await acts('agent', 'workspace', 'add-watcher', id, { person: desk.ids.agent });
    await acts('agent', 'workspace', 'edit', id, { requester: desk.ids.agent });
    const news = async () =>
      desk.database.transaction({ kind: 'staff' }, async (tx) =>
        tell({ ...desk.system(), tx }, { kind: 'incident', item: id, event: null, by: null }, [
          { kind: 'watching', people: [desk.ids.agent] },
        ]),
      );
    expect(await news()).toEqual([desk.ids.agent]);
    const members = [desk.ids.agent, desk.ids.colleague, desk.ids.lead];
    await desk.does('administrator', 'group.edit', desk.ids.desk, { members: members.slice(1) });
    for (const face of ['workspace', 'portal'] as const) {
      const ctx = await desk.as('agent', tuesday, face);
      await expect(findItem(ctx, id)).rejects.toMatchObject({ code: 'not-found' });
      await expect(readTimeline(ctx, id, { before: undefined, limit: 10 })).rejects.toMatchObject({
        code: 'not-found',
      });
      for (const step of stepsThatInvolvementGrants()) {
        await expect(acts('agent', face, step, id, inputs[step]), step).rejects.toMatchObject({ code: 'not-found' });
      }
      expect((await readInbox(ctx, { unread: false, limit: 50 })).rows.map(({ record }) => record.id)).not.toContain(
        id,
      );
    }
    expect(await news()).toEqual([]);
    await desk.does('administrator', 'group.edit', desk.ids.desk, { members });
    expect(await news()).toEqual([desk.ids.agent]);
  });
});

describe('a person of the customer', () => {
  it('gains nothing by following what they see by a role of their own', async () => {
    const id = await report();
    await acts('contact', 'portal', 'follow', id);
    await endMembership('contact');
    await expect(findItem(await desk.as('contact'), id)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('takes part in it where the desk adds them, until they belong to another customer', async () => {
    const id = await report();
    await desk.does('agent', 'add-watcher', id, { person: desk.ids.neighbour });
    await expect(acts('neighbour', 'portal', 'reply', id, { body: 'Me too' })).resolves.toMatchObject({ id });
    await endMembership('neighbour');
    await desk.does('administrator', 'person.edit', desk.ids.neighbour, { organisation: desk.ids.provider });
    for (const face of ['workspace', 'portal'] as const)
      await expect(findItem(await desk.as('neighbour', tuesday, face), id)).rejects.toMatchObject({
        code: 'not-found',
      });
  });
});

it('somebody of the desk who cannot see a case is not made a watcher of it', async () => {
  const id = await report();
  await expect(desk.does('agent', 'add-watcher', id, { person: desk.ids.administrator })).rejects.toMatchObject({
    code: 'invalid',
    fields: { person: { key: 'watcher.cannot-see-it' } },
  });
});

it('what was watched before is parted in the same way', async () => {
  const id = await report();
  const watched = (who: Who, by: Who) =>
    desk.owner(
      `insert into item_access (item, person, reason, customer, at, by)
        select id, $2, 'watcher', customer, now(), $3 from item where id = $1`,
      [id, desk.ids[who], desk.ids[by]],
    );
  await watched('agent', 'lead');
  await watched('auditor', 'auditor');
  await watched('contact', 'contact');
  await watched('user', 'agent');
  const file = path.join(projectRoot, 'src/record/server/migrations/0120_interested.sql');
  await desk.owner(readFileSync(file, 'utf8').replace(/^[^]*(?=do \$\$)/, ''));
  const rows = await desk.owner<{ person: string; reason: string }>(
    'select person, reason from item_access where item = $1',
    [id],
  );
  const { agent, auditor, contact, user } = desk.ids;
  const reasons = Object.fromEntries(rows.map(({ person, reason }) => [person, reason]));
  expect(reasons).toEqual({
    [agent]: 'interested',
    [auditor]: 'interested',
    [contact]: 'interested',
    [user]: 'watcher',
  });
});
