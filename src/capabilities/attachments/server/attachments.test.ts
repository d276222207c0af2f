import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDesk, tuesday } from '#/app/test/desk.ts';
import type { Desk, Who } from '#/app/test/desk.ts';
import { readTimeline } from '#/capabilities/history/server/timeline.ts';
import { newId } from '#/platform/ids.ts';
import type { FileAnswer } from '#/record/server/route.ts';
import { keepFilesIn } from './keeping.ts';
import { download } from './download.ts';
import { attachmentsOf } from './read-attachments.ts';
import { attachmentRoutes } from './routes.ts';
import { upload } from './upload.ts';

let desk: Desk;
let folder: string;
beforeAll(async () => {
  desk = await openDesk();
  folder = await mkdtemp(path.join(tmpdir(), 'mainstay-files-'));
  keepFilesIn(desk.database, folder, {
    largest: 1000,
    perRecord: 5,
    portal: { perRecordBytes: 1200, filesADay: 40, bytesADay: 4000 },
  });
});
afterAll(async () => {
  await desk.drop();
  await rm(folder, { recursive: true });
});

const minute = 60_000;
const report = async () => (await desk.does('user', 'create', null, { title: 'No paper' })).id;

async function attach(
  who: Who,
  id: string,
  name: string,
  content: string | Buffer,
  query: Record<string, string> = {},
) {
  const body = { file: Readable.from([Buffer.from(content)]), name };
  return upload(await desk.as(who), { params: { id }, query, body });
}

const seenBy = async (who: Who, id: string, now = tuesday + minute) =>
  (await attachmentsOf(await desk.as(who, now), id)).map(({ name }) => name).toSorted();

async function contentOf(answer: FileAnswer): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer.file) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

const remove = attachmentRoutes.find(({ method }) => method === 'DELETE');

describe('attachments', () => {
  it('keeps the bytes under their digest before the row, and gives them back as a download', async () => {
    const id = await report();
    const { id: attachment } = await attach('user', id, 'log.txt', 'line one');
    const sha256 = createHash('sha256').update('line one').digest('hex');
    const [row] = await desk.owner<{ sha: string; audience: string }>(
      `select encode(sha256, 'hex') as sha, audience from attachment where id = $1`,
      [attachment],
    );
    expect(row?.sha).toBe(sha256);
    expect(row?.audience).toBe('everyone');
    const kept = path.join(folder, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
    expect(await readFile(kept, 'utf8')).toBe('line one');
    const answer = await download(await desk.as('agent'), attachment);
    expect(answer).toMatchObject({ name: 'log.txt', mediaType: 'text/plain', size: 8 });
    expect(await contentOf(answer)).toBe('line one');
    expect(await readdir(path.join(folder, 'incoming'))).toEqual([]);
  });

  it('refuses a file over the limit, an empty one and one too many, and leaves nothing behind', async () => {
    const id = await report();
    await expect(attach('user', id, 'big.txt', 'x'.repeat(1001))).rejects.toMatchObject({ code: 'too-large' });
    await expect(attach('user', id, 'nothing.txt', '')).rejects.toMatchObject({ code: 'invalid' });
    for (let nth = 0; nth < 5; nth++) await attach('user', id, `${nth}.txt`, `file ${nth}`);
    await expect(attach('user', id, 'one-more.txt', 'sixth')).rejects.toMatchObject({ code: 'conflict' });
    expect(await seenBy('user', id)).toHaveLength(5);
    expect(await readdir(path.join(folder, 'incoming'))).toEqual([]);
  });

  it('refused with its row leaves no bytes, but where others have the same', async () => {
    const [id, other] = [await report(), await report()];
    const bytes = async (content: string) => {
      const sha256 = createHash('sha256').update(content).digest('hex');
      return readFile(path.join(folder, sha256.slice(0, 2), sha256.slice(2, 4), sha256), 'utf8').catch(() => null);
    };
    const wrong = { note: newId(tuesday) };
    await expect(attach('user', id, 'a.txt', 'nobody else’s', wrong)).rejects.toMatchObject({ code: 'invalid' });
    expect(await bytes('nobody else’s')).toBeNull();
    await attach('user', other, 'b.txt', 'somebody’s too');
    await expect(attach('user', id, 'b.txt', 'somebody’s too', wrong)).rejects.toMatchObject({ code: 'invalid' });
    expect(await bytes('somebody’s too')).toBe('somebody’s too');
  });

  it('over what a case or a person may have on the portal is refused with what to do, and staff are not held up', async () => {
    const now = tuesday + 30 * 86_400_000;
    const fresh = async () => (await desk.does('neighbour', 'create', null, { title: 'No paper' }, now)).id;
    const bring = async (who: Who, id: string, content: string, at = now) =>
      upload(await desk.as(who, at, who === 'neighbour' ? 'portal' : 'workspace'), {
        params: { id },
        query: {},
        body: { file: Readable.from([Buffer.from(content)]), name: 'a.txt', size: content.length },
      });
    const id = await fresh();
    await bring('neighbour', id, 'x'.repeat(900));
    await expect(bring('neighbour', id, 'y'.repeat(301))).rejects.toMatchObject({
      code: 'too-large',
      text: { key: 'attachment.record-full' },
    });
    await bring('agent', id, 'y'.repeat(301));
    for (let nth = 0; nth < 3; nth++) await bring('neighbour', await fresh(), `${nth}`.repeat(1000));
    const last = await fresh();
    await expect(bring('neighbour', last, 'z'.repeat(101))).rejects.toMatchObject({
      code: 'too-large',
      text: { key: 'attachment.day-bytes' },
    });
    for (let nth = 0; nth < 36; nth++) await bring('neighbour', await fresh(), `${nth % 10}`);
    await expect(bring('neighbour', last, 'z')).rejects.toMatchObject({
      code: 'conflict',
      text: { key: 'attachment.day-files' },
    });
    await bring('neighbour', last, 'z'.repeat(101), now + 86_400_001);
  });

  it('is for staff when an agent attaches, and for everyone when a user does', async () => {
    const id = await report();
    await attach('user', id, 'screen.txt', 'what I see');
    await attach('agent', id, 'dump.txt', 'secrets');
    const { id: told } = await attach('agent', id, 'manual.txt', 'how to', { audience: 'everyone' });
    expect(await seenBy('agent', id)).toEqual(['dump.txt', 'manual.txt', 'screen.txt']);
    expect(await seenBy('user', id)).toEqual(['manual.txt', 'screen.txt']);
    expect((await download(await desk.as('user'), told)).name).toBe('manual.txt');
    // A user cannot make one that only staff read.
    await attach('user', id, 'mine.txt', 'mine', { audience: 'staff' });
    expect(await seenBy('user', id)).toContain('mine.txt');
  });

  it('follows the message it belongs to: with a held reply it is held, with a note it stays inside', async () => {
    const id = await report();
    const { notes } = await desk.does('agent', 'reply', id, { body: 'See the file' });
    const { id: attachment } = await attach('agent', id, 'answer.txt', 'answer', { note: notes['note'] as string });
    const inner = await desk.does('agent', 'note', id, { body: 'Between us' });
    await attach('agent', id, 'between-us.txt', 'us', { note: inner.notes['note'] as string });
    expect(await seenBy('user', id, tuesday + 1000)).toEqual([]);
    await expect(download(await desk.as('user', tuesday + 1000), attachment)).rejects.toMatchObject({
      code: 'not-found',
    });
    expect(await seenBy('user', id)).toEqual(['answer.txt']);
    expect(await seenBy('colleague', id)).toEqual(['answer.txt', 'between-us.txt']);
    await expect(attach('colleague', id, 'no.txt', 'no', { note: notes['note'] as string })).rejects.toMatchObject({
      code: 'invalid',
    });
  });

  it('goes with a message that names it when it is sent', async () => {
    const id = await report();
    const { id: attachment } = await attach('agent', id, 'drawing.txt', 'lines');
    expect(await seenBy('user', id)).toEqual([]);
    const { notes } = await desk.does('agent', 'reply', id, { body: 'Here it is', attachments: [attachment] });
    expect(await seenBy('user', id)).toEqual(['drawing.txt']);
    const { entries } = await readTimeline(await desk.as('user', tuesday + minute), id, {
      before: undefined,
      limit: 9,
    });
    expect(entries.find((entry) => entry.id === notes['note'])?.attachments).toMatchObject([{ name: 'drawing.txt' }]);
    // Once it belongs to a message it can be taken by no other.
    await expect(desk.does('agent', 'note', id, { body: 'Mine', attachments: [attachment] })).rejects.toMatchObject({
      fields: { attachments: { key: 'note.file-not-at-hand' } },
    });
    expect(await seenBy('user', id)).toEqual(['drawing.txt']);
  });

  it('comes back to its author with the reply that is taken back, and goes with the next one', async () => {
    const id = await report();
    const { id: attachment } = await attach('agent', id, 'drawing.txt', 'lines');
    const said = { body: 'Here it is', attachments: [attachment] };
    const { notes } = await desk.does('agent', 'reply', id, said);
    await desk.does('agent', 'recall', id, { note: notes['note'] }, tuesday + 5000);
    expect(await seenBy('agent', id)).toEqual(['drawing.txt']);
    expect(await seenBy('user', id)).toEqual([]);
    await desk.does('agent', 'reply', id, said, tuesday + 8000);
    expect(await seenBy('user', id)).toEqual(['drawing.txt']);
  });

  it('is not left behind in silence: a message that names a file which is gone is not sent', async () => {
    const id = await report();
    const { id: attachment } = await attach('agent', id, 'drawing.txt', 'lines');
    await desk.does('agent', 'remove-attachment', id, { attachment });
    const [reason] = await desk.owner<{ id: string }>('select id from pending_reason where waits_for_user');
    const gone = { code: 'invalid', fields: { attachments: { key: 'note.file-not-at-hand' } } };
    for (const [step, input] of [
      ['reply', { body: 'Here it is' }],
      ['note', { body: 'Here it is' }],
      ['wait', { reason: reason?.id, message: 'Like this?' }],
    ] as const)
      await expect(desk.does('agent', step, id, { ...input, attachments: [attachment] })).rejects.toMatchObject(gone);
    expect(await desk.owner('select 1 from note where item = $1', [id])).toEqual([]);
  });

  it('goes with the question of a wait, and with none that has no words', async () => {
    const id = await report();
    const { id: attachment } = await attach('agent', id, 'sockets.txt', 'which one');
    const [reason] = await desk.owner<{ id: string }>('select id from pending_reason where waits_for_user');
    const [other] = await desk.owner<{ id: string }>('select id from pending_reason where not waits_for_user');
    await expect(
      desk.does('agent', 'wait', id, { reason: other?.id, attachments: [attachment] }),
    ).rejects.toMatchObject({ fields: { message: { key: 'incident.wait-needs-question' } } });
    await desk.does('agent', 'wait', id, { reason: reason?.id, message: 'Which?', attachments: [attachment] });
    expect(await seenBy('user', id)).toEqual(['sockets.txt']);
    const [kept] = await desk.owner(
      'select n.body, a.audience from attachment a join note n on n.id = a.note where a.id = $1',
      [attachment],
    );
    expect(kept).toEqual({ body: 'Which?', audience: 'everyone' });
  });

  it('is shown in the timeline where it was added on its own', async () => {
    const id = await report();
    await attach('user', id, 'photo.txt', 'pixels');
    const { entries } = await readTimeline(await desk.as('user'), id, { before: undefined, limit: 9 });
    expect(entries.find(({ action }) => action === 'attach')?.attachments).toMatchObject([{ name: 'photo.txt' }]);
  });

  it('is taken away by who attached it or by an agent, and leaves a row that says so', async () => {
    const id = await report();
    const { id: mine } = await attach('user', id, 'mine.txt', 'mine');
    const { id: theirs } = await attach('agent', id, 'theirs.txt', 'theirs', { audience: 'everyone' });
    const take = async (who: Who, attachment: string) =>
      remove?.handle(await desk.as(who), { params: { id: attachment }, query: {}, body: {} });
    await expect(take('user', theirs)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(take('stranger', mine)).rejects.toMatchObject({ code: 'not-found' });
    await expect(take('auditor', mine)).rejects.toMatchObject({ code: 'forbidden' });
    await take('user', mine);
    await take('colleague', theirs);
    expect(await seenBy('agent', id)).toEqual([]);
    await expect(download(await desk.as('agent'), mine)).rejects.toMatchObject({ code: 'not-found' });
    const rows = await desk.owner('select name, removed_by as by from attachment where item = $1 order by name', [id]);
    expect(rows).toEqual([
      { name: 'mine.txt', by: desk.ids.user },
      { name: 'theirs.txt', by: desk.ids.colleague },
    ]);
  });

  it('is not found by who may not see the record', async () => {
    const id = await report();
    const { id: attachment } = await attach('user', id, 'private.txt', 'private');
    for (const who of ['stranger', 'neighbour', 'administrator'] as const) {
      await expect(download(await desk.as(who), attachment)).rejects.toMatchObject({ code: 'not-found' });
      await expect(attach(who, id, 'x.txt', 'x')).rejects.toMatchObject({ code: 'not-found' });
    }
  });
});
