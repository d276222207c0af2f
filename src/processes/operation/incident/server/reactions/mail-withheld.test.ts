import { afterAll, beforeAll, beforeEach, afterEach, expect, it } from 'vitest';
import { timers } from '#/app/processes.server.ts';
import { recurring } from '#/app/recurring.ts';
import { openDesk, tuesday } from '#/app/test/desk.ts';
import type { Desk, Who } from '#/app/test/desk.ts';
import { follow } from '#/app/test/follow.ts';
import { tellWith } from '#/capabilities/notifications/server/mailing.ts';
import { startMailServer } from '#/platform/mail/test/mail-server.ts';
import type { MailServer } from '#/platform/mail/test/mail-server.ts';
import { openTransport } from '#/platform/mail/transport.ts';
import { loadTexts } from '#/platform/text/load.ts';
import { setAccountDisabled } from '#/processes/foundation/server/api.ts';
import { fireTimers } from '#/record/server/after/timers.ts';
import { testSecret } from '#/record/test/database.ts';

// Mail may wait for its server for two days. What its reader may not read by then does not go out.
const minute = 60_000;
const publicUrl = 'https://desk.example.com';
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
  await desk.owner('delete from mail');
});
afterEach(() => server.stop());

/** A case of the user, reported by their neighbour, with an answer whose mails wait. */
async function answered(): Promise<string> {
  const { user: affectedUser, neighbour: requester } = desk.ids;
  const { id } = await desk.does('agent', 'create', null, { title: 'No sound', affectedUser, requester });
  await desk.does('agent', 'reply', id, { body: 'The plug was loose.' });
  await fireTimers(desk.system(tuesday + minute), timers);
  await follow(desk, tuesday + minute);
  await desk.owner(`delete from mail where kind <> 'replied'`);
  return id;
}

/** The worker's turn, once the mail server is back. */
async function sent(): Promise<unknown[]> {
  const turn = recurring.find(({ name }) => name === 'mail');
  const transport = openTransport({ smtpUrl: server.url, from: 'Desk <desk@example.com>', publicUrl });
  await turn?.turn(desk.system(tuesday + 90 * minute), new AbortController().signal, {
    transport,
    unseal: (text) => text,
    log: () => undefined,
    sessionIdle: 0,
    uploads: '',
  });
  return server.taken.map(({ headers }) => headers.get('to')).toSorted();
}

const failed = () => desk.owner(`select recipient, error from mail where status = 'failed' order by recipient`);
const address = (who: Who) =>
  ({ user: 'uma.user@example.com', neighbour: 'nina.neighbour@example.com' })[who as 'user'];

it('goes to those who may read it', async () => {
  await answered();
  expect(await sent()).toEqual([address('neighbour'), address('user')]);
});

it('does not go to whose account was closed while it waited', async () => {
  await answered();
  const access = { database: desk.database };
  await desk.owner('insert into account (person, created_at) values ($1, now())', [desk.ids.user]);
  await setAccountDisabled(access, await desk.as('administrator'), desk.ids.user, true);
  expect(await sent()).toEqual([address('neighbour')]);
  expect(await failed()).toEqual([{ recipient: address('user'), error: 'whom it is for has left' }]);
  await setAccountDisabled(access, await desk.as('administrator'), desk.ids.user, false);
});

it('nor to whose case it is no longer when it goes', async () => {
  const id = await answered();
  await desk.does('agent', 'edit', id, { requester: desk.ids.user });
  expect(await sent()).toEqual([address('user')]);
  const error = 'whom it is for may not see the record any more';
  expect(await failed()).toEqual([{ recipient: address('neighbour'), error }]);
});
