import { describe, expect, it } from 'vitest';
import { browserDesk } from '#/app/test/browser.ts';

const at = browserDesk();

describe('a call', { timeout: 120_000 }, () => {
  it('is logged and resolved in one step, with its caller, its priority and cases like it', async () => {
    const before = await at.logged('Projector in the hall shows nothing');
    const page = await at.open({ as: 'agent', at: '/work/call' });
    await page.getByRole('textbox', { name: 'Who cannot work' }).fill('uma');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'uma.user@example.com' }).waitFor();
    // The caller is chosen: what is typed next is the title.
    await expect.poll(() => page.getByLabel('Title').evaluate((field) => field === document.activeElement)).toBe(true);
    await page.keyboard.type('Projector in the hall is dark');
    await page
      .getByRole('link', { name: new RegExp(before.number) })
      .first()
      .waitFor();
    await page.getByText('1 – Cannot work').click();
    await page.locator('.call-priority').getByText('Medium').waitFor();
    await page.keyboard.press('Control+Shift+Enter');
    // What a closed case needs is asked for at its fields.
    await expect.poll(() => page.getByLabel('How it was solved').getAttribute('aria-invalid')).toBe('true');
    await page.getByLabel('How it was solved').selectOption('fixed');
    await page.getByLabel('Solution').fill('The lid was on.');
    await page.getByRole('button', { name: 'Log and solve' }).click();
    await page.getByText(/INC\d+ is logged and solved/).waitFor();
    const [row] = await at.desk.owner(
      'select state, priority, close_code, solution, affected_user, requester, channel from incident where title = $1',
      ['Projector in the hall is dark'],
    );
    expect(row).toEqual({
      state: 'resolved',
      priority: 3,
      close_code: 'fixed',
      solution: 'The lid was on.',
      affected_user: at.desk.ids.user,
      requester: at.desk.ids.user,
      channel: 'phone',
    });
    await expect.poll(() => at.desk.owner(`select 1 from draft where context = 'incident:new'`)).toEqual([]);
  });

  it('is solved by Ctrl Enter once its solution stands there, and keeps all of it when that fails', async () => {
    const page = await at.open({ as: 'agent', at: '/work/call' });
    await page.getByRole('textbox', { name: 'Who cannot work' }).fill('uma');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByLabel('Title').evaluate((field) => field === document.activeElement)).toBe(true);
    await page.keyboard.type('The beamer is upside down');
    await page.getByRole('button', { name: 'Solve at once…' }).click();
    await page.getByLabel('How it was solved').selectOption('user-guided');
    await page.getByLabel('Solution').fill('Turned it round.');
    // What logs without solving is not the main button any more, nor any button.
    expect(await page.getByRole('button', { name: 'Log', exact: true }).count()).toBe(0);
    await page.route('**/api/v1/incidents', (route) => route.abort());
    await page.keyboard.press('Control+Enter');
    await page.getByRole('alert').waitFor();
    expect(await page.getByLabel('Solution').inputValue()).toBe('Turned it round.');
    await page.unroute('**/api/v1/incidents');
    await page.getByLabel('Title').press('Enter');
    await page.getByText(/INC\d+ is logged and solved/).waitFor();
    const solved = await at.desk.owner('select state, solution, close_code from incident where title = $1', [
      'The beamer is upside down',
    ]);
    expect(solved).toEqual([{ state: 'resolved', solution: 'Turned it round.', close_code: 'user-guided' }]);
  });
});
