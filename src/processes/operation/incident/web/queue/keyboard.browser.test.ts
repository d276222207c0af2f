import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { browserDesk } from '#/app/test/browser.ts';
import type { LoggedCase } from '#/app/test/browser.ts';

const at = browserDesk();

const filtered = (words: string) => `/work/?filter=${encodeURIComponent(`title ~ '${words}'`)}&sort=number`;
const pane = (page: Page) => page.getByRole('article', { name: /^INC/ });
const state = async ({ id }: LoggedCase) => (await at.desk.incident(id)).state;

describe('the queue by keyboard alone', { timeout: 120_000 }, () => {
  it('triages five cases: takes, assigns, waits, solves, notes', async () => {
    const cases: LoggedCase[] = [];
    for (const what of ['one', 'two', 'three', 'four', 'five']) cases.push(await at.logged(`Triage ${what}`));
    const page = await at.open({ as: 'agent', at: filtered('Triage') });
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    const opened = (index: number) =>
      pane(page)
        .getByText(cases[index]?.number ?? '', { exact: true })
        .waitFor();
    await page.getByText('Triage five').waitFor();

    await press('j', 'Enter');
    await opened(0);
    await press('t');
    await expect.poll(() => state(cases[0] as LoggedCase)).toBe('in-progress');

    await press('j');
    await opened(1);
    await press('a');
    await page.getByRole('dialog').getByRole('textbox', { name: 'Group' }).waitFor();
    await page.keyboard.type('speci');
    await press('Enter');
    await page.getByRole('radio', { name: /Sona Specialist/ }).waitFor();
    await press('Tab', 'ArrowDown');
    await press('Enter');
    await expect
      .poll(() => at.desk.incident((cases[1] as LoggedCase).id))
      .toMatchObject({
        group: at.desk.ids.second,
        assignee: at.desk.ids.specialist,
        state: 'assigned',
      });

    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await press('j');
    await opened(2);
    await press('w');
    const reason = page.getByRole('dialog').getByRole('textbox', { name: 'Reason' });
    await reason.waitFor();
    await page.keyboard.type('supplier');
    await press('Enter');
    await expect.poll(() => reason.inputValue()).toBe('Waiting for a supplier');
    await press('Control+Enter');
    await expect.poll(() => state(cases[2] as LoggedCase)).toBe('pending');

    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await press('j');
    await opened(3);
    await press('s');
    await page.getByRole('dialog').getByLabel('How it was solved').waitFor();
    await page.keyboard.type('Replaced the fuser.');
    await press('Tab');
    await page.keyboard.type('Fixed');
    await press('Control+Enter');
    await expect.poll(() => state(cases[3] as LoggedCase)).toBe('resolved');

    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await press('j');
    await opened(4);
    await press('n');
    await page.getByRole('textbox', { name: 'Note that only colleagues see' }).waitFor();
    await page.keyboard.type('Call her after two.');
    await press('Control+Enter');
    await pane(page).getByRole('listitem').filter({ hasText: 'Call her after two.' }).waitFor();
    const [note] = await at.desk.owner('select audience, body from note where item = $1', [cases[4]?.id]);
    expect(note).toEqual({ audience: 'staff', body: 'Call her after two.' });
  });

  it('opens any case from the palette, lists its keys under ?, and works on a Slovak keyboard', async () => {
    const { number } = await at.logged('Palette target');
    const page = await at.open({ as: 'agent', at: '/work' });
    await page.getByRole('grid').waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('palet targ');
    await page
      .getByRole('option', { name: `${number} Palette target` })
      .getByText('Incident · New')
      .waitFor();
    await page.getByRole('combobox', { name: 'Search and commands' }).fill(`inc${Number(number.slice(3))}`);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Palette target' }).waitFor();
    // On a Slovak keyboard a question mark is Shift and the key of the comma.
    await page.evaluate(() =>
      document.body.dispatchEvent(
        new KeyboardEvent('keydown', { key: '?', code: 'Comma', shiftKey: true, bubbles: true, cancelable: true }),
      ),
    );
    const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await sheet.getByText('Reply', { exact: true }).waitFor();
    expect(await sheet.getByRole('link', { name: 'User guide' }).getAttribute('href')).toBe('/guide/en');
    await sheet.getByLabel('Single-key shortcuts').uncheck();
    await page.keyboard.press('Escape');
    await page.keyboard.press('c');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').waitFor();
    expect(new URL(page.url()).pathname).toBe(`/work/incidents/${number}`);
  });

  it('goes through the list that one came from on the page of a case, and back to it', async () => {
    const cases: LoggedCase[] = [];
    for (const what of ['A', 'B', 'C']) cases.push(await at.logged(`Walked ${what}`));
    const [first, second, third] = cases.map(({ number }) => number);
    const page = await at.open({ as: 'agent', at: filtered('Walked') });
    await page.getByText('Walked C').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await pane(page).waitFor();
    await page.keyboard.press('f');
    const on = (number: string | undefined) => page.waitForURL((url) => url.pathname === `/work/incidents/${number}`);
    await on(first);
    await page.keyboard.press('j');
    await on(second);
    await page.keyboard.press('?');
    const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await sheet.getByText('Next case').waitFor();
    await sheet.getByText('Previous case').waitFor();
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached' });
    // A page that is loaded anew knows the list still.
    await page.reload();
    await page.getByRole('button', { name: 'Walked B', exact: true }).waitFor();
    await page.waitForLoadState('networkidle');
    await page.keyboard.press('j');
    await on(third);
    await page.getByRole('button', { name: 'Walked C', exact: true }).waitFor();
    await page.keyboard.press('k');
    await on(second);
    await page.getByRole('button', { name: 'Walked B', exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await page.waitForURL((url) => url.searchParams.get('case') === second);
    expect(new URL(page.url()).searchParams.get('filter')).toBe("title ~ 'Walked'");
    expect(await page.locator('.list-row').count()).toBe(3);
  });
});
