import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDesk } from '#/app/test/desk.ts';
import type { Desk, Who } from '#/app/test/desk.ts';
import { createTexts } from '#/platform/text/texts.ts';
import { withFace } from '#/record/server/context.ts';
import { markRead } from './mark-read.ts';
import type { Notice } from './notify.ts';
import { notify } from './notify.ts';
import { queueMail } from './queue-mail.ts';
import type { Letter } from './queue-mail.ts';
import { countUnread, readInbox } from './read-inbox.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.drop());

let event = 0;
const report = async () => (await desk.does('user', 'create', null, { title: 'Lights out' })).id;

async function tell(notice: Partial<Notice> & Pick<Notice, 'item' | 'people'>): Promise<string[]> {
  const system = desk.system();
  return desk.database.transaction({ kind: 'staff' }, (tx) =>
    notify({ ...system, tx }, { kind: 'note.added', event: ++event, by: null, ...notice }),
  );
}

const inbox = async (who: Who, query = {}) =>
  (await readInbox(await desk.as(who), { unread: false, limit: 50, ...query })).rows;

describe('telling people', () => {
  it('leaves out who did it and who cannot see it, and tells nobody twice', async () => {
    const item = await report();
    const { agent, user, neighbour, stranger, administrator } = desk.ids;
    const notice = {
      item,
      people: [agent, agent, user, neighbour, stranger, administrator, null],
      by: agent,
      event: 7000,
    };
    expect(await tell(notice)).toEqual([user]);
    expect(await tell(notice)).toEqual([]);
    expect(await inbox('user')).toMatchObject([
      { kind: 'note.added', face: 'portal', by: { name: 'Anna Agent' }, readAt: null, record: { title: 'Lights out' } },
    ]);
    for (const who of ['agent', 'neighbour', 'stranger', 'administrator'] as const)
      expect(await inbox(who)).toEqual([]);
  });

  it('never tells the user what only staff know', async () => {
    const item = await report();
    const people = [desk.ids.user, desk.ids.colleague];
    expect(await tell({ item, people, faces: ['workspace'] })).toEqual([desk.ids.colleague]);
  });

  it('shows nothing any more of a record that its reader lost, nor on the portal what was for staff', async () => {
    const item = await report();
    await desk.does('agent', 'add-watcher', item, { person: desk.ids.neighbour });
    await tell({ item, people: [desk.ids.neighbour, desk.ids.specialist] });
    expect(await inbox('neighbour')).toHaveLength(1);
    await desk.does('agent', 'remove-watcher', item, { person: desk.ids.neighbour });
    expect(await inbox('neighbour')).toEqual([]);
    expect(await countUnread(await desk.as('neighbour'))).toEqual({ count: 0, more: false });
    const specialist = await desk.as('specialist');
    expect((await readInbox(specialist, { unread: true, limit: 5 })).rows).toHaveLength(1);
    expect((await readInbox(withFace(specialist, 'portal'), { unread: true, limit: 5 })).rows).toEqual([]);
  });

  it('is read one by one or all at once, by nobody but its reader', async () => {
    const item = await report();
    for (let nth = 0; nth < 3; nth++) await tell({ item, people: [desk.ids.contact] });
    const [first, ...others] = await inbox('contact');
    const contact = await desk.as('contact');
    await markRead(await desk.as('user'), { ids: [first?.id] });
    expect(await countUnread(contact)).toEqual({ count: 3, more: false });
    expect(await markRead(contact, { ids: [first?.id] })).toEqual({ count: 2, more: false });
    expect((await inbox('contact', { unread: true })).map(({ id }) => id)).toEqual(others.map(({ id }) => id));
    expect(await markRead(contact, { all: true })).toEqual({ count: 0, more: false });
    await expect(markRead(contact, {})).rejects.toMatchObject({ code: 'bad-request' });
    await expect(markRead(contact, { ids: ['x'] })).rejects.toMatchObject({ code: 'bad-request' });
  });

  it('is paged without losing or doubling anything', async () => {
    const item = await report();
    for (let nth = 0; nth < 5; nth++) await tell({ item, people: [desk.ids.lead] });
    const ctx = await desk.as('lead');
    const seen: string[] = [];
    let before: string | undefined;
    do {
      const { rows, next } = await readInbox(ctx, { unread: false, limit: 2, before });
      seen.push(...rows.map(({ id }) => id));
      before = next ?? undefined;
    } while (before !== undefined);
    expect(seen).toEqual((await inbox('lead')).map(({ id }) => id));
    expect(seen).toHaveLength(5);
  });
});

describe('mail', () => {
  const texts = createTexts({
    en: new Map([
      ['mail.replied.subject', '{number}: {title}'],
      ['mail.replied.body', 'Dear {name}, {body} {link}'],
    ]),
    sk: new Map([
      ['mail.replied.subject', '{number}: {title}'],
      ['mail.replied.body', 'Dobrý deň {name}, {body} {link}'],
    ]),
  });
  const settings = { texts, publicUrl: 'https://desk.example.com', configured: true };

  async function write(letter: Partial<Letter> & Pick<Letter, 'item' | 'person'>, configured = true): Promise<boolean> {
    const system = desk.system();
    return desk.database.transaction({ kind: 'staff' }, (tx) =>
      queueMail(
        { ...system, tx },
        { ...settings, configured },
        {
          kind: 'replied',
          event: ++event,
          by: desk.ids.agent,
          params: { body: 'It is on again.' },
          ...letter,
        },
      ),
    );
  }

  it('is queued once an event in its reader’s language, with a link they can open', async () => {
    const { id: item, number } = await desk.does('user', 'create', null, { title: 'Dark\u2028Bcc: x@y' });
    await desk.owner(`update person set language = 'sk' where id = $1`, [desk.ids.user]);
    expect(await write({ item, person: desk.ids.user, event: 9000 })).toBe(true);
    expect(await write({ item, person: desk.ids.user, event: 9000 })).toBe(false);
    const rows = await desk.owner('select recipient, subject, body, status, message_id from mail where item = $1', [
      item,
    ]);
    expect(rows).toMatchObject([
      {
        recipient: 'uma.user@example.com',
        subject: `${number}: Dark Bcc: x@y`,
        body: `Dobrý deň Uma User, It is on again. https://desk.example.com/cases/${number}`,
        status: 'queued',
        message_id: expect.stringMatching(/^<[0-9a-f]{40}@desk\.example\.com>$/),
      },
    ]);
  });

  it('goes to nobody who did it or cannot see it, and is only written down without a mail server', async () => {
    const item = await report();
    expect(await write({ item, person: desk.ids.agent })).toBe(false);
    expect(await write({ item, person: desk.ids.stranger })).toBe(false);
    expect(await write({ item, person: desk.ids.user }, false)).toBe(true);
    expect(await desk.owner('select status from mail where item = $1', [item])).toEqual([{ status: 'not-configured' }]);
  });

  it('has the same Message-ID for the same event and address whenever it is made', async () => {
    const item = await report();
    await write({ item, person: desk.ids.user, event: 9500 });
    const [first] = await desk.owner<{ message_id: string }>('delete from mail where item = $1 returning message_id', [
      item,
    ]);
    await write({ item, person: desk.ids.user, event: 9500 });
    expect(await desk.owner('select message_id from mail where item = $1', [item])).toEqual([first]);
  });
});
