import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it, vi } from 'vitest';
import { buildWeb } from '#/app/server.ts';
import { browserDesk } from '#/app/test/browser.ts';
import { readConfig } from '#/platform/config/config.ts';
import { newSetupToken } from '#/processes/foundation/server/account/set-up.ts';
import { testDatabase, testSecret } from '#/record/test/database.ts';

vi.setConfig({ testTimeout: 60_000 });
const at = browserDesk();

const fresh = 'nine patient otters swim';

/** What an administrator hands over: the fragment of a one-time link. */
async function linkFor(person: string, what: 'invitation' | 'password-reset'): Promise<string> {
  const page = await at.open({ as: 'administrator' });
  const { csrf } = (await (await page.request.get('/api/v1/session')).json()) as { csrf: string };
  const answer = await page.request.post(`/api/v1/accounts/${person}/${what}`, {
    data: {},
    headers: { origin: at.address, 'x-csrf-token': csrf, 'idempotency-key': randomUUID() },
  });
  const { url } = (await answer.json()) as { url: string };
  await page.context().close();
  return new URL(url).hash;
}

const choose = async (page: Page, password: string) => {
  await page.locator('input[autocomplete=new-password]').fill(password);
  await page.getByRole('button', { name: 'Save and sign in' }).click();
};

describe('my settings', () => {
  it('follow me, and are set where I am', async () => {
    const page = await at.open({ as: 'user', at: '/profile' });
    await page.getByLabel('Time zone').selectOption('America/New_York');
    await page.getByText('Saved.').waitFor({ state: 'attached' });
    await page.getByRole('checkbox', { name: 'Tell me here: Your case is closed' }).uncheck();
    await expect
      .poll(() =>
        at.desk.owner('select event, inbox from notification_preference where person = $1', [at.desk.ids.user]),
      )
      .toEqual([{ event: 'closed', inbox: false }]);
    const elsewhere = await at.open({ as: 'user', at: '/profile' });
    expect(await elsewhere.getByLabel('Time zone').inputValue()).toBe('America/New_York');
    expect(await elsewhere.getByRole('checkbox', { name: 'Tell me here: Your case is closed' }).isChecked()).toBe(
      false,
    );
    const elsewheres = elsewhere.getByRole('button', { name: /^End: / });
    await expect.poll(() => elsewheres.count()).toBe(1);
    await elsewhere.getByRole('button', { name: 'Sign out everywhere else' }).click();
    await expect.poll(() => elsewheres.count()).toBe(0);
    await page.getByRole('dialog', { name: 'Please sign in again' }).waitFor();
    expect(await page.getByText('API keys').count()).toBe(0);
  });

  it('ask to sign in again where the session ended while the page heard nothing', async () => {
    const page = await at.open({ as: 'contact', viewport: { width: 390, height: 844 } });
    const line = '**/api/v1/portal/events*';
    await page.route(line, (route) => route.abort());
    const lost = page.waitForRequest(line);
    await page.reload();
    // The page that has come knows who is signed in: without a session it would show the way in instead of asking.
    await page.getByRole('heading', { name: /how can we help/ }).waitFor();
    await lost;
    await at.desk.owner('delete from session where person = $1', [at.desk.ids.contact]);
    await page.unroute(line);
    const dialog = page.getByRole('dialog', { name: 'Please sign in again' });
    await dialog.waitFor();
    expect(await dialog.getByLabel('Password').count()).toBe(1);
  });

  it('let who works here make a key, shown once, and end it', async () => {
    const page = await at.open({ as: 'agent', at: '/profile' });
    await page.getByLabel('Name of a new key').fill('Monthly report');
    await page.getByRole('button', { name: 'Make a key' }).click();
    const token = await page.locator('code.secret').innerText();
    const asKey = () =>
      fetch(`${at.address}/api/v1/session`, { headers: { authorization: `Bearer ${token}` } }).then(
        ({ status }) => status,
      );
    expect(await asKey()).toBe(200);
    // On plain http under a name a browser has no clipboard to write to.
    await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByText('Copied.').waitFor({ state: 'attached' });
    await page.getByLabel('Name of a new key').focus();
    await page.keyboard.press('Control+V');
    expect(await page.getByLabel('Name of a new key').inputValue()).toBe(token);
    await page.reload();
    await page.getByText('Monthly report', { exact: true }).waitFor();
    expect(await page.content()).not.toContain(token);
    await page.getByRole('button', { name: 'End the key Monthly report' }).click();
    await expect.poll(asKey).toBe(401);
    expect(await at.axe(page)).toEqual([]);
  });
});

describe('a link that is good once', () => {
  it.each([
    ['invitation', '/welcome', 'neighbour'],
    ['password-reset', '/reset-password', 'contact'],
  ] as const)('%s lets its person choose a password and come in', async (what, where, who) => {
    // A reset is for whoever has an account already.
    if (what === 'password-reset') await (await at.open({ as: who })).context().close();
    const hash = await linkFor(at.desk.ids[who], what);
    const page = await at.open({ at: `${where}${hash}`, viewport: { width: 390, height: 844 } });
    await page.locator('input[autocomplete=new-password]').waitFor();
    expect(await at.axe(page)).toEqual([]);
    await choose(page, 'short');
    await page.getByText('The password needs at least 12 characters.').waitFor();
    await choose(page, fresh);
    await page.getByRole('heading', { name: /how can we help/ }).waitFor();
    expect(page.url()).not.toContain(hash.slice(1));
    const again = await at.open({ at: `${where}${hash}` });
    await again.getByText('This link is no longer good').waitFor();
  });
});

describe('an empty installation', () => {
  it('is set up by the printed link, once', async () => {
    const database = await testDatabase();
    const folder = await mkdtemp(path.join(tmpdir(), 'mainstay-setup-'));
    const config = readConfig({ MAINSTAY_DATA: folder, LOG_LEVEL: 'silent' });
    const web = await buildWeb({ config, databaseUrl: database.url, secret: testSecret });
    const page = await (await at.browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Bratislava' })).newPage();
    try {
      const address = await web.app.listen({ host: '127.0.0.1', port: 0 });
      const token = await web.door.database.transaction({ kind: 'staff' }, (tx) => newSetupToken(tx, Date.now()));
      await page.goto(`${address}/setup#${token ?? ''}`);
      await page.getByRole('button', { name: 'Set up' }).click();
      await page.getByText('Please fill this in.').first().waitFor();
      await page.getByLabel('Organisation').fill('Harbour IT');
      await page.getByLabel('Your name').fill('Hana Harbour');
      await page.getByLabel('E-mail').fill('hana@example.com');
      await page.locator('input[autocomplete=new-password]').fill(fresh);
      expect(await page.getByLabel('Country').inputValue()).toBe('SK');
      expect(await at.axe(page)).toEqual([]);
      await page.getByLabel('Country').selectOption('CZ');
      await page.getByRole('button', { name: 'Set up' }).click();
      await page.waitForURL(`${address}/work**`);
      expect(await database.owner('select name from organisation')).toEqual([{ name: 'Harbour IT' }]);
      // Its public holidays are those of the country that was chosen.
      const calendars = await database.owner(
        'select distinct holiday_country from work_calendar where holiday_country is not null',
      );
      expect(calendars).toEqual([{ holiday_country: 'CZ' }]);
      await page.goto(`${address}/setup#${token ?? ''}`);
      await page.getByText('This link is no longer good').waitFor();
    } finally {
      await page.context().close();
      await web.close();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
