import { randomUUID } from 'node:crypto';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recurring } from '#/app/recurring.ts';
import { startWeb } from '#/app/server.ts';
import { testSecret } from '#/record/test/database.ts';
import type { Caller, TestWeb } from './open-web.ts';
import { openWeb } from './open-web.ts';

let web: TestWeb;
let user: Caller;
let id: string;
beforeAll(async () => {
  web = await openWeb({ ATTACHMENT_LIMIT_MB: '1' });
  user = await web.keyOf('user');
  ({ id } = await web.desk.does('user', 'create', null, { title: 'With a file', urgency: 2 }, Date.now()));
});
afterAll(() => web.stop());

const form = (content: string, name = 'file', filename = 'Protokol č. 1.txt') =>
  `--x\r\nContent-Disposition: form-data; name="${name}"; filename="${filename}"\r\nContent-Type: text/html\r\n\r\n${content}\r\n--x--\r\n`;
const send = (body: string, { type = 'multipart/form-data; boundary=x', key }: { type?: string; key?: string } = {}) =>
  user('POST', `/portal/items/${id}/attachments`, {
    body,
    headers: { 'content-type': type },
    ...(key === undefined ? {} : { key }),
  });

describe('a file', () => {
  it('comes in once however often it is sent, and goes out as a download alone', async () => {
    const first = await send(form('<script>alert(1)</script>'), { key: 'file-1' });
    expect([first.statusCode, first.body]).toEqual([201, expect.stringContaining('Protokol č. 1.txt')]);
    const again = await send(form('<script>alert(1)</script>'), { key: 'file-1' });
    expect([again.body, again.headers['idempotency-replayed']]).toEqual([first.body, 'true']);
    expect((await send(form('another'), { key: 'file-1' })).json()).toMatchObject({ status: 422, code: 'key-reused' });
    const renamed = form('<script>alert(1)</script>', 'file', 'Another name.txt');
    expect((await send(renamed, { key: 'file-1' })).json()).toMatchObject({ status: 422, code: 'key-reused' });
    const rows = await web.desk.owner('select 1 from attachment where item = $1', [id]);
    expect(rows).toHaveLength(1);
    const out = await user('GET', `/portal/attachments/${first.json<{ id: string }>().id}`);
    expect(out.body).toBe('<script>alert(1)</script>');
    expect(out.headers['content-disposition']).toMatch(/^attachment; filename="Protokol__\. 1\.txt"|^attachment; /);
    expect(out.headers['content-type']).not.toContain('html');
    expect(out.headers).toMatchObject({
      'content-security-policy': expect.stringContaining('sandbox'),
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
  });

  it('that is a picture is shown to who may read it, sandboxed, as what its bytes are; nothing else is', async () => {
    const attach = async (content: string, name: string) =>
      (await send(form(content, 'file', name), { key: randomUUID() })).json<{ id: string }>().id;
    const shown = await attach('GIF89a pixels', 'tlačiareň.gif');
    const address = `/portal/attachments/${shown}/picture`;
    const out = await user('GET', address);
    expect(out.headers).toMatchObject({
      'content-type': 'image/gif',
      'content-disposition': expect.stringMatching(/^inline; /),
      'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    });
    const page = '<html><script>alert(1)</script>';
    const drawing = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>';
    for (const [content, name] of [
      [page, 'page.png'],
      [page, 'page.html'],
      [drawing, 'drawing.svg'],
      [drawing, 'drawing.gif'],
      ['GIF89a and a page', 'both.html'],
      ['plain words', 'words.txt'],
    ] as const) {
      const answer = await user('GET', `/portal/attachments/${await attach(content, name)}/picture`);
      expect([name, answer.statusCode]).toEqual([name, 404]);
    }
    const stranger = await web.keyOf('stranger');
    expect((await stranger('GET', address)).statusCode).toBe(404);
    expect((await stranger('GET', `/portal/attachments/${shown}`)).statusCode).toBe(404);
  });

  it('of somebody else is not had by naming its digest', async () => {
    const secret = form('The other customer’s contract');
    const stranger = await web.keyOf('stranger');
    const theirs = await web.desk.does('stranger', 'create', null, { title: 'Theirs', urgency: 2 }, Date.now());
    const kept = await stranger('POST', `/portal/items/${theirs.id}/attachments`, {
      body: secret,
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
    });
    expect(kept.statusCode).toBe(201);
    const [row] = await web.desk.owner<{ sha256: string }>(
      `select encode(sha256, 'hex') as sha256 from attachment where id = $1`,
      [kept.json<{ id: string }>().id],
    );
    const attachment = randomUUID();
    const claim = { attachment, name: 'a.txt', mediaType: 'text/plain', size: 1, sha256: row?.sha256 };
    for (const path of [`/portal/incidents/${id}/attach`, `/incidents/${id}/attach`]) {
      const asked = await (path.startsWith('/portal') ? user : await web.keyOf('agent'))('POST', path, { body: claim });
      expect([path, asked.statusCode]).toEqual([path, 404]);
    }
    expect((await user('GET', `/portal/attachments/${attachment}`)).statusCode).toBe(404);
  });

  it.each([
    ['breaks off', form('hello').slice(0, -12), undefined, 400],
    ['is no multipart', 'hello', undefined, 400],
    ['has no boundary', form('hello'), 'multipart/form-data', 400],
    ['is not there', '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n', undefined, 400],
    [
      'comes with a crowd of fields',
      `${'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n'.repeat(40)}--x--\r\n`,
      undefined,
      413,
    ],
    ['names a prototype', form('hello', '__proto__'), undefined, 400],
    ['is too large', form('x'.repeat(1_100_000)), undefined, 413],
    ['is empty', form(''), undefined, 422],
    ['is one of two', form('one').replace('--x--', form('two')), undefined, 400],
    ['is one of three', form('one').replace('--x--', form('two').replace('--x--', form('three'))), undefined, 400],
  ])('that %s is the sender’s mistake, and leaves nothing behind', async (_, body, type, status) => {
    const before = await web.desk.owner('select 1 from attachment where item = $1', [id]);
    const answer = await send(body, type === undefined ? {} : { type });
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([
      status,
      'application/problem+json; charset=utf-8',
    ]);
    expect(await web.desk.owner('select 1 from attachment where item = $1', [id])).toHaveLength(before.length);
  });
});

describe('what uploads leave behind whose process was killed', () => {
  const leave = async (folder: string) => {
    await mkdir(folder, { recursive: true });
    for (const [name, age] of [
      ['old', 70],
      ['new', 10],
    ] as const) {
      const at = new Date(Date.now() - age * 60_000);
      await writeFile(join(folder, name), 'of a customer');
      await utimes(join(folder, name), at, at);
    }
  };

  it('goes at the start, and by the purge; what is still coming in stays', async () => {
    const { door, desk } = web;
    const { uploadFolder } = door.settings;
    await leave(uploadFolder);
    const config = { ...(door.settings as unknown as Parameters<typeof startWeb>[0]['config']), port: 0 };
    const started = await startWeb({ config, databaseUrl: desk.url, secret: testSecret });
    await started.close();
    expect(await readdir(uploadFolder)).toEqual(['new']);

    await leave(uploadFolder);
    const purge = recurring.find(({ name }) => name === 'purge');
    const base = { ...desk.system(Date.now()), db: door.database };
    const parts = { transport: null, unseal: String, log: () => undefined, sessionIdle: 60_000, uploads: uploadFolder };
    await purge?.turn(base, new AbortController().signal, parts);
    expect(await readdir(uploadFolder)).toEqual(['new']);
  });
});

describe('a disk that is nearly full', () => {
  it('takes no file, says so before the file is read, and takes everything else', async () => {
    const { settings } = web.door;
    const reserve = settings.diskReserve;
    settings.diskReserve = 1e18;
    try {
      const refused = await send(form('hello'));
      expect(refused.json()).toMatchObject({
        status: 503,
        code: 'unavailable',
        detail: expect.stringContaining('nearly full'),
      });
      expect(refused.headers['retry-after']).toBe('60');
      expect((await user('POST', '/portal/incidents', { body: { title: 'Without a file' } })).statusCode).toBe(201);
    } finally {
      settings.diskReserve = reserve;
    }
    expect((await send(form('hello again'))).statusCode).toBe(201);
  });
});
