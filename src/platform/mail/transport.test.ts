import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { connectionTo } from './connection.ts';
import type { MailServerSettings } from './connection.ts';
import { probeMailServer } from './probe.ts';
import { makeCertificate } from './test/certificate.ts';
import { startMailServer } from './test/mail-server.ts';
import type { MailServer, MailServerOptions } from './test/mail-server.ts';
import { openTransport } from './transport.ts';

const authority = makeCertificate('An authority');
const certificate = makeCertificate('mail.example.org', { issuer: authority });
const account = { user: 'desk', password: 'pa55 wörd' };
const letter = {
  messageId: '<1@desk.example.com>',
  to: 'uma@example.com',
  subject: 'Hello',
  text: 'A link that is good once',
  language: 'en',
  thread: [],
  date: Date.UTC(2026, 2, 10),
};

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function serve(options: MailServerOptions): Promise<MailServer> {
  const server = await startMailServer(options);
  ends.push(() => server.stop());
  return server;
}

const send = (settings: MailServerSettings) =>
  openTransport({ ...settings, from: 'desk@example.com', publicUrl: 'https://desk.example.com' }).send(letter);

/** Somebody in between, who answers as a mail server would and says that there is no TLS. Keeps every word. */
async function withoutTls(answers: Readonly<Record<string, string>>) {
  const heard: string[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.write('220 mail.example.org ESMTP\r\n');
    socket.on('data', (data) => {
      heard.push(data.toString());
      const [word = ''] = data.toString().trim().split(/\s/, 1);
      socket.write(`${answers[word.toUpperCase()] ?? '250 OK'}\r\n`);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => new Promise((done) => void server.close(done)));
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, heard };
}

describe('the subject of a mail', () => {
  it.each([
    '=?utf-8?q?fake?= subject',
    'INC0000046: =?utf-8?q?fake?= subject',
    '=?UTF-8?B?ZmFrZQ==?= =?UTF-8?B?ZmFrZQ==?=',
    'Žltý =?utf-8?q?fake?= kôň 😀',
    'what is =? and what is ?=',
    `=?utf-8?q?x?= ${'😀 ďaleko a ešte ďalej '.repeat(10)}`.trim(),
    'Tlačiareň horí',
    'Plain',
    `Long ${'and longer '.repeat(20)}`.trim(),
  ])('reads as it was written: %s', async (subject) => {
    const server = await serve({});
    const settings = { smtpUrl: server.url, from: 'desk@example.com', publicUrl: 'https://desk.example.com' };
    expect(await openTransport(settings).send({ ...letter, subject })).toEqual({ outcome: 'sent' });
    const [mail] = server.taken;
    expect(mail?.headers.get('subject')).toBe(subject);
    for (const line of (mail?.raw.split('\r\n\r\n', 1)[0] ?? '').split('\r\n'))
      expect(line.length).toBeLessThanOrEqual(78);
  });
});

const modes = ['starttls', 'implicit'] as const;

describe.each(modes)('a mail server with %s', (mode) => {
  it('takes mail and password under TLS, where its authority is named', async () => {
    const server = await serve({ tls: { mode, certificate }, account });
    const settings = { smtpUrl: server.url, smtpCa: authority.cert };
    expect(await probeMailServer(settings)).toBeNull();
    expect(await send(settings)).toEqual({ outcome: 'sent' });
    expect(server.taken.map(({ text }) => text)).toEqual([letter.text]);
    expect(server.secured).toEqual([true, true]);
  });

  it.each([
    ['nobody knows', certificate, undefined, 'unable to verify the first certificate'],
    ['signed itself', makeCertificate('mail.example.org'), undefined, 'self-signed certificate'],
    ['another authority signed', certificate, makeCertificate('Another').cert, 'unable to'],
    [
      'has expired',
      makeCertificate('mail.example.org', { issuer: authority, expired: true }),
      authority.cert,
      'expired',
    ],
  ])('is given nothing when its certificate is one that %s', async (_, shown, smtpCa, why) => {
    const server = await serve({ tls: { mode, certificate: shown }, account });
    const settings = { smtpUrl: server.url, smtpCa };
    const handover = await send(settings);
    expect(handover).toMatchObject({ outcome: 'later', unreachable: true });
    const error = 'error' in handover ? handover.error : '';
    expect(error).toMatch(/^The certificate of 127\.0\.0\.1 is not trusted \(.*\): name .* SMTP_CA\.$/);
    expect(error).toContain(why);
    expect(await probeMailServer(settings)).toBe(error);
    expect([server.taken, server.secured]).toEqual([[], []]);
  });
});

describe('a server that offers no TLS', () => {
  const ways = {
    'hides it': { EHLO: '250-mail.example.org\r\n250 AUTH PLAIN LOGIN', STARTTLS: '502 What?' },
    'says that it cannot now': {
      EHLO: '250-mail.example.org\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN',
      STARTTLS: '454 TLS not available',
    },
    'knows no EHLO': { EHLO: '502 What?' },
  };

  it.each(Object.entries(ways))('is never told a password, whatever the settings: it %s', async (_, answers) => {
    for (const smtpTls of [undefined, 'required', 'off'] as const) {
      const { host, heard } = await withoutTls(answers);
      const handover = await send({ smtpUrl: `smtp://desk:secret@${host}`, smtpTls });
      expect(handover).toMatchObject({
        outcome: 'later',
        unreachable: true,
        error: '127.0.0.1 does not offer TLS, so nothing was sent to it: a password is not sent without it.',
      });
      const said = heard.join('');
      expect(said).toContain('EHLO');
      expect(said).not.toMatch(/AUTH|MAIL|RCPT|DATA|secret|c2VjcmV0/);
    }
  });

  it.each(Object.entries(ways))('gets no mail where TLS is asked for: it %s', async (_, answers) => {
    const { host, heard } = await withoutTls(answers);
    const settings = { smtpUrl: `smtp://${host}`, smtpTls: 'required' as const };
    expect(await probeMailServer(settings)).toContain('does not offer TLS');
    expect(await send(settings)).toMatchObject({ outcome: 'later', unreachable: true });
    expect(heard.join('')).not.toMatch(/MAIL|RCPT|DATA|good once/);
  });

  it('gets mail in plain text on this machine, or where the settings say so, and never with a password', async () => {
    const server = await serve({});
    expect(await send({ smtpUrl: server.url })).toEqual({ outcome: 'sent' });
    expect(await send({ smtpUrl: server.url, smtpTls: 'off' })).toEqual({ outcome: 'sent' });
    expect(server.secured).toEqual([false, false]);
  });
});

describe('a connection', () => {
  const plain = { ignoreTLS: true };
  const tls = { requireTLS: true };
  it.each([
    ['smtp://mail.example.org', undefined, tls],
    ['smtp://mail.example.org', 'off', plain],
    ['smtp://desk:x@mail.example.org', 'off', tls],
    ['smtp://127.example.org', undefined, tls],
    ['smtp://localhost', undefined, plain],
    ['smtp://[::1]:25', undefined, plain],
    ['smtp://localhost', 'required', tls],
    ['smtps://mail.example.org', 'off', { secure: true, port: 465 }],
  ] as const)('to %s with SMTP_TLS=%s', (smtpUrl, smtpTls, expected) => {
    const made = connectionTo({ smtpUrl, smtpTls });
    expect(made).toMatchObject({ ...expected, tls: { rejectUnauthorized: true } });
    expect(made.opportunisticTLS).toBeUndefined();
  });

  it('takes nothing from what stands behind the address: no question mark turns the certificate’s check off', () => {
    const made = connectionTo({ smtpUrl: 'smtps://mail.example.org/?tls.rejectUnauthorized=false&ignoreTLS=true' });
    expect(made).toMatchObject({ secure: true, tls: { rejectUnauthorized: true } });
  });
});
