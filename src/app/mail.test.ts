import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '#/platform/config/config.ts';
import { startMailServer } from '#/platform/mail/test/mail-server.ts';
import type { MailServer } from '#/platform/mail/test/mail-server.ts';
import { describeLink, invite, issuePasswordReset, requestPasswordReset } from '#/processes/foundation/server/api.ts';
import { testSecret } from '#/record/test/database.ts';
import { buildWeb } from './server.ts';
import { openDesk } from './test/desk.ts';
import type { Desk } from './test/desk.ts';
import { startWorker } from './worker.ts';

// The web server and the worker as they are started, with a mail server beside them: nothing is called by hand.
let desk: Desk;
let server: MailServer;
let folder: string;
let web: Awaited<ReturnType<typeof buildWeb>>;
let worker: Awaited<ReturnType<typeof startWorker>>;
const faults: string[] = [];
beforeAll(async () => {
  desk = await openDesk();
  server = await startMailServer();
  folder = await mkdtemp(path.join(tmpdir(), 'mainstay-mail-'));
  const config = readConfig({
    MAINSTAY_DATA: folder,
    MAINSTAY_URL: 'https://desk.example.com',
    SMTP_URL: server.url,
    MAIL_FROM: 'Desk <desk@example.com>',
    LOG_LEVEL: 'silent',
  });
  web = await buildWeb({ config, databaseUrl: desk.url, secret: testSecret });
  const log = (level: string, message: string, facts: object = {}) => {
    if (level === 'error') faults.push(`${message} ${JSON.stringify(facts)}`);
  };
  worker = await startWorker({ config, databaseUrl: desk.url, secret: testSecret, log });
});
afterAll(async () => {
  await worker.close();
  await web.close();
  await server.stop();
  await desk.drop();
  await rm(folder, { recursive: true });
});

const asSystem = () => ({ ...desk.system(Date.now()), db: web.door.database, kit: web.door.kit });

describe('mail', () => {
  it('brings an invitation and a new password in the reader’s language, and leaves no link in the database', async () => {
    await desk.owner(`update person set language = 'sk' where id = $1`, [desk.ids.user]);
    const { access } = web.door;
    const invitation = await invite(access, asSystem(), desk.ids.user);
    await server.has(1);
    expect(server.taken[0]?.headers.get('subject')).toBe('Váš prístup do Mainstay');
    expect(server.taken[0]?.text).toContain(`odkaz platí 72 hodín a len raz:\n\n${invitation.url}`);
    expect(server.taken[0]?.html).toContain(`<a href="${invitation.url}">`);
    expect(server.taken[0]?.headers.get('auto-submitted')).toBe('auto-generated');

    await desk.owner(`update person set language = 'en' where id = $1`, [desk.ids.user]);
    await issuePasswordReset(access, asSystem(), desk.ids.user);
    await server.has(2);
    expect(server.taken[1]?.headers.get('subject')).toBe('Choose a new password');
    const origin = { address: '192.0.2.1', now: Date.now(), request: { id: 'mail', origin: 'web' as const } };
    await requestPasswordReset(access, { email: 'UMA.user@example.com' }, origin);
    await requestPasswordReset(access, { email: 'nobody@example.com' }, origin);
    await server.has(3);
    const link = /https:\S+#(\S+)/.exec(server.taken[2]?.text ?? '');
    expect(link?.[0]).toMatch(/^https:\/\/desk\.example\.com\/reset-password#/);
    expect(await describeLink(access, link?.[1] ?? '', Date.now())).toMatchObject({ name: 'Uma User' });
    const rows = await desk.owner<{ body: string; recipient: string }>('select * from mail');
    expect(rows).toHaveLength(3);
    for (const { body, recipient } of rows) {
      expect(recipient).toBe('uma.user@example.com');
      expect(body).not.toContain('desk.example.com');
    }
  });

  it('tells a user of their case by themselves: from the commit to the mail server, nothing failed on the way', async () => {
    const before = server.taken.length;
    const { number } = await desk.does('user', 'create', null, { title: 'The lift is stuck' }, Date.now());
    await server.has(before + 1);
    expect(server.taken[before]?.headers.get('subject')).toBe(`${number}: The lift is stuck`);
    expect(faults).toEqual([]);
  });
});
