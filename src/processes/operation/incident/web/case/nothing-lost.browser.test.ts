import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { browserDesk } from '#/app/test/browser.ts';

const at = browserDesk();

const opened = async (number: string): Promise<Page> => {
  const page = await at.open({ as: 'agent', at: `/work/incidents/${number}` });
  await page.getByRole('article', { name: new RegExp(`^${number}`) }).waitFor();
  return page;
};
const drafts = () => at.desk.owner('select context from draft where person = $1', [at.desk.ids.agent]);

describe('what is typed into the dialog of a step', { timeout: 120_000 }, () => {
  it('is there again after Esc, after a press beside it, and after the page was left; sent it is no draft', async () => {
    const { id, number } = await at.logged('Typed for long');
    const page = await opened(number);
    const dialog = page.getByRole('dialog');
    const solution = dialog.getByRole('textbox', { name: 'Solution' });
    const again = async () => {
      await dialog.waitFor({ state: 'detached' });
      await page.keyboard.press('s');
      await expect.poll(() => solution.inputValue()).toBe('Replaced the drum and cleaned the rollers.');
    };
    await page.keyboard.press('s');
    await dialog.getByLabel('How it was solved').selectOption('fixed');
    await solution.fill('Replaced the drum and cleaned the rollers.');
    await page.keyboard.press('Escape');
    await again();
    await page.mouse.click(10, 700);
    await again();
    await dialog.getByText('Draft saved').waitFor();
    await page.reload();
    await page.getByRole('article', { name: new RegExp(`^${number}`) }).waitFor();
    await again();
    expect(await dialog.getByLabel('How it was solved').inputValue()).toBe('fixed');
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => at.desk.incident(id)).toMatchObject({ state: 'resolved', closeCode: 'fixed' });
    await expect.poll(drafts).toEqual([]);
  });

  it('goes when it is thrown away; what the dialog is opened with goes before what was typed', async () => {
    const { id, number } = await at.logged('Thrown away');
    const page = await opened(number);
    const dialog = page.getByRole('dialog');
    const solution = dialog.getByRole('textbox', { name: 'Solution' });
    await page.keyboard.press('s');
    await solution.fill('An earlier thought');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.keyboard.press('r');
    await page.keyboard.type('It works again.');
    await page.getByRole('button', { name: 'Send and solve…' }).click();
    await expect.poll(() => solution.inputValue()).toBe('It works again.');
    await dialog.getByRole('button', { name: 'Start over' }).click();
    await expect.poll(() => solution.inputValue()).toBe('It works again.');
    await page.keyboard.press('Escape');
    const solutions = async () => (await drafts()).filter(({ context }) => context === `incident:${id}:resolve`);
    await expect.poll(solutions).toEqual([]);
  });

  it('is kept of a note beside an assignment as well', async () => {
    const { number } = await at.logged('Handed on');
    const page = await opened(number);
    const note = page.getByRole('dialog').getByRole('textbox', { name: 'Note for colleagues' });
    await page.keyboard.press('a');
    await note.fill('The key is at the reception.');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('a');
    await expect.poll(() => note.inputValue()).toBe('The key is at the reception.');
  });
});

describe('a fact that is changed by the keyboard', { timeout: 120_000 }, () => {
  it('has the focus as it is edited; arrows only walk, Enter saves, Esc leaves; one goes on from the fact', async () => {
    const { id, number } = await at.logged('By keys', { impact: 3, urgency: 3 });
    const page = await opened(number);
    const fact = (name: string) => page.getByRole('button', { name: new RegExp(`^${name}: .*Change`) });
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
    const edits: string[] = [];
    page.on('request', (request) => request.method() === 'PATCH' && edits.push(request.postData() ?? ''));
    await fact('Urgency').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await expect.poll(() => at.desk.incident(id)).toMatchObject({ urgency: 1 });
    expect(edits).toEqual(['{"urgency":1}']);
    await expect.poll(focused).toMatch(/^Urgency: 1/);
    await fact('Channel').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Escape');
    await expect.poll(focused).toMatch(/^Channel/);
    await fact('Category').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.type('Printing');
    await page.getByRole('option', { name: 'Printing' }).waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(focused).toMatch(/^Category: Printing/);
    expect(edits).toHaveLength(2);
    await page.getByRole('button', { name: 'By keys', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Title' }).fill('By keys alone');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('By keys alone');
    await fact('Tags').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.type('vpn');
    await page.keyboard.press('Enter');
    await expect.poll(() => at.desk.incident(id)).toMatchObject({ tags: ['vpn'], channel: 'email' });
    // Whatever was saved twice, since the answer to the change before it was still on its way, says the same.
    expect(new Set(edits).size).toBe(4);
    // Single keys are free there.
    await expect.poll(focused).toMatch(/^Tags: vpn/);
    await page.keyboard.press('n');
    await page.getByRole('textbox', { name: /^Note/ }).waitFor();
  });
});
