import { describe, expect, it } from 'vitest';
import { browserDesk } from '#/app/test/browser.ts';
import type { LoggedCase } from '#/app/test/browser.ts';

const at = browserDesk();

describe('a change of many', { timeout: 120_000 }, () => {
  it('asks in the same dialog for what some of them want to know besides', async () => {
    const cases: LoggedCase[] = [];
    for (const nth of [1, 2]) cases.push(await at.logged(`Less urgent ${nth}`));
    // The first is as urgent as all will be: nothing is lowered, and nothing has to be said of it.
    await at.desk.does('agent', 'edit', cases[0]?.id ?? '', { urgency: 3, loweredReason: 'Known' }, Date.now());
    const filter = encodeURIComponent(`title ~ 'Less urgent'`);
    const page = await at.open({ as: 'lead', at: `/work/?filter=${filter}&sort=number` });
    await page.getByText('Less urgent 2').waitFor();
    for (const key of ['j', 'x', 'j', 'x']) await page.keyboard.press(key);
    await page.getByRole('button', { name: 'Change all' }).click();
    const dialog = page.getByRole('dialog', { name: 'Change 2 records' });
    await dialog.getByLabel('What is to happen').selectOption({ label: 'Urgency' });
    await dialog.getByLabel('Urgency').selectOption('3');
    expect(await dialog.getByLabel('Why the priority was lowered').count()).toBe(0);
    await dialog.getByRole('button', { name: 'Preview' }).click();
    await dialog.getByText('1 refused').waitFor();
    await dialog.getByLabel('Why the priority was lowered').fill('It can wait until Monday');
    await dialog.getByRole('button', { name: 'Preview' }).click();
    await dialog.getByRole('button', { name: 'Change 2 records' }).click();
    await page.locator('.toast').getByText('2 of 2 changed').waitFor();
    const reasons = await Promise.all(cases.map(async ({ id }) => (await at.desk.incident(id))['loweredReason']));
    expect(reasons).toEqual(['Known', 'It can wait until Monday']);
  });
});
