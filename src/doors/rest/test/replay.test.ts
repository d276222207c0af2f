import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { perform } from '#/record/server/commit/perform.ts';
import type { Caller, TestWeb } from './open-web.ts';
import { openWeb } from './open-web.ts';

let web: TestWeb;

beforeAll(async () => {
  web = await openWeb();
});
afterAll(() => web.stop());

describe('an answer from before', () => {
  const serve = (organisations: string[]) =>
    perform(web.desk.system(Date.now()), 'group', 'edit', web.desk.ids.desk, { serves: organisations });
  const fresh = (title: string) =>
    web.desk.does('user', 'create', null, { title, urgency: 2, affectedUser: web.desk.ids.user }, Date.now());
  /** What a caller got, and gets for the same key. */
  const twice = (by: Caller, path: string, body: unknown, key: string) => () => by('POST', path, { body, key });

  it('is given to nobody from whose sight the record has gone, and again when it is back', async () => {
    const agent = await web.keyOf('agent');
    const { id } = await fresh('Payroll of Acme');
    const noted = twice(agent, `/incidents/${id}/note`, { body: 'Looked at the payroll' }, 'seen-1');
    const task = twice(agent, `/items/${id}/tasks`, { title: 'Payroll' }, 'seen-2');
    const several = twice(
      agent,
      '/incidents/bulk',
      { ids: [id], action: 'start', input: {}, preview: false },
      'seen-3',
    );
    const firsts = [await noted(), await task(), await several()];
    expect(firsts.map(({ statusCode }) => statusCode)).toEqual([200, 201, 200]);
    await serve([web.desk.ids.other]);
    for (const again of [await noted(), await task()]) {
      expect(again.json()).toMatchObject({ status: 404, code: 'not-found' });
      expect(again.body).not.toContain('ayroll');
    }
    expect((await several()).json()).toMatchObject({ done: 0, rows: [{ id, ok: false, code: 'not-found' }] });
    await serve([]);
    expect([await noted(), await task()].map(({ body }) => body)).toEqual(firsts.slice(0, 2).map(({ body }) => body));
  });

  it('is given to no user who has nothing to do with the case any more', async () => {
    const user = await web.keyOf('user');
    const report = twice(user, '/portal/cases', { title: 'My screen', urgency: 2 }, 'mine-1');
    const { id } = (await report()).json<{ record: { id: string } }>().record;
    expect((await report()).headers['idempotency-replayed']).toBe('true');
    await web.desk.does('agent', 'edit', id, {
      affectedUser: web.desk.ids.neighbour,
      requester: web.desk.ids.neighbour,
    });
    await web.desk.owner('delete from item_access where item = $1 and person = $2', [id, web.desk.ids.user]);
    expect((await user('GET', `/portal/cases/${id}`)).statusCode).toBe(404);
    expect((await report()).json()).toMatchObject({ status: 404 });
  });

  it('is not told to whom the route is closed by now, nor to whose rights are others', async () => {
    const colleague = await web.keyOf('colleague');
    const { id } = await fresh('A printer');
    const noted = twice(colleague, `/incidents/${id}/note`, { body: 'Under the desk' }, 'rights-1');
    expect((await noted()).statusCode).toBe(200);
    const { desk } = web;
    const [role] = await desk.owner<{ id: string }>("select id from role where code = 'lead'");
    const more = { person: desk.ids.colleague, organisation: desk.ids.provider, role: role?.id };
    const lead = await perform(desk.system(Date.now()), 'membership', 'create', null, more);
    // Still theirs to see, but who they were when they were answered they are no longer.
    expect((await noted()).json()).toMatchObject({ status: 409, code: 'conflict' });
    await perform(desk.system(Date.now()), 'membership', 'retire', lead.id, {});
    expect((await noted()).headers['idempotency-replayed']).toBe('true');
    const [agents] = await desk.owner<{ id: string }>(
      `select m.id from membership m join role r on r.id = m.role
        where m.person = $1 and r.code = 'agent' and m.state = 'active'`,
      [desk.ids.colleague],
    );
    await perform(desk.system(Date.now()), 'membership', 'retire', agents?.id ?? '', {});
    const closed = await noted();
    expect([closed.statusCode, closed.body.includes('desk')]).toEqual([403, false]);
  });

  it('that showed nothing is given again, though the step itself took the record out of sight', async () => {
    const { desk } = web;
    const own = ['incident.read', 'incident.work'].map((permission) => ({ permission, where: 'is:my-groups' }));
    const grants = [...own, { permission: 'foundation.read' }];
    const role = await perform(desk.system(Date.now()), 'role', 'create', null, {
      name: 'Own queue',
      workspace: true,
      grants,
    });
    const person = desk.ids.specialist;
    await desk.owner('update membership set role = $2 where person = $1', [person, role.id]);
    await desk.owner('update epoch set value = value + 1');
    const specialist = await web.keyOf('specialist');
    const { id } = await fresh('Hand me over');
    await desk.does('agent', 'assign', id, { group: desk.ids.second });
    const over = twice(specialist, `/incidents/${id}/assign`, { group: desk.ids.desk }, 'over-1');
    const first = await over();
    expect(first.json()).toMatchObject({ record: { id }, steps: [] });
    expect((await specialist('GET', `/incidents/${id}`)).statusCode).toBe(404);
    const again = await over();
    expect([again.statusCode, again.body]).toEqual([200, first.body]);
  });
});
