import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routes } from '#/app/processes.server.ts';
import { openDesk, tuesday } from '#/app/test/desk.ts';
import type { Desk, Who } from '#/app/test/desk.ts';
import { keepFilesIn } from '#/capabilities/attachments/server/keeping.ts';
import { upload } from '#/capabilities/attachments/server/upload.ts';
import { tell } from '#/capabilities/notifications/server/tell.ts';
import { perform } from '#/record/server/commit/perform.ts';
import { isFileAnswer } from '#/record/server/route.ts';

const word = 'PLANTEDCANARY';
let desk: Desk;
let folder: string;
let id: string;
let secret: string;
beforeAll(async () => {
  desk = await openDesk();
  folder = await mkdtemp(join(tmpdir(), 'mainstay-canary-'));
  keepFilesIn(desk.database, folder);
  await perform(desk.system(), 'person', 'edit', desk.ids.user, { vip: true, specialHandling: word });
  id = (await desk.does('user', 'create', null, { title: 'A bird in the office' })).id;
  await desk.does('agent', 'take', id);
  await desk.does('agent', 'edit', id, { cause: word, tags: [word] });
  const { notes } = await desk.does('agent', 'note', id, { body: word, mentions: [desk.ids.colleague] });
  const agent = await desk.as('agent');
  const file = (name: string, query: Record<string, string>) =>
    upload(agent, { params: { id }, query, body: { file: Readable.from([Buffer.from(word)]), name } });
  secret = (await file(`${word}.txt`, { note: notes['note'] as string })).id;
  await file(`loose ${word}.txt`, {});
  await desk.does('agent', 'add-task', id, { title: word });
  await desk.does('agent', 'assign', id, { group: desk.ids.desk, note: word });
  await desk.does('lead', 'override-priority', id, { priority: 1, reason: word });
  await desk.does('agent', 'reply', id, { body: `Held: ${word}` }, tuesday + 3_600_000);
  const other = await desk.does('agent', 'create', null, { title: word, affectedUser: desk.ids.stranger });
  await desk.does('agent', 'link', id, { number: other.number });
  const system = desk.system();
  await desk.database.transaction({ kind: 'staff' }, (tx) =>
    tell({ ...system, tx }, { kind: 'incident', item: id, event: 1, by: desk.ids.agent }, [
      {
        kind: 'mentioned',
        people: [desk.ids.user, desk.ids.contact, desk.ids.colleague],
        faces: ['workspace'],
        params: { words: word },
      },
    ]),
  );
});
afterAll(async () => {
  await desk.drop();
  await rm(folder, { recursive: true });
});

/** What a read of the portal answers, as text; what it refuses, as its code. */
async function answerOf(
  who: Who,
  name: string,
  params: Record<string, string>,
  query: Record<string, unknown>,
): Promise<string> {
  const route = routes.find(({ method, path, faces }) => method === 'GET' && path === name && faces.includes('portal'));
  try {
    const answer = await route?.handle(await desk.as(who, tuesday + 3_600_001, 'portal'), { params, query, body: {} });
    return isFileAnswer(answer) ? `file ${answer.name}` : JSON.stringify(answer);
  } catch (error) {
    return `refused: ${(error as { code?: string }).code}`;
  }
}

const reads = routes
  .filter(({ method, faces }) => method === 'GET' && faces.includes('portal'))
  .map(({ path }) => path);

describe('what staff keep to themselves', () => {
  it('is planted where agents do read it', async () => {
    const read = async (name: string) => {
      const route = routes.find(({ method, path }) => method === 'GET' && path === name);
      return JSON.stringify(
        await route?.handle(await desk.as('agent', tuesday + 3_600_001), { params: { id }, query: {}, body: {} }),
      );
    };
    for (const name of [
      '/items/:id/timeline',
      '/items/:id/attachments',
      '/items/:id/tasks',
      '/items/:id/links',
      '/incidents/:id/context',
    ]) {
      expect([name, (await read(name)).includes(word)]).toEqual([name, true]);
    }
  });

  it.each(reads)('never leaves by the portal’s %s', async (name) => {
    const answers: string[] = [];
    for (const who of ['user', 'contact', 'agent', 'lead'] as const) {
      for (const params of [
        { id, kind: 'resolution', context: 'incident:new' },
        { id: secret, kind: 'update', context: 'incident:new' },
      ]) {
        for (const query of [{}, { q: word }, { search: word, show: 'all' }, { scope: 'organisation', show: 'all' }]) {
          answers.push(await answerOf(who, name, params, query));
        }
      }
    }
    expect(answers.join('\n')).not.toContain(word);
    expect(answers.join('\n')).not.toMatch(/specialHandling|"vip"|"cause"|"tags"|"impact"|"priorityReason"/);
  });

  it('is no hit of the portal’s search and counts nowhere', async () => {
    for (const who of ['user', 'contact'] as const) {
      expect(await answerOf(who, '/search', {}, { q: word })).toBe('{"rows":[]}');
      expect(JSON.parse(await answerOf(who, '/cases', {}, { search: word, show: 'all' }))).toMatchObject({
        rows: [],
        next: null,
      });
      expect(await answerOf(who, '/notifications/count', {}, {})).toBe('{"count":0,"more":false}');
      expect(await answerOf(who, '/attachments/:id', { id: secret }, {})).toBe('refused: not-found');
    }
  });
});
