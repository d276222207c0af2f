import type { Page } from 'playwright-core';
import { describe, expect, it, vi } from 'vitest';
import { browserDesk } from '#/app/test/browser.ts';

vi.setConfig({ testTimeout: 60_000 });
const at = browserDesk();

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** A case that the user reported, as an agent finds it. */
async function reported(title: string): Promise<{ id: string; number: string }> {
  const { id } = await at.desk.does('user', 'create', null, { title, urgency: 2 }, Date.now());
  return { id, number: (await at.desk.incident(id))['number'] as string };
}

const does = (action: string, id: string, input: Record<string, unknown> = {}) =>
  at.desk.does('agent', action, id, input, Date.now());

async function reasonThatWaits(): Promise<string> {
  const [row] = await at.desk.owner<{ id: string }>('select id from pending_reason where waits_for_user limit 1');
  return row?.id ?? '';
}

const stage = (page: Page) => page.locator('.progress [aria-current=step]');

describe('a report', () => {
  it('takes three answers and is received under a number', async () => {
    const page = await at.open({ as: 'user', ...phone });
    await page.getByRole('link', { name: /Something is broken/ }).click();
    await page.getByLabel('What is broken?').fill('The coffee machine printer jams');
    await page.getByLabel(/Details/).fill('It says E42.');
    await page.getByText('I can work with difficulty').click();
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText(/We have it: INC\d+/).waitFor();
    const number = /INC\d+/.exec(page.url())?.[0] ?? '';
    const [row] = await at.desk.owner('select title, description, urgency, channel from incident where number = $1', [
      number,
    ]);
    expect(row).toEqual({
      title: 'The coffee machine printer jams',
      description: 'It says E42.',
      urgency: 2,
      channel: 'portal',
    });
    await expect.poll(() => stage(page).innerText()).toContain('Received');
    expect(await page.getByRole('link', { name: 'User guide' }).getAttribute('href')).toBe('/guide/en');
    // The receipt is of the moment: it goes when somebody goes on with the case.
    const [{ id = '' } = {}] = await at.desk.owner<{ id: string }>('select id from incident where number = $1', [
      number,
    ]);
    await does('take', id);
    await page.getByText(/We have it: INC\d+/).waitFor({ state: 'detached' });
  });

  it('says what is missing, keeps what was typed, and leaves nothing behind when it was sent', async () => {
    const page = await at.open({ as: 'neighbour', ...phone, at: '/report' });
    await page.getByLabel(/Details/).fill('Since this morning');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('Please say in a few words what is broken.').waitFor();
    expect(await page.evaluate('document.activeElement.labels[0].innerText')).toContain('What is broken?');
    await page.getByLabel('What is broken?').fill('The door does not open');
    await page.getByText('Draft saved').waitFor();
    await page.reload();
    await page.getByText('This is your draft from before.').waitFor();
    expect(await page.getByLabel(/Details/).inputValue()).toBe('Since this morning');
    await page.getByText('It is a nuisance').click();
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText(/We have it/).waitFor();
    await page.goto('/report');
    await page.getByLabel('What is broken?').waitFor();
    await expect.poll(() => at.desk.owner('select 1 from draft')).toEqual([]);
    expect(await page.getByLabel('What is broken?').inputValue()).toBe('');
  });

  it('takes a file along', async () => {
    const page = await at.open({ as: 'user', at: '/report' });
    await page.getByLabel('What is broken?').fill('The screen flickers');
    await page.getByText('It is a nuisance').click();
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'protocol.txt', mimeType: 'text/plain', buffer: Buffer.from('it flickers') });
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText(/We have it/).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: /protocol.txt/ }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('protocol.txt');
  });
});

describe('a case', () => {
  it('goes its way before the eyes of its user', async () => {
    const { id, number } = await reported('The VPN does not connect');
    const page = await at.open({ as: 'user', ...phone, at: `/cases/${number}` });
    await does('take', id);
    await expect.poll(() => stage(page).innerText()).toContain('Being worked on');
    await page.locator('.case-state').getByText('Anna Agent is working on it.').waitFor();

    await does('wait', id, { reason: await reasonThatWaits(), message: 'Which message do you see?' });
    await page.getByRole('heading', { name: 'We need your answer' }).waitFor();
    await page.getByText('Which message do you see?').first().waitFor();
    await page.getByLabel('Your answer').fill('Error 809');
    await page.getByRole('button', { name: 'Send the answer' }).click();
    await expect.poll(() => stage(page).innerText()).toContain('Being worked on');
    await expect.poll(async () => (await at.desk.incident(id))['state']).toBe('in-progress');
    // What was sent stands in no other box, and nowhere as a draft: once it is known to have arrived, which the live news
    // of it may precede.
    await expect.poll(() => page.getByRole('textbox').inputValue()).toBe('');
    await expect
      .poll(() => at.desk.owner('select 1 from draft where context like $1', [`incident:${id}%`]))
      .toEqual([]);

    await does('resolve', id, {
      closeCode: 'fixed',
      solution: 'The certificate was renewed.',
      cause: 'It had expired.',
    });
    await page.getByRole('heading', { name: 'Is it fixed?' }).waitFor();
    await page.getByText('The certificate was renewed.').first().waitFor();
    await page.getByRole('button', { name: 'No, it still does not work' }).click();
    expect(await page.evaluate('document.activeElement.labels[0].innerText')).toContain('What is still wrong?');
    await page.getByLabel('What is still wrong?').fill('Still error 809');
    await page.getByRole('button', { name: 'Send, and open the case again' }).click();
    await expect.poll(() => stage(page).innerText()).toContain('Being worked on');
    await expect.poll(async () => (await at.desk.incident(id))['reopenedCount']).toBe(1);
    // What was tried stays to be read where it was said.
    const tried = page.locator('.talk').getByRole('figure', { name: 'What was tried before' });
    await tried.getByText('The certificate was renewed.').waitFor();

    await does('resolve', id, {
      closeCode: 'fixed',
      solution: 'The gateway was restarted too.',
      cause: 'It had expired.',
    });
    await page.getByRole('button', { name: 'Yes, it works' }).click();
    await expect.poll(() => stage(page).innerText()).toContain('Closed');
    expect((await at.desk.incident(id))['state']).toBe('closed');

    await page.getByRole('link', { name: 'This is still a problem' }).click();
    expect(await page.getByLabel('What is broken?').inputValue()).toBe('The VPN does not connect');
    expect(await page.getByLabel(/Details/).inputValue()).toContain(number);
  });

  it('shows nothing that is said among colleagues', async () => {
    const { id, number } = await reported('The mailbox is full');
    await does('note', id, { body: 'PLANTEDCANARY' });
    const page = await at.open({ as: 'user', at: `/cases/${number}` });
    await page.getByRole('heading', { name: 'Conversation' }).waitFor();
    await page.locator('.message').first().waitFor();
    expect(await page.content()).not.toContain('PLANTEDCANARY');
  });

  it('of somebody else is not found', async () => {
    const { number } = await reported('A private matter');
    const page = await at.open({ as: 'stranger', at: `/cases/${number}` });
    await page.getByText('There is no such case, or it is not one of yours.').waitFor();
    expect(await page.content()).not.toContain('A private matter');
  });

  it('comes first on the home page, with its question, while it waits for its user', async () => {
    const { id } = await reported('The scanner sends empty mails');
    await does('wait', id, { reason: await reasonThatWaits(), message: 'Which floor is it on?' });
    await reported('A newer one');
    const page = await at.open({ as: 'user', ...phone });
    const first = page.locator('.case-card').first();
    await first.waitFor();
    expect(await first.innerText()).toContain('Which floor is it on?');
  });
});

describe('a session that ran out', () => {
  it('is renewed over the page, and what was typed is sent', async () => {
    const { id, number } = await reported('The lamp is dark');
    const page = await at.open({ as: 'user', at: `/cases/${number}` });
    await page.getByRole('textbox', { name: 'Write to us' }).fill('It is still dark');
    await page.getByText('Draft saved').waitFor();
    // It runs out in the very moment in which they send.
    await page.route(
      `**/portal/incidents/${id}/reply`,
      async (route) => {
        await at.desk.owner('delete from session');
        await route.continue();
      },
      { times: 1 },
    );
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('dialog', { name: 'Please sign in again' }).waitFor();
    await page.getByRole('dialog').locator('input[name=password]').fill('correct pony battery staple');
    await page.getByRole('dialog').getByRole('button', { name: 'Sign in' }).click();
    await page.locator('.message', { hasText: 'It is still dark' }).waitFor();
    expect(await at.desk.owner('select body from note where item = $1', [id])).toEqual([{ body: 'It is still dark' }]);
  });
});

describe('the search', () => {
  it('finds services and own cases, and a late answer replaces none that is newer', async () => {
    await reported('The zebra printer is out of labels');
    const page = await at.open({ as: 'user', ...phone });
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await page.route('**/portal/search?q=ze', async (route) => {
      await held;
      await route.fulfill({ json: { rows: [{ id: 'x', kind: 'incident', number: 'INC9', title: 'Stale answer' }] } });
    });
    const box = page.getByLabel('Search services and my cases');
    await box.fill('ze');
    await page.waitForRequest('**/portal/search?q=ze');
    await box.fill('zebra');
    await page.getByRole('link', { name: /zebra printer is out/ }).waitFor();
    release();
    await expect.poll(() => page.getByText('Stale answer').count()).toBe(0);
    await box.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'The zebra printer is out of labels' }).waitFor();
  });
});

describe('every page', () => {
  const outside = ['/sign-in', '/forgotten', '/reset-password#none', '/welcome#none', '/setup#none'];
  for (const colorScheme of ['light', 'dark'] as const) {
    it(`is without fault for axe and fits a phone, ${colorScheme}`, async () => {
      const { id, number } = await reported('The door creaks');
      await does('reply', id, { body: 'We are on our way.' });
      const waiting = await reported('The heating is cold');
      await does('wait', waiting.id, { reason: await reasonThatWaits(), message: 'Since when?' });
      const solved = await reported('The clock is slow');
      await does('resolve', solved.id, { closeCode: 'fixed', solution: 'Set.', cause: 'Drift' });
      const inside = [
        '/',
        '/report',
        '/cases',
        '/cases?pile=over',
        '/notifications',
        '/profile',
        '/nowhere',
        `/cases/${number}`,
        `/cases/${waiting.number}`,
        `/cases/${solved.number}`,
        '/cases/INC9999999',
      ];
      const found: string[] = [];
      for (const [paths, as] of [
        [outside, undefined],
        [inside, 'user'],
      ] as const) {
        const page = await at.open({ ...phone, colorScheme, ...(as ? { as } : {}) });
        for (const path of paths) {
          await page.goto(path);
          await page.locator('h1').waitFor();
          await expect.poll(() => page.locator('.skeletons').count()).toBe(0);
          found.push(...(await at.axe(page)));
          const wide = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
          if (Number(wide) > 0) found.push(`${path} is ${String(wide)} px too wide`);
        }
      }
      expect(found).toEqual([]);
    });
  }

  it('speaks Slovak', async () => {
    const page = await at.open({ as: 'user', locale: 'sk-SK', at: '/profile' });
    await page.getByRole('combobox', { name: 'Language' }).selectOption('sk');
    await page.getByRole('heading', { name: 'Jazyk, čas a vzhľad' }).waitFor();
    await page.goto('/');
    await page.getByRole('link', { name: /Niečo nefunguje/ }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('sk');
  });
});
