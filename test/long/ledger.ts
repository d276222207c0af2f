// The ledger: a process of its own, outside of everything that is killed. It asks for writes at a steady rate, each
// under an idempotency key that is written down before the request leaves, repeats a request until it is answered,
// and at the end says what of that is in the database. Spoken to over the channel to its parent.
import { createServer } from 'node:net';
import { Agent, request } from 'node:http';
import process from 'node:process';
import { SMTPServer } from 'smtp-server';
import { judge } from './judge.ts';
import type { Entry, Received } from './judge.ts';

/** What the parent says. */
export type Order =
  | { say: 'begin'; address: string; key: string; user: string; rate: number; seed: number }
  | { say: 'stop' }
  | { say: 'judge'; databaseUrl: string };

/** What it answers: progress twenty times a second; `stopped` when every request has its answer; the verdict. */
export type Word =
  | { say: 'ready'; smtpUrl: string }
  | { say: 'progress'; sent: number; acknowledged: number; waiting: number; newest: number }
  | { say: 'stopped' }
  | { say: 'verdict'; verdict: Awaited<ReturnType<typeof judge>> };

/** Most requests without an answer: beyond, a tick is skipped, as callers do who wait. */
const mostWaiting = 128;
const patienceMs = 10_000;
/** So many refusals are no crash's doing: the requests are wrong. */
const mostRefused = 10;

const entries: Entry[] = [];
const received: Received[] = [];
const incidents: Entry[] = [];
const agent = new Agent({ keepAlive: true, maxSockets: mostWaiting });
let acknowledged = 0;
let replays = 0;
let differing = 0;
let refused: string[] = [];
let newest = 0;
let running: NodeJS.Timeout | undefined;

/** Milliseconds on a clock that the parent reads, too. */
function now(): number {
  return performance.timeOrigin + performance.now();
}

function say(word: Word): void {
  process.send?.(word);
}

/** A small generator with a seed (mulberry32), so that a run can be had again. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

function begin({ address, key, user, rate, seed }: Extract<Order, { say: 'begin' }>): void {
  const random = generator(seed);
  const began = performance.now();
  let due = 0;
  running = setInterval(() => {
    // As many as the clock says; what could not be asked for while everything waited is not made up for.
    const wanted = Math.floor(((performance.now() - began) / 1000) * rate);
    for (; due < wanted; due++) if (entries.length - acknowledged - refused.length < mostWaiting) next();
  }, 5);

  const next = () => {
    const dice = random();
    const number = entries.length + 1;
    const target = incidents.length === 0 ? undefined : incidents[Math.floor(random() * incidents.length)];
    const id = `ledger-${seed}-${number}`;
    if (dice < 0.6 || target?.id === undefined) {
      const body = { title: `Case ${id}`, affectedUser: user, channel: 'phone', impact: 3, urgency: 3 };
      return write({ key: id, verb: 'create', target: null }, '/api/v1/incidents', body);
    }
    if (dice < 0.9) {
      return write({ key: id, verb: 'note', target: target.id }, `/api/v1/incidents/${target.id}/note`, { body: id });
    }
    if (target.resolving) return next();
    target.resolving = true;
    const body = { closeCode: 'fixed', solution: `Done: ${id}` };
    return write({ key: id, verb: 'resolve', target: target.id }, `/api/v1/incidents/${target.id}/resolve`, body);
  };

  const write = (entry: Pick<Entry, 'key' | 'verb' | 'target'>, path: string, body: unknown) => {
    const written: Entry = { ...entry, id: undefined, attempts: 0, resolving: false };
    entries.push(written);
    const first = now();
    const attempt = async (): Promise<void> => {
      written.attempts++;
      const answer = await send(address, key, written.key, path, body).catch(() => undefined);
      if (answer === undefined || answer.status >= 500 || answer.status === 429 || answer.status === 409) {
        setTimeout(attempt, 50 + random() * 200);
        return;
      }
      if (answer.status >= 400) {
        refused.push(`${written.verb} ${written.key}: ${answer.status} ${answer.text.slice(0, 200)}`);
        if (refused.length === mostRefused) fail();
        return;
      }
      const { id } = (JSON.parse(answer.text) as { record: { id: string } }).record;
      if (written.id === undefined) {
        written.id = id;
        acknowledged++;
        newest = Math.max(newest, first);
        if (written.verb === 'create') incidents.push(written);
        // As if the answer had been lost on its way: the same key once more, now or after the next crash.
        if (random() < 0.05) setTimeout(attempt, random() * 3000);
        return;
      }
      replays++;
      if (written.id !== id || !answer.replayed) differing++;
    };
    void attempt();
  };
}

function fail(): void {
  process.stderr.write(`${refused.join('\n')}\n`);
  process.exit(1);
}

function send(address: string, key: string, idempotency: string, path: string, body: unknown) {
  const text = JSON.stringify(body);
  return new Promise<{ status: number; text: string; replayed: boolean }>((settle, refuse) => {
    const call = request(`${address}${path}`, {
      method: 'POST',
      agent,
      timeout: patienceMs,
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
        'idempotency-key': idempotency,
      },
    });
    call.on('timeout', () => call.destroy(new Error('no answer')));
    call.on('error', refuse);
    call.on('response', (response) => {
      let answer = '';
      response.setEncoding('utf8');
      response.on('data', (data: string) => (answer += data));
      response.on('error', refuse);
      response.on('aborted', () => refuse(new Error('cut')));
      response.on('end', () =>
        settle({
          status: response.statusCode ?? 0,
          text: answer,
          replayed: response.headers['idempotency-replayed'] === 'true',
        }),
      );
    });
    call.end(text);
  });
}

async function stop(): Promise<void> {
  clearInterval(running);
  // Every request ends with an answer, however often it has to be repeated.
  const all = () => entries.every(({ id }, index) => id !== undefined || refusedAt(index));
  while (!all()) await new Promise((settle) => setTimeout(settle, 20));
  say({ say: 'stopped' });
}

function refusedAt(index: number): boolean {
  const key = entries[index]?.key ?? '';
  return refused.some((line) => line.includes(` ${key}:`));
}

/** A mail server that takes everything, and remembers what it took. */
async function openMail(): Promise<string> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, session, done) {
      let text = '';
      stream.on('data', (data: Buffer) => (text += data.toString('latin1')));
      stream.on('end', () => {
        const messageId = /^message-id:\s*(\S+)/im.exec(text)?.[1] ?? '';
        for (const { address } of session.envelope.rcptTo) received.push({ messageId, recipient: address });
        done();
      });
    },
  });
  const probe = createServer();
  const port = await new Promise<number>((settle) => {
    probe.listen(0, '127.0.0.1', () => {
      const { port: free } = probe.address() as { port: number };
      probe.close(() => settle(free));
    });
  });
  await new Promise<void>((settle) => {
    server.listen(port, '127.0.0.1', settle);
  });
  return `smtp://127.0.0.1:${port}`;
}

process.on('message', (order: Order) => {
  if (order.say === 'begin') begin(order);
  else if (order.say === 'stop') void stop();
  else
    void judge(order.databaseUrl, { entries, received, replays, differing, refused }).then((verdict) =>
      say({ say: 'verdict', verdict }),
    );
});
process.on('disconnect', () => process.exit());
setInterval(() => {
  say({ say: 'progress', sent: entries.length, acknowledged, waiting: entries.length - acknowledged, newest });
}, 50).unref();
say({ say: 'ready', smtpUrl: await openMail() });
