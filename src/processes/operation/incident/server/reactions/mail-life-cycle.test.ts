import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { timers } from '#/app/processes.server.ts';
import { openDesk, tuesday } from '#/app/test/desk.ts';
import type { Desk } from '#/app/test/desk.ts';
import { follow } from '#/app/test/follow.ts';
import { tellWith } from '#/capabilities/notifications/server/mailing.ts';
import { sendQueued } from '#/platform/mail/send-queued.ts';
import { startMailServer } from '#/platform/mail/test/mail-server.ts';
import type { MailServer } from '#/platform/mail/test/mail-server.ts';
import { openTransport } from '#/platform/mail/transport.ts';
import { loadTexts } from '#/platform/text/load.ts';
import { react } from '#/record/server/after/react.ts';
import type { Happening } from '#/record/server/after/relay.ts';
import { fireTimers } from '#/record/server/after/timers.ts';
import { perform } from '#/record/server/commit/perform.ts';
import { configurationOf } from '#/record/server/configuration.ts';
import { testSecret } from '#/record/test/database.ts';
import { tellPeople } from './tell-people.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const publicUrl = 'https://desk.example.com';
const secretWord = 'PLANTEDCANARY';
let desk: Desk;
let server: MailServer;
beforeAll(async () => {
  desk = await openDesk();
  tellWith(desk.database, loadTexts(), { publicUrl, from: 'Desk <desk@example.com>', secret: testSecret });
  await follow(desk, tuesday);
});
afterAll(() => desk.drop());
beforeEach(async () => {
  server = await startMailServer();
});
afterEach(async () => {
  await server.stop();
  await desk.owner('delete from mail; delete from notification; delete from timer');
});

/** Lets everything follow and the worker send; answers with the mails that came, as `subject | first words`. */
async function mailed(now: number): Promise<string[]> {
  const before = server.taken.length;
  await fireTimers(desk.system(now), timers);
  await follow(desk, now);
  const transport = openTransport({ smtpUrl: server.url, from: 'Desk <desk@example.com>', publicUrl });
  await sendQueued(desk.database, transport, now);
  return server.taken.slice(before).map(({ text }) => text.split('\n')[2] ?? '');
}

const waitForUser = async () => {
  const rows = await (await configurationOf(desk.system())).rows('pending-reason');
  return rows.find((row) => row['code'] === 'user')?.['id'] as string;
};

/** The first sentence of every mail of a case's life. */
const sentences = {
  en: (number: string) => ({
    received: `we have received your case “No sound in room 12”. Its number is ${number}.`,
    replied: `Anna Agent wrote on your case ${number}, “No sound in room 12”:`,
    asked: `to go on with your case ${number}, “No sound in room 12”, we need an answer from you:`,
    reminded: `we are still waiting for your answer in the case ${number}, “No sound in room 12”:`,
    unanswered: `in your case ${number}, “No sound in room 12”, we have asked you something and not heard from you, so we take it to be settled.`,
    resolved: `we think that your case ${number}, “No sound in room 12”, is solved:`,
    closed: `your case ${number}, “No sound in room 12”, is closed.`,
  }),
  sk: (number: string) => ({
    received: `prijali sme váš prípad „No sound in room 12“. Jeho číslo je ${number}.`,
    replied: `Anna Agent píše vo vašom prípade ${number}, „No sound in room 12“:`,
    asked: `aby sme mohli pokračovať vo vašom prípade ${number}, „No sound in room 12“, potrebujeme od vás odpoveď:`,
    reminded: `v prípade ${number}, „No sound in room 12“, stále čakáme na vašu odpoveď:`,
    unanswered: `vo vašom prípade ${number}, „No sound in room 12“, sme sa vás na niečo pýtali a neozvali ste sa, preto ho považujeme za vybavený.`,
    resolved: `myslíme si, že váš prípad ${number}, „No sound in room 12“, je vyriešený:`,
    closed: `váš prípad ${number}, „No sound in room 12“, je uzavretý.`,
  }),
};

describe.each(['en', 'sk'] as const)('the mails of a case, in %s', (language) => {
  it('follow its life, in one thread, without a word that is for staff', async () => {
    await perform(desk.system(), 'person', 'edit', desk.ids.user, {
      language,
      vip: true,
      specialHandling: secretWord,
    });
    const { id, number } = await desk.does('user', 'create', null, { title: 'No sound in room 12' });
    const said = sentences[language](number);
    expect(await mailed(tuesday)).toEqual([said.received]);

    await desk.does('agent', 'take', id);
    await desk.does('agent', 'edit', id, { cause: secretWord, tags: [secretWord] });
    await desk.does('lead', 'override-priority', id, { priority: 1, reason: secretWord });
    await desk.does('agent', 'note', id, { body: secretWord, mentions: [desk.ids.colleague] });
    await desk.does('agent', 'add-task', id, { title: secretWord, assignee: desk.ids.colleague });
    await desk.does('agent', 'assign', id, { group: desk.ids.desk, assignee: desk.ids.agent, note: secretWord });
    expect(await mailed(tuesday)).toEqual([]);

    await desk.does('agent', 'reply', id, { body: 'Is the <b>plug</b> in?\nhttps://evil.example' });
    expect(await mailed(tuesday)).toEqual([]);
    expect(await mailed(tuesday + minute)).toEqual([said.replied]);
    const reply = server.taken.at(-1);
    expect(reply?.text).toContain(`Is the <b>plug</b> in?\nhttps://evil.example`);
    expect(reply?.html).toContain('Is the &lt;b&gt;plug&lt;/b&gt; in?<br>https://evil.example');
    expect(reply?.html).toContain(`<a href="${publicUrl}/cases/${number}">`);
    expect(reply?.html).not.toContain('href="https://evil');

    await desk.does('agent', 'wait', id, { reason: await waitForUser(), message: 'Which plug?' }, tuesday + 2 * minute);
    expect(await mailed(tuesday + 2 * minute)).toEqual([said.asked]);
    expect(await mailed(tuesday + 2 * day + 3 * minute)).toEqual([said.reminded]);
    expect(server.taken.at(-1)?.text).toContain('Which plug?');
    expect(await mailed(tuesday + 2 * day + 4 * minute)).toEqual([]);
    expect(await mailed(tuesday + 6 * day + 3 * minute)).toEqual([said.reminded]);
    expect(await mailed(tuesday + 8 * day + 3 * minute)).toEqual([said.unanswered]);
    // One's own doing is no news.
    await desk.does('user', 'reopen', id, { message: 'It is still silent' }, tuesday + 8 * day + 4 * minute);
    expect(await mailed(tuesday + 8 * day + 4 * minute)).toEqual([]);
    const solved = { closeCode: 'fixed', solution: 'The plug was loose.' };
    await desk.does('agent', 'resolve', id, solved, tuesday + 8 * day + 5 * minute);
    expect(await mailed(tuesday + 8 * day + 5 * minute)).toEqual([said.resolved]);
    expect(server.taken.at(-1)?.text).toContain('The plug was loose.');
    expect(await mailed(tuesday + 20 * day)).toEqual([said.closed]);

    expect(server.taken).toHaveLength(8);
    const [thread] = (server.taken[0]?.headers.get('references') ?? '').split(' ');
    for (const [nth, mail] of server.taken.entries()) {
      const header = (name: string) => mail.headers.get(name);
      expect(header('to')).toBe('uma.user@example.com');
      expect(header('subject')).toBe(`${number}: No sound in room 12`);
      expect(header('auto-submitted')).toBe('auto-generated');
      expect(header('references')?.split(' ')[0]).toBe(thread);
      expect(header('in-reply-to')).toBe(server.taken[nth - 1]?.headers.get('message-id'));
      expect(mail.html).toContain(`<html lang="${language}">`);
      expect([mail.raw, mail.text, mail.html].join('\n')).not.toContain(secretWord);
    }
    expect(new Set(server.taken.map(({ headers }) => headers.get('message-id'))).size).toBe(8);
    const told = await desk.owner<{ params: unknown }>('select params from notification');
    expect(JSON.stringify(told)).not.toContain(secretWord);
  });
});

describe('the mail server', () => {
  it('holds up nothing while it is away, and gets every mail once when it is back', async () => {
    const { port } = server;
    await server.stop();
    const numbers: string[] = [];
    for (let nth = 0; nth < 3; nth++) {
      const { id, number } = await desk.does('user', 'create', null, { title: `Case ${nth}` });
      await desk.does('agent', 'take', id);
      numbers.push(number);
    }
    await mailed(tuesday);
    expect(await desk.owner('select status, attempts from mail order by attempts')).toEqual([
      { status: 'queued', attempts: 0 },
      { status: 'queued', attempts: 0 },
      { status: 'queued', attempts: 1 },
    ]);
    server = await startMailServer({ port });
    await mailed(tuesday + 3 * minute);
    await mailed(tuesday + 10 * minute);
    expect(server.taken.map(({ headers }) => headers.get('subject')?.split(':')[0]).toSorted()).toEqual(
      numbers.toSorted(),
    );
  });

  it('is handed each solution as it was told, though the case was reopened before anybody heard', async () => {
    const { id } = await desk.does('user', 'create', null, { title: 'Twice' });
    await desk.does('agent', 'take', id);
    await mailed(tuesday);
    const before = server.taken.length;
    const resolve = (solution: string) => desk.does('agent', 'resolve', id, { closeCode: 'fixed', solution });
    await resolve('Tightened the plug.');
    await desk.does('user', 'reopen', id, { message: 'Loose again' });
    await resolve('Replaced the plug.');
    await mailed(tuesday);
    const solutions = server.taken.slice(before).map(({ text }) => /(Tightened|Replaced) the plug/.exec(text)?.[1]);
    expect(solutions.toSorted()).toEqual(['Replaced', 'Tightened']);
  });

  it('gets one mail to one address for an event, however often its job is delivered', async () => {
    const { id, number } = await desk.does('user', 'create', null, { title: 'Once' });
    const [event] = await desk.owner<Happening>('select * from outbox where item = $1', [id]);
    if (!event) throw new Error('nothing was announced');
    await follow(desk, tuesday);
    expect(await react(desk.system(), tellPeople, event)).toBe(false);
    // Even where the mark was lost.
    await desk.owner('delete from reaction_done where event = $1', [event.id]);
    expect(await react(desk.system(), tellPeople, event)).toBe(true);
    await mailed(tuesday);
    expect(server.taken.map(({ headers }) => headers.get('subject'))).toEqual([`${number}: Once`]);
    const told = await desk.owner('select person from notification where event = $1', [event.id]);
    expect(new Set(told.map(({ person }) => person)).size).toBe(told.length);
  });
});
