import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TestWeb } from './open-web.ts';
import { openWeb } from './open-web.ts';

const second = 1000;

let web: TestWeb;
let port: number;
let bearer: string;
let id: string;
beforeAll(async () => {
  web = await openWeb({ SLOW_BODIES: '4' });
  port = Number(new URL(await web.app.listen({ host: '127.0.0.1', port: 0 })).port);
  ({ id } = await web.desk.does('user', 'create', null, { title: 'With a file', urgency: 2 }, Date.now()));
  const { cookie, csrf } = await web.browserOf('user');
  bearer = `Cookie: ${cookie}\r\nOrigin: http://127.0.0.1:8080\r\nX-CSRF-Token: ${csrf}`;
});
afterAll(() => web.stop());
// The clock of every deadline is ours; sockets and the database go on by themselves.
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
async function until(is: () => boolean): Promise<void> {
  while (!is()) await turn();
}
const uploads = () => {
  try {
    return readdirSync(path.join(web.door.settings.uploadFolder));
  } catch {
    return [];
  }
};

const opening = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n';
const closing = '\r\n--x--\r\n';
let sent = 0;

/** A request whose body comes in as the test says. */
class Slow {
  readonly socket: Socket;
  readonly raw: IncomingMessage;
  #heard = '';

  static async open(target: string, type: string, length: number, more = bearer): Promise<Slow> {
    const arrives = once(web.app.server, 'request');
    const socket = connect(port, '127.0.0.1');
    const head = [`POST /api/v1${target} HTTP/1.1`, 'Host: 127.0.0.1', more, `Idempotency-Key: slow-${(sent += 1)}`];
    socket.write([...head, `Content-Type: ${type}`, `Content-Length: ${length}`, '', ''].join('\r\n'));
    const [raw] = (await arrives) as [IncomingMessage];
    return new Slow(socket, raw);
  }

  constructor(socket: Socket, raw: IncomingMessage) {
    this.socket = socket;
    this.raw = raw;
    socket.setEncoding('utf8').on('data', (part: string) => (this.#heard += part));
    socket.on('error', () => {});
  }

  /** Sends a part, and waits until the server has it. */
  async send(part: string): Promise<void> {
    const wanted = this.raw.socket.bytesRead + Buffer.byteLength(part);
    this.socket.write(part);
    await until(() => this.raw.socket.bytesRead >= wanted);
  }

  async answer(): Promise<{ status: number; body: Record<string, unknown>; closes: boolean }> {
    await until(() => /\r\n\r\n.*\}/s.test(this.#heard));
    const [head = '', body = ''] = this.#heard.split('\r\n\r\n');
    return {
      status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1]),
      body: JSON.parse(body.slice(body.indexOf('{'), body.lastIndexOf('}') + 1)) as Record<string, unknown>,
      closes: /connection: close/i.test(head),
    };
  }
}

const upload = (content: number) =>
  Slow.open(
    `/portal/items/${id}/attachments`,
    'multipart/form-data; boundary=x',
    opening.length + content + closing.length,
  );
/** Until the handler has begun to take the file to disk. */
const begun = async (one: Slow) => {
  const before = uploads().length;
  await one.send(opening + 'first ');
  await until(() => uploads().length > before);
};

describe('a slow body', () => {
  it('is waited for beyond the deadline of the work, as long as it comes in', async () => {
    const part = 'x'.repeat(1_000_000);
    const slow = await upload(6 + 3 * part.length);
    await begun(slow);
    for (let n = 0; n < 3; n++) {
      vi.advanceTimersByTime(20 * second);
      await slow.send(part);
    }
    await slow.send(closing);
    expect(await slow.answer()).toMatchObject({ status: 201, body: { size: 6 + 3 * part.length } });
    slow.socket.destroy();
  });

  it('that stands still is refused as a problem, and leaves nothing behind', async () => {
    const slow = await upload(1000);
    await begun(slow);
    vi.advanceTimersByTime(60 * second);
    expect(await slow.answer()).toMatchObject({
      status: 408,
      closes: true,
      body: { code: 'slow-request', detail: expect.stringContaining('Send it again') },
    });
    await until(() => uploads().length === 0);
    slow.socket.destroy();
  });

  it('that trickles is refused however often it moves', async () => {
    const slow = await upload(100_000);
    await begun(slow);
    for (let n = 0; n < 2; n++) {
      await slow.send('y');
      vi.advanceTimersByTime(30 * second);
    }
    expect(await slow.answer()).toMatchObject({ status: 408, body: { code: 'slow-request' } });
    slow.socket.destroy();
  });

  it('of JSON is no different, and the one that comes in has the whole deadline still', async () => {
    const body = JSON.stringify({ title: 'On the train', urgency: 2 });
    const given = await Slow.open('/portal/incidents', 'application/json', body.length);
    await until(() => given.raw.readableFlowing === true);
    await given.send(body.slice(0, 10));
    vi.advanceTimersByTime(29 * second);
    await given.send(body.slice(10));
    expect((await given.answer()).status).toBe(201);
    const still = await Slow.open('/portal/incidents', 'application/json', body.length);
    await until(() => still.raw.readableFlowing === true);
    await still.send(body.slice(0, 10));
    vi.advanceTimersByTime(60 * second);
    expect(await still.answer()).toMatchObject({ status: 408, closes: true, body: { code: 'slow-request' } });
    for (const one of [given, still]) one.socket.destroy();
  });

  it('has a place, of which one address has its part; quick ones need none', async () => {
    const part = 'x'.repeat(2_000_000);
    const first = await upload(6 + part.length + 1);
    await begun(first);
    vi.advanceTimersByTime(29 * second);
    await first.send(part);
    const other = await upload(6 + part.length + 1);
    await begun(other);
    await other.send(part);
    vi.advanceTimersByTime(30 * second);
    const refused = await other.answer();
    expect(refused).toMatchObject({ status: 429, closes: true, body: { code: 'too-many' } });
    const user = await web.keyOf('user');
    expect((await user('POST', '/portal/incidents', { body: { title: 'Quick', urgency: 2 } })).statusCode).toBe(201);
    await first.send(`!${closing}`);
    expect((await first.answer()).status).toBe(201);
    // Its place is free again.
    const third = await upload(6 + part.length + 1);
    await begun(third);
    await third.send(part);
    vi.advanceTimersByTime(31 * second);
    await third.send(`!${closing}`);
    expect((await third.answer()).status).toBe(201);
    for (const one of [first, other, third]) one.socket.destroy();
  });

  it('that nobody waits for, since its answer has gone, ends its connection', async () => {
    const slow = await Slow.open('/portal/incidents', 'application/json', 1000, 'X-Nobody: yes');
    const closed = once(slow.socket, 'close');
    expect((await slow.answer()).status).toBe(401);
    vi.advanceTimersByTime(60 * second);
    await closed;
  });
});
