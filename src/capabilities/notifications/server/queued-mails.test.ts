import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDesk, tuesday } from '#/app/test/desk.ts';
import type { Desk } from '#/app/test/desk.ts';
import { loadTexts } from '#/platform/text/load.ts';
import { testSecret } from '#/record/test/database.ts';
import { stormAfter } from './digest.ts';
import { tellWith } from './mailing.ts';
import { choosePreference } from './preferences.ts';
import { tell } from './tell.ts';
import type { Occasion, Telling } from './tell.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.drop());

let event = 0;
const report = async () => (await desk.does('user', 'create', null, { title: 'Lights out' })).id;

/** Tells in a transaction of its own, as a reaction does. */
function say(occasion: Partial<Occasion> & { item: string }, tellings: Telling[], now = tuesday): Promise<string[]> {
  const system = desk.system(now);
  return desk.database.transaction({ kind: 'staff' }, (tx) =>
    tell({ ...system, tx }, { kind: 'incident', event: ++event, by: null, ...occasion }, tellings),
  );
}

describe('mail', () => {
  const letter = { kind: 'replied', params: { body: 'It is on again.' } } as const;
  const reply = (person: string): Telling => ({ kind: 'replied', people: [person], letter });
  const mails = (item: string) =>
    desk.owner<{
      person: string;
      recipient: string;
      subject: string;
      body: string;
      message_id: string;
      thread: string[];
    }>('select * from mail where item = $1 order by at, id', [item]);

  it('is not queued at all where there is no mail server', async () => {
    const item = await report();
    await say({ item }, [reply(desk.ids.user)]);
    expect(await mails(item)).toEqual([]);
  });

  describe('with a mail server', () => {
    beforeAll(() => {
      const mail = { publicUrl: 'https://desk.example.com', from: 'Desk <desk@example.com>', secret: testSecret };
      tellWith(desk.database, loadTexts(), mail);
    });

    it('is queued once an event in its reader’s language, with a link they can open', async () => {
      const { id: item, number } = await desk.does('user', 'create', null, { title: 'Dark\u2028Bcc: x@y' });
      await desk.owner(`update person set language = 'sk' where id = $1`, [desk.ids.user]);
      for (const _ of [1, 2]) await say({ item, event: 9000, by: desk.ids.agent }, [reply(desk.ids.user)]);
      const rows = await mails(item);
      expect(rows).toMatchObject([
        {
          recipient: 'uma.user@example.com',
          subject: `${number}: Dark Bcc: x@y`,
          language: 'sk',
          status: 'queued',
          message_id: expect.stringMatching(/^<[0-9a-f]{40}@desk\.example\.com>$/),
          thread: [`<${item}@desk.example.com>`],
        },
      ]);
      expect(rows[0]?.body).toContain('Dobrý deň Uma User,\n\nAnna Agent píše vo vašom prípade');
      expect(rows[0]?.body).toContain(
        `It is on again.\n\nOdpovedať môžete tu:\nhttps://desk.example.com/cases/${number}`,
      );
      await desk.owner(`update person set language = 'en' where id = $1`, [desk.ids.user]);
    });

    it('follows the mail before in the same case, under the same subject', async () => {
      const item = await report();
      for (const now of [tuesday, tuesday + 60_000]) await say({ item }, [reply(desk.ids.user)], now);
      const [first, second] = await mails(item);
      expect(second?.thread).toEqual([`<${item}@desk.example.com>`, first?.message_id]);
      expect(second?.subject).toBe(first?.subject);
    });

    it('goes to nobody who did it or cannot see it, and never to ourselves', async () => {
      const item = await report();
      await say({ item, by: desk.ids.user }, [reply(desk.ids.user), reply(desk.ids.stranger)]);
      await desk.owner(`update person set email = 'DESK@example.com' where id = $1`, [desk.ids.user]);
      await say({ item }, [reply(desk.ids.user)]);
      expect(await mails(item)).toEqual([]);
      await desk.owner(`update person set email = 'uma.user@example.com' where id = $1`, [desk.ids.user]);
    });

    it('goes to a user about their own case only, and to staff about others’ when they ask for it', async () => {
      const item = await report();
      const noted: Telling = { kind: 'noted', people: [desk.ids.colleague], faces: ['workspace'] };
      const others: Telling[] = [
        { kind: 'updated', people: [desk.ids.contact], params: { state: 'resolved' } },
        { kind: 'replied', people: [desk.ids.lead] },
        noted,
      ];
      for (const wished of ['updated', 'replied']) {
        await choosePreference(await desk.as('contact'), { event: wished, inbox: true, mail: true });
      }
      await say({ item, by: desk.ids.agent }, others);
      expect(await mails(item)).toEqual([]);
      await choosePreference(await desk.as('colleague'), { event: 'noted', inbox: true, mail: true });
      await say({ item, by: desk.ids.agent }, others);
      const rows = await mails(item);
      expect(rows.map(({ person }) => person)).toEqual([desk.ids.colleague]);
      expect(rows[0]?.body).toMatch(
        /Anna Agent wrote an internal note on INC\d+: “Lights out”.\n\nhttps:\/\/desk\.example\.com\/work\/incidents/,
      );
    });

    it('is one mail in a storm', async () => {
      const item = await report();
      for (let nth = 0; nth < stormAfter + 10; nth++) await say({ item }, [reply(desk.ids.user)], tuesday + 86_400_000);
      const kinds = await desk.owner<{ kind: string; count: string }>(
        `select kind, count(*) from mail where person = $1 and at = $2 group by kind order by kind`,
        [desk.ids.user, new Date(tuesday + 86_400_000)],
      );
      expect(kinds).toEqual([
        { kind: 'digest', count: 1 },
        { kind: 'replied', count: stormAfter },
      ]);
    });
  });
});
