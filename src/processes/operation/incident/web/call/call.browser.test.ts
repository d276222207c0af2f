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
});
