import { describe, expect, it } from 'vitest';
import { browserDesk } from '#/app/test/browser.ts';

describe('people in the administration', { timeout: 180_000 }, () => {
  const started = browserDesk();
  const open = (path: string) => started.open({ as: 'administrator', at: `/work${path}` });

  it('invites a person, and shows the link this once', async () => {
    const page = await open(`/administration/people/${started.desk.ids.neighbour}`);
    await page.getByRole('button', { name: 'Invite' }).click();
    expect(await page.getByLabel('One-time link').inputValue()).toMatch(/\/welcome#.{20,}/);
    await page.getByText('Invited, no password yet').waitFor();
    await page.getByRole('complementary', { name: 'History' }).getByText('Invited').waitFor();
  });

  it('makes a person with a role and invites them in one step', async () => {
    const page = await open('/administration/people/new');
    await page.getByLabel('Name').fill('Nora Newcomer');
    await page.getByRole('textbox', { name: 'Organisation' }).fill('Provider');
    await page.getByRole('option', { name: 'Provider' }).click();
    await page.getByRole('textbox', { name: 'Role' }).fill('Agent');
    await page.getByRole('option', { name: 'Agent' }).click();
    await page.getByRole('button', { name: 'Create and invite' }).click();
    await page.getByText('An invitation needs a mail address.').waitFor();
    await page.getByLabel('E-mail').fill('nora@example.com');
    await page.getByRole('button', { name: 'Create and invite' }).click();
    const link = page.getByLabel('One-time link');
    await expect.poll(() => link.inputValue()).toMatch(/\/welcome#.{20,}/);
    await page.getByText('Invited, no password yet').waitFor();
    const made = await started.desk.owner(
      `select p.email, r.code, o.name as organisation from person p join membership m on m.person = p.id
        join role r on r.id = m.role join organisation o on o.id = m.organisation where p.name = 'Nora Newcomer'`,
    );
    expect(made).toEqual([{ email: 'nora@example.com', code: 'agent', organisation: 'Provider' }]);
    // Seen once: it is not there when one comes back.
    await page.getByRole('link', { name: 'People' }).first().click();
    await page.getByRole('link', { name: 'Nora Newcomer' }).click();
    await page.getByText('Invited, no password yet').waitFor();
    expect(await link.count()).toBe(0);
  });
});
