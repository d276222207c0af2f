import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '#/platform/ids.ts';
import { testDatabase, testSecret } from '#/record/test/database.ts';
import type { TestDatabase } from '#/record/test/database.ts';
import { sealText, unsealText } from './seal.ts';
import { lease, sendQueued } from './send-queued.ts';
import { makeCertificate } from './test/certificate.ts';
import { startMailServer } from './test/mail-server.ts';
import type { MailServer } from './test/mail-server.ts';
import { openTransport } from './transport.ts';
import type { Transport } from './transport.ts';

const now = Date.UTC(2026, 2, 10, 9);
let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.drop());

let server: MailServer;
let transport: Transport;
beforeEach(async () => {
  server = await startMailServer();
  transport = openTransport({
    smtpUrl: server.url,
    from: 'Desk <desk@example.com>',
    publicUrl: 'https://desk.example.com',
  });
});
afterEach(async () => {
  await server.stop();
  await db.owner('delete from mail');
});

async function queue(status = 'queued', at = now): Promise<string> {
  const id = newId(now);
  await db.owner(
    `insert into mail (id, message_id, recipient, subject, body, kind, status, at, sent_at, language, thread)
     values ($1, $2, 'uma@example.com', 'INC0000001: Tlačiareň horí', $3, 'replied', $4, $5, $6, 'sk',
       '{<thread@desk.example.com>,<before@desk.example.com>}')`,
    [
      id,
      `<${id}@desk.example.com>`,
      'We are on it.\n\n<script>alert(1)</script> https://desk.example.com/cases/INC0000001',
      status,
      new Date(at),
      status === 'sending' ? new Date(at) : null,
    ],
  );
  return id;
}

const state = async (id: string) =>
  (
    await db.owner<{ status: string; attempts: number; error: string | null }>('select * from mail where id = $1', [id])
  )[0];

const ids = () => server.taken.map(({ headers }) => headers.get('message-id'));

describe('sending what is queued', () => {
  it('hands over a mail with a text and an HTML part that answers nobody’s autoresponder', async () => {
    const id = await queue();
    expect(await sendQueued(db.database, transport, now)).toBe(1);
    expect(await state(id)).toMatchObject({ status: 'sent', attempts: 1, error: null });
    const [mail] = server.taken;
    expect(mail?.headers.get('auto-submitted')).toBe('auto-generated');
    expect(mail?.headers.get('content-type')).toMatch(/^multipart\/alternative/);
    expect(mail?.headers.get('subject')).toBe('INC0000001: Tlačiareň horí');
    expect(mail?.headers.get('references')).toBe('<thread@desk.example.com> <before@desk.example.com>');
    expect(mail?.headers.get('in-reply-to')).toBe('<before@desk.example.com>');
    expect(ids()).toEqual([`<${id}@desk.example.com>`]);
    expect(mail?.text).toContain('<script>alert(1)</script>');
    expect(mail?.html).toContain('<html lang="sk">');
    expect(mail?.html).toContain('&lt;script&gt;');
    expect(mail?.html).toContain('<a href="https://desk.example.com/cases/INC0000001">');
    expect(await sendQueued(db.database, transport, now)).toBe(0);
  });

  it('tries once more with the same Message-ID where the line broke after DATA', async () => {
    server.deeds.push('drop-after-data');
    const id = await queue();
    await sendQueued(db.database, transport, now);
    expect(await state(id)).toMatchObject({ status: 'sent' });
    expect(server.taken).toHaveLength(2);
    expect(new Set(ids())).toEqual(new Set([`<${id}@desk.example.com>`]));
  });

  it('leaves it at maybe-sent where the second try breaks too, and never tries a third time', async () => {
    server.deeds.push('drop-after-data', 'drop-after-data');
    const id = await queue();
    await sendQueued(db.database, transport, now);
    expect(await state(id)).toMatchObject({ status: 'maybe-sent' });
    expect(await sendQueued(db.database, transport, now + 10 * lease)).toBe(0);
    expect(server.taken).toHaveLength(2);
    expect(new Set(ids()).size).toBe(1);
  });

  it('takes over from a process that died over a mail, when its lease is over', async () => {
    const id = await queue('sending');
    expect(await sendQueued(db.database, transport, now + lease - 1)).toBe(0);
    expect(await sendQueued(db.database, transport, now + lease + 1)).toBe(1);
    expect(await state(id)).toMatchObject({ status: 'sent' });
    expect(ids()).toEqual([`<${id}@desk.example.com>`]);
  });

  it('waits longer and longer for a server that says later, and gives up on one that says never', async () => {
    server.deeds.push('later', 'refuse');
    const id = await queue();
    await sendQueued(db.database, transport, now);
    expect(await state(id)).toMatchObject({ status: 'queued', attempts: 1 });
    expect(await sendQueued(db.database, transport, now + 60_000)).toBe(0);
    expect(await sendQueued(db.database, transport, now + 120_000)).toBe(1);
    expect(await state(id)).toMatchObject({ status: 'failed', attempts: 2 });
    expect(server.taken).toEqual([]);
  });

  it('keeps a mail for a server that is not there', async () => {
    const id = await queue();
    const nowhere = openTransport({
      smtpUrl: 'smtp://127.0.0.1:1',
      from: 'desk@example.com',
      publicUrl: 'https://x.example',
    });
    await sendQueued(db.database, nowhere, now);
    expect(await state(id)).toMatchObject({ status: 'queued', attempts: 1 });
  });

  it('sends each once, however many send at a time', async () => {
    for (let nth = 0; nth < 12; nth++) await queue();
    const counts = await Promise.all([1, 2, 3].map(() => sendQueued(db.database, transport, now)));
    expect(counts.reduce((a, b) => a + b)).toBe(12);
    expect(new Set(ids()).size).toBe(12);
    expect(server.taken).toHaveLength(12);
  });

  it('sends a mail again, with the same Message-ID, when its process was killed before it could say so', async () => {
    const id = await queue();
    const child = spawn(
      process.execPath,
      [
        path.join(import.meta.dirname, 'test/send-once.ts'),
        db.url,
        testSecret.toString('hex'),
        server.url,
        String(now),
      ],
      { stdio: 'inherit' },
    );
    // The server has the whole message; the process dies before it hears so.
    server.deeds.push(() => void child.kill('SIGKILL'));
    const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
    expect(signal).toBe('SIGKILL');
    expect(await state(id)).toMatchObject({ status: 'sending' });
    expect(await sendQueued(db.database, transport, now + lease + 1)).toBe(1);
    expect(await state(id)).toMatchObject({ status: 'sent', attempts: 2 });
    expect(ids()).toEqual([`<${id}@desk.example.com>`, `<${id}@desk.example.com>`]);
    expect(await sendQueued(db.database, transport, now + 10 * lease)).toBe(0);
  });

  it('does not lose a mail whose process was killed while the server was away', async () => {
    const id = await queue('sending');
    const { port } = server;
    await server.stop();
    await sendQueued(db.database, transport, now + lease + 1);
    expect(await state(id)).toMatchObject({ status: 'queued' });
    server = await startMailServer({ port });
    expect(await sendQueued(db.database, transport, now + 3 * lease)).toBe(1);
    expect(await state(id)).toMatchObject({ status: 'sent' });
    expect(ids()).toHaveLength(1);
  });

  it('tries a server that is away with one mail a turn, and sends all of them when it is back', async () => {
    for (let nth = 0; nth < 5; nth++) await queue();
    const { port } = server;
    await server.stop();
    expect(await sendQueued(db.database, transport, now)).toBe(1);
    server = await startMailServer({ port });
    expect(await sendQueued(db.database, transport, now + 3 * 60_000)).toBe(5);
    expect(new Set(ids()).size).toBe(5);
  });

  it.each(['password', 'sender'] as const)('keeps every mail while the server refuses our %s', async (locked) => {
    const id = await queue();
    await queue('queued', now + 1);
    await server.stop();
    const certificate = makeCertificate('A mail server');
    server = await startMailServer({ locked, tls: { mode: 'starttls', certificate } });
    const smtpUrl = server.url.replace('//', locked === 'password' ? '//desk:wrong@' : '//');
    const shut = openTransport({
      smtpUrl,
      smtpCa: certificate.cert,
      from: 'desk@example.com',
      publicUrl: 'https://x.example',
    });
    expect(await sendQueued(db.database, shut, now)).toBe(1);
    expect(await state(id)).toMatchObject({
      status: 'queued',
      attempts: 1,
      error: expect.stringMatching(/password|sender/),
    });
  });

  it('gives up at once on an address that the server does not know', async () => {
    const id = await queue();
    await db.owner(`update mail set recipient = 'nobody@example.com' where id = $1`, [id]);
    await sendQueued(db.database, transport, now);
    expect(await state(id)).toMatchObject({ status: 'failed', error: expect.stringContaining('nobody here') });
  });

  it('stops over a mail that killed two processes, and leaves it for a person to see', async () => {
    const id = await queue('sending');
    await db.owner(`update mail set error = 'its sender stopped' where id = $1`, [id]);
    await sendQueued(db.database, transport, now + lease + 1);
    expect(await state(id)).toMatchObject({ status: 'maybe-sent' });
    expect(server.taken).toEqual([]);
  });
});

describe('a mail with a secret in it', () => {
  const secret = 'https://desk.example.com/welcome#TOKEN';
  const unseal = (sealed: string) => unsealText(testSecret, sealed);
  const seal = async (notAfter: number) => {
    const id = await queue();
    await db.owner('update mail set sealed = true, body = $2, not_after = $3 where id = $1', [
      id,
      sealText(testSecret, `Here: ${secret}`),
      new Date(notAfter),
    ]);
    return id;
  };
  const stored = async (id: string) =>
    (await db.owner<{ body: string; status: string }>('select body, status from mail where id = $1', [id]))[0];

  it('is unreadable while it waits, goes first, and is erased when it has gone', async () => {
    await queue();
    const id = await seal(now + 60_000);
    expect((await stored(id))?.body).not.toContain('TOKEN');
    await sendQueued(db.database, transport, now, { unseal, most: 1 });
    expect(server.taken.map(({ text }) => text)).toEqual([`Here: ${secret}`]);
    expect(await stored(id)).toEqual({ body: '', status: 'sent' });
  });

  it('is not sent when its time is over, nor by who cannot open it, and erased all the same', async () => {
    const late = await seal(now - 1);
    const foreign = await seal(now + 60_000);
    await sendQueued(db.database, transport, now, { unseal: (sealed) => unsealText(Buffer.alloc(32, 9), sealed) });
    expect(server.taken).toEqual([]);
    for (const id of [late, foreign]) expect(await stored(id)).toEqual({ body: '', status: 'failed' });
  });
});
