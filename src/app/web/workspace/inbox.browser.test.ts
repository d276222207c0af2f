import { describe, expect, it } from 'vitest';
import { browserDesk } from '#/app/test/browser.ts';

// A mail server that nobody hears of: that there is one is enough to be asked about mail.
const started = browserDesk({ SMTP_URL: 'smtp://127.0.0.1:1', MAIL_FROM: 'desk@example.com' });

describe('the inbox of the workspace', () => {
  it('tells of a new case without being asked, opens it, and remembers what one wants to hear of', async () => {
    const page = await started.open({ as: 'agent' });
    // However busy the machine is: what is waited for comes, or the test's own time is over.
    page.setDefaultTimeout(90_000);
    await page.goto('/work/notifications');
    await page.getByRole('heading', { name: 'Notifications' }).waitFor();
    await page.getByText('Nothing new').waitFor();
    const { desk } = started;
    const { id, number } = await desk.does('user', 'create', null, { title: 'The door is stuck' }, Date.now());
    await page.getByRole('link', { name: `${number} came to your group` }).waitFor();
    expect(await started.axe(page)).toEqual([]);

    await page.getByText('What I am told of').click();
    const mail = page.getByRole('checkbox', { name: 'Tell me by mail: A case is given to you' });
    expect(await mail.isChecked()).toBe(false);
    const saved = page.waitForResponse((answer) => answer.request().method() === 'PUT');
    await mail.check();
    expect((await saved).status()).toBe(200);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await started.axe(page)).toEqual([]);

    await desk.does('lead', 'assign', id, { group: desk.ids.desk, assignee: desk.ids.agent }, Date.now());
    await page.getByRole('link', { name: `${number} was given to you` }).waitFor();
    const [queued] = await desk.owner<{ kind: string; recipient: string; body: string }>(
      'select kind, recipient, body from mail where item = $1 and kind = $2',
      [id, 'assigned'],
    );
    expect(queued).toMatchObject({ recipient: 'anna.agent@example.com' });
    expect(queued?.body).toContain(`${number} was given to you: “The door is stuck”.`);

    await page.getByRole('link', { name: `${number} was given to you` }).click();
    await page.waitForURL((url) => url.pathname === `/work/incidents/${number}`);
    await page.goBack();
    await page.getByRole('button', { name: 'Mark all as read' }).click();
    await page.getByRole('button', { name: 'Mark all as read' }).waitFor({ state: 'detached' });
    await page.locator('.inbox li[data-unread]').first().waitFor({ state: 'detached' });
    expect(await page.locator('.inbox li').count()).toBe(2);
  }, 120_000);

  it('tells an auditor of rights that somebody gave to themselves, and opens what they gave', async () => {
    const { desk } = started;
    const page = await started.open({ as: 'auditor', at: '/work/notifications' });
    await page.getByText('Nothing new').waitFor();
    const [role] = await desk.owner<{ id: string }>("select id from role where code = 'agent'");
    const input = { person: desk.ids.administrator, organisation: desk.ids.provider, role: role?.id };
    const { number } = await desk.does('administrator', 'membership.create', null, input, Date.now());
    await page.getByRole('link', { name: `Adam Admin gave themselves a role: ${number}` }).click();
    await page.waitForURL((url) => url.pathname === `/work/administration/memberships/${number}`);
    await expect.poll(() => page.locator('main').innerText()).toContain('Adam Admin · Agent · Provider');
  }, 120_000);
});
