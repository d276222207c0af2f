import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { browserDesk } from '#/app/test/browser.ts';

const at = browserDesk();

const filtered = (words: string) => `/work/?filter=${encodeURIComponent(`title ~ '${words}'`)}&sort=number`;

/** Holds what is asked about a case until it is let go: a slow line. */
async function slowly(page: Page, number: string): Promise<{ arrive(): void }> {
  const held = Promise.withResolvers<void>();
  await page.route(`**/api/v1/incidents/${number}`, async (route) => {
    await held.promise;
    await route.continue();
  });
  return { arrive: () => held.resolve() };
}

describe('on a slow line', { timeout: 120_000 }, () => {
  it('what is typed behind a key that opens the reply is its text, and no command', async () => {
    const { id, number } = await at.logged('Slowly answered');
    const page = await at.open({ as: 'agent', at: filtered('Slowly answered') });
    await page.getByText(number).waitFor();
    const line = await slowly(page, number);
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.locator('.queue-case [aria-busy=true]').waitFor({ state: 'attached' });
    await page.keyboard.press('r');
    await page.keyboard.type('We take the case, tty');
    await page.keyboard.press('Backspace');
    line.arrive();
    const reply = page.getByRole('textbox', { name: /^Reply to/ });
    await expect.poll(() => reply.inputValue()).toBe('We take the case, tt');
    await page.keyboard.type('!');
    await expect.poll(() => reply.inputValue()).toBe('We take the case, tt!');
    expect(new URL(page.url()).pathname).toBe('/work/');
    expect(await at.desk.incident(id)).toMatchObject({ state: 'new', assignee: null });
  });

  it('a key that does something does it once the case is there', async () => {
    const { id, number } = await at.logged('Slowly taken');
    const page = await at.open({ as: 'agent', at: filtered('Slowly taken') });
    await page.getByText(number).waitFor();
    const line = await slowly(page, number);
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.locator('.queue-case [aria-busy=true]').waitFor({ state: 'attached' });
    await page.keyboard.press('t');
    line.arrive();
    await expect.poll(() => at.desk.incident(id)).toMatchObject({ state: 'in-progress', assignee: at.desk.ids.agent });
  });
});

describe('keys that take back and that change many', { timeout: 120_000 }, () => {
  it('work when the message has gone, once, and say so when there is nothing to take back', async () => {
    const { id, number } = await at.logged('Taken by a slip');
    const page = await at.open({ as: 'agent', at: filtered('Taken by a slip') });
    await page.getByText(number).waitFor();
    const nothing = page.locator('.toast').getByText(/^There is nothing from just now/);
    await page.keyboard.press('z');
    await nothing.waitFor();
    await page.locator('.toast-close').click();
    for (const key of ['j', 'Enter']) await page.keyboard.press(key);
    await page.getByRole('article').getByText('Taken by a slip').first().waitFor();
    await page.keyboard.press('t');
    const told = page.locator('.toast').filter({ has: page.getByRole('button', { name: 'Undo' }) });
    await told.locator('.toast-close').click();
    await told.waitFor({ state: 'detached' });
    await page.locator('.case').click({ position: { x: 5, y: 5 } });
    await page.keyboard.press('z');
    await expect.poll(() => at.desk.incident(id)).toMatchObject({ state: 'new', assignee: null });
    await page
      .locator('.toast')
      .getByText(/is New again|New/)
      .first()
      .waitFor();
    await page.keyboard.press('z');
    await nothing.waitFor();
  });

  it('reach the change of many by a key, and read on in what it would do', async () => {
    for (const nth of [1, 2]) await at.logged(`Together ${nth}`);
    const page = await at.open({ as: 'lead', at: filtered('Together') });
    await page.getByText('Together 2').waitFor();
    for (const key of ['j', 'x', 'j', 'x', 'e']) await page.keyboard.press(key);
    const dialog = page.getByRole('dialog', { name: 'Change 2 records' });
    await dialog.waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('SELECT');
    await page.keyboard.type('Take');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await dialog.getByRole('region', { name: 'Preview' }).waitFor();
    const focused = () =>
      page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent);
    await expect.poll(focused).toBe('Preview');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Change 2 records');
  });
});
