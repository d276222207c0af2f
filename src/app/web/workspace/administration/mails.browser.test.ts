import { describe, expect, it } from 'vitest';
import { browserDesk } from '#/app/test/browser.ts';

const started = browserDesk();

describe('outgoing mail', () => {
  it('shows a failed mail with the reason, and sends it again', async () => {
    const { desk } = started;
    const { id, number } = await desk.does('user', 'create', null, { title: 'The door is stuck' }, Date.now());
    await desk.owner(
      `insert into mail (id, message_id, recipient, subject, body, kind, item, status, attempts, error, at)
       values (gen_random_uuid(), 'x', 'uma.user@example.com', 's', 'b', 'received', $1, 'failed', 12, '550 no such person', now())`,
      [id],
    );
    const page = await started.open({ as: 'administrator' });
    // However busy the machine is: what is waited for comes, or the test's own time is over.
    page.setDefaultTimeout(90_000);
    await page.goto('/work/administration/mails');
    const row = page.getByRole('row', { name: /uma\.user@example\.com/ });
    await row.waitFor();
    expect(await row.innerText()).toMatch(new RegExp(`${number}[^]*Failed[^]*tried 12 times · 550 no such person`));
    expect(await started.axe(page)).toEqual([]);
    await row.getByRole('button', { name: 'Send again' }).click();
    await page.getByText('Waits').waitFor();
    expect(await desk.owner('select status, attempts from mail')).toEqual([{ status: 'queued', attempts: 0 }]);
  }, 120_000);
});
