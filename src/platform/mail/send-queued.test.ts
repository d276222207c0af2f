import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '#/platform/ids.ts';
import { testDatabase } from '#/record/test/database.ts';
import type { TestDatabase } from '#/record/test/database.ts';
import { lease, sendQueued } from './send-queued.ts';
import { openTransport } from './transport.ts';
import type { Transport } from './transport.ts';

const now = Date.UTC(2026, 2, 10, 9);
let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.drop());

/** What the mail server does with each message, in turn; it takes those for which nothing is said. */
type Deed = 'take' | 'drop-after-data' | 'refuse' | 'later';
let deeds: Deed[];
let taken: string[];
let server: SMTPServer;
let transport: Transport;

beforeEach(async () => {
  deeds = [];
  taken = [];
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const deed = deeds.shift() ?? 'take';
        if (deed === 'refuse') return done(Object.assign(new Error('no such person'), { responseCode: 550 }));
        if (deed === 'later') return done(Object.assign(new Error('try again'), { responseCode: 451 }));
        taken.push(Buffer.concat(chunks).toString());
        if (deed === 'take') return done();
        // It took the message, and the line breaks before it can say so.
        for (const { _socket } of (server as unknown as { connections: Set<{ _socket: Socket }> }).connections)
          _socket.destroy();
      });
    },
  });
  server.on('error', () => {});
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  transport = openTransport({
    smtpUrl: `smtp://127.0.0.1:${port}`,
    from: 'Desk <desk@example.com>',
    publicUrl: 'https://desk.example.com',
  });
});
afterEach(async () => {
  await new Promise<void>((done) => server.close(done));
  await db.owner('delete from mail');
});

async function queue(status = 'queued', at = now): Promise<string> {
  const id = newId(now);
  await db.owner(
    `insert into mail (id, message_id, recipient, subject, body, kind, status, at, sent_at)
     values ($1, $2, 'uma@example.com', 'INC0000001: Tlačiareň horí', $3, 'replied', $4, $5, $6)`,
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

const ids = () => taken.map((text) => /^Message-ID: (.*)$/im.exec(text)?.[1]);

describe('sending what is queued', () => {
  it('hands over a mail with a text and an HTML part that answers nobody’s autoresponder', async () => {
    const id = await queue();
    expect(await sendQueued(db.database, transport, now)).toBe(1);
    expect(await state(id)).toMatchObject({ status: 'sent', attempts: 1, error: null });
    const [text = ''] = taken;
    expect(text).toMatch(/^Auto-Submitted: auto-generated$/m);
    expect(text).toMatch(/^Content-Type: multipart\/alternative/m);
    expect(ids()).toEqual([`<${id}@desk.example.com>`]);
    expect(text).toContain('&lt;script&gt;');
    expect(await sendQueued(db.database, transport, now)).toBe(0);
  });

  it('tries once more with the same Message-ID where the line broke after DATA', async () => {
    deeds = ['drop-after-data'];
    const id = await queue();
    await sendQueued(db.database, transport, now);
    expect(await state(id)).toMatchObject({ status: 'sent' });
    expect(taken).toHaveLength(2);
    expect(new Set(ids())).toEqual(new Set([`<${id}@desk.example.com>`]));
  });

  it('leaves it at maybe-sent where the second try breaks too, and never tries a third time', async () => {
    deeds = ['drop-after-data', 'drop-after-data'];
    const id = await queue();
    await sendQueued(db.database, transport, now);
    expect(await state(id)).toMatchObject({ status: 'maybe-sent' });
    expect(await sendQueued(db.database, transport, now + 10 * lease)).toBe(0);
    expect(taken).toHaveLength(2);
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
    deeds = ['later', 'refuse'];
    const id = await queue();
    await sendQueued(db.database, transport, now);
    expect(await state(id)).toMatchObject({ status: 'queued', attempts: 1 });
    expect(await sendQueued(db.database, transport, now + 60_000)).toBe(0);
    expect(await sendQueued(db.database, transport, now + 120_000)).toBe(1);
    expect(await state(id)).toMatchObject({ status: 'failed', attempts: 2 });
    expect(taken).toEqual([]);
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
    expect(taken).toHaveLength(12);
  });
});
