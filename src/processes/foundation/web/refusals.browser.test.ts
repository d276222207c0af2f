import { describe, expect, it } from 'vitest';
import { browserDesk, password } from '#/app/test/browser.ts';

const at = browserDesk({ SIGN_IN_LIMIT: '2' });

describe('an administrator', () => {
  it('is told at its field that an address is somebody else’s', async () => {
    const page = await at.open({ as: 'administrator', at: '/work/administration/people/new' });
    await page.getByLabel('Name').fill('Second Uma');
    await page.getByLabel('E-mail').fill('UMA.USER@example.com');
    const organisation = page.getByRole('textbox', { name: 'Organisation' });
    await organisation.fill('Acme');
    await page.getByRole('option', { name: 'Acme' }).click();
    await page.locator('.record-form button[type=submit]').first().click();
    const field = page.locator('.form-field', { has: page.getByLabel('E-mail') });
    await field.getByText('Another record has this already.').waitFor();
    expect(await page.getByLabel('E-mail').getAttribute('aria-invalid')).toBe('true');
  });
});

describe('somebody whose account strangers guess at', () => {
  it('signs in where they did before, and waits elsewhere', async () => {
    const page = await at.open({ as: 'user' });
    await page.context().clearCookies({ name: 'mainstay' });
    const body = { email: 'uma.user@example.com', password: 'not the password' };
    const guess = async () => {
      const headers = { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() };
      const answer = await fetch(`${at.address}/api/v1/session`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      });
      return answer.status;
    };
    expect([await guess(), await guess(), await guess()]).toEqual([401, 401, 429]);
    const elsewhere = await at.open();
    await elsewhere.goto(`${at.address}/sign-in`);
    for (const one of [elsewhere, page]) {
      if (one === page) await one.goto(`${at.address}/sign-in`);
      await one.locator('input[name=email]').fill(body.email);
      await one.locator('input[name=password]').fill(password);
      await one.locator('button[type=submit]').click();
      if (one === elsewhere) await one.getByText('Too many attempts').waitFor();
      else await one.waitForURL((url) => url.pathname !== '/sign-in');
    }
  });
});
