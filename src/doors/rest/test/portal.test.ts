import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendAll } from '#/capabilities/history/server/append.ts';
import type { Answer, Page } from './logged.ts';
import { logCase } from './logged.ts';
import type { Caller, TestWeb } from './open-web.ts';
import { openWeb } from './open-web.ts';

let web: TestWeb;
let agent: Caller;
let user: Caller;
let admin: Caller;

beforeAll(async () => {
  web = await openWeb();
  [agent, user, admin] = await Promise.all([web.keyOf('agent'), web.keyOf('user'), web.keyOf('administrator')]);
});
afterAll(() => web.stop());

const log = (title: string, more = {}) => logCase(web, agent, title, more);

describe('the portal', () => {
  it('shows public fields only, to agents as well', async () => {
    const { record } = (await log('Seen from outside')).json<Answer>();
    const id = String(record['id']);
    const hiddenFields = ['impact', 'cause', 'tags', 'priorityReason', 'calculatedPriority'];
    for (const who of [user, agent]) {
      const read = await who('GET', `/portal/incidents/${id}`);
      if (who === user) expect(read.statusCode).toBe(200);
      for (const field of hiddenFields) expect(read.json<Partial<Answer>>().record?.[field]).toBeUndefined();
    }
    const page = (await user('GET', '/portal/incidents')).json<Page>();
    expect(page.rows.length).toBeGreaterThan(0);
    for (const row of page.rows) for (const field of hiddenFields) expect(row).not.toHaveProperty(field);
  });

  it('answers no question about a field that is for staff', async () => {
    for (const query of [
      'filter=impact+%3D+3',
      'sort=impact',
      'fields=impact',
      'filter=tags+is+empty',
      'filter=dueAt+is+empty',
      'sort=dueAt',
      'filter=is:late',
      'filter=not+is:at-risk',
    ]) {
      expect((await user('GET', `/portal/incidents?${query}`)).statusCode, query).toBe(400);
    }
  });

  it('answers with the last public change where it is asked for, and sorts by nothing that moves inside', async () => {
    const chosen = (await user('GET', '/portal/incidents?fields=title,updatedAt')).json<Page>();
    expect(chosen.rows[0]).toMatchObject({ title: expect.any(String), updatedAt: expect.any(String) });
    expect((await user('GET', '/portal/incidents?sort=updatedAt')).statusCode).toBe(400);
  });

  it('has no record types that live in the workspace alone, and the workspace is not for users', async () => {
    expect((await user('GET', '/portal/groups')).statusCode).toBe(404);
    const refused = await user('GET', '/incidents');
    expect([refused.statusCode, refused.json<{ code: string }>().code]).toEqual([403, 'forbidden']);
  });

  it('keeps internal history to itself', async () => {
    const { record } = (await log('With history')).json<Answer>();
    const at = `/incidents/${String(record['id'])}`;
    await agent('PATCH', at, {
      body: { tags: ['plantedcanary'], title: 'New title' },
      version: Number(record['version']),
    });
    const inside = (await agent('GET', `${at}/history`)).body;
    const outside = (await user('GET', `/portal${at}/history`)).body;
    expect(inside).toContain('plantedcanary');
    expect(outside).toContain('New title');
    expect(outside).not.toContain('plantedcanary');
    expect(JSON.parse(outside)).not.toHaveProperty('rows.0.request');
  });
});

describe('the history of a case that came from another tool', () => {
  it('tells the portal no name, word or column of that tool, by the same rule as the conversation', async () => {
    const { record } = (await log('From another tool')).json<Answer>();
    const id = String(record['id']);
    const [item] = await web.desk.owner<{ customer: number }>('select customer from item where id = $1', [id]);
    const payload = {
      changes: { title: ['Before', 'From another tool'] },
      reason: 'Told to everybody',
      author: 'Old Agent',
      recorded: 'Old word',
      source: { assignedTo: 'Old Resolver' },
    };
    await web.desk.database.transaction({ kind: 'staff' }, (tx) =>
      appendAll(tx, [
        {
          item: id,
          customer: item?.customer ?? null,
          kind: 'incident',
          action: 'import',
          audience: 'everyone',
          at: new Date().toISOString(),
          actor: null,
          origin: 'import',
          request: null,
          version: 2,
          payload,
        },
      ]),
    );
    const inside = (await agent('GET', `/incidents/${id}/history`)).body;
    for (const word of ['Old Agent', 'Old word', 'Old Resolver']) expect(inside).toContain(word);
    for (const who of [user, agent]) {
      const outside = await who('GET', `/portal/incidents/${id}/history`);
      expect(outside.body).not.toContain('Old');
      if (who === user) expect(outside.body).toContain('Told to everybody');
    }
  });
});

describe('definitions', () => {
  it('describe what the caller may read, and nothing that is for staff on the portal', async () => {
    const all = (await agent('GET', '/definitions')).json<{
      types: { name: string; fields: { name: string }[]; steps: { name: string }[] }[];
    }>();
    expect(all.types.map(({ name }) => name)).toContain('incident');
    const portal = (await user('GET', '/portal/definitions')).json<typeof all>();
    expect(portal.types.map(({ name }) => name)).toEqual(['incident']);
    expect(portal.types[0]?.fields.map(({ name }) => name)).not.toContain('impact');
    const configuration = (await admin('GET', '/definitions')).json<typeof all>();
    expect(configuration.types.map(({ name }) => name)).not.toContain('incident');
    // What rules are about can be named by whoever writes them, and nothing can be done with it.
    const about = await admin('GET', '/definitions/incident');
    expect(about.json()).toMatchObject({ name: 'incident', create: null, edit: null });
    expect(about.body).toContain('"label":"Urgency"');
    expect((await admin('GET', '/definitions/nothing')).statusCode).toBe(404);
    expect((await user('GET', '/definitions/incident')).statusCode).toBe(403);
  });
});
