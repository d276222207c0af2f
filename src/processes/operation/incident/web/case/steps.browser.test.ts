import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startDesk } from '#/app/test/browser.ts';
import type { BrowserDesk } from '#/app/test/browser.ts';

let at: BrowserDesk;

const soon = { timeout: 10_000 };

beforeAll(async () => {
  at = await startDesk();
}, 90_000);
afterAll(() => at.stop());
afterEach(async () => {
  const faults = at.faults.splice(0);
  await Promise.all(at.browser.contexts().map((context) => context.close()));
  if (faults.length > 0) throw new Error(faults.join('\n'));
});

async function logged(title: string): Promise<{ id: string; number: string }> {
  const { id } = await at.desk.does('lead', 'create', null, { title, affectedUser: at.desk.ids.user }, Date.now());
  return { id, number: (await at.desk.incident(id))['number'] as string };
}

const opened = async (number: string): Promise<Page> => {
  const page = await at.open({ as: 'agent', at: `/work/incidents/${number}` });
  await page.getByRole('article', { name: new RegExp(`^${number}`) }).waitFor();
  return page;
};

describe('what an agent does with a case', { timeout: 120_000 }, () => {
  it('asks and waits for the user without saying for whom', async () => {
    const { id, number } = await logged('Asked');
    const page = await opened(number);
    await page.keyboard.press('r');
    await page.keyboard.type('Which cable is it?');
    await page.getByRole('button', { name: 'Ask and wait…' }).click();
    const dialog = page.getByRole('dialog');
    await expect
      .poll(() => dialog.getByRole('textbox', { name: 'Reason' }).inputValue(), soon)
      .toBe('Waiting for the user');
    await page.keyboard.press('Control+Enter');
    await dialog.waitFor({ state: 'detached' });
    const [row] = await at.desk.owner(
      `select incident.state, reason.waits_for_user from incident
        join pending_reason reason on reason.id = incident.pending_reason where incident.id = $1`,
      [id],
    );
    expect(row).toEqual({ state: 'pending', waits_for_user: true });
    const notes = await at.desk.owner('select audience, body from note where item = $1', [id]);
    expect(notes).toEqual([{ audience: 'everyone', body: 'Which cable is it?' }]);
    await expect.poll(() => page.getByRole('textbox', { name: /^Reply to/ }).inputValue(), soon).toBe('');
  });

  it('ends a case as the duplicate of one like it, in which the work goes on', async () => {
    const first = await logged('Plotter in the workshop prints stripes');
    const second = await logged('Plotter in the workshop prints stripes again');
    const page = await opened(second.number);
    await page.locator('summary', { hasText: 'Similar cases' }).click();
    await page.getByRole('button', { name: `End as a duplicate of ${first.number}` }).click();
    const dialog = page.getByRole('dialog');
    await expect.poll(() => dialog.getByLabel('Reason').inputValue(), soon).toBe(`Duplicate of ${first.number}`);
    // What ends the case and what leaves the dialog are told apart.
    await dialog.getByRole('button', { name: 'Cancel', exact: true }).waitFor();
    await dialog.getByRole('button', { name: 'Cancel the case' }).click();
    await expect
      .poll(() => at.desk.incident(second.id), soon)
      .toMatchObject({ state: 'cancelled', duplicateOf: first.id, closeCode: 'duplicate' });
    // One that has ended takes nobody's place.
    await at.desk.does('lead', 'resolve', first.id, { closeCode: 'fixed', solution: 'A new roller.' }, Date.now());
    await at.desk.does('lead', 'close', first.id, {}, Date.now());
    const third = await opened((await logged('Plotter in the workshop prints stripes once more')).number);
    await third.locator('summary', { hasText: 'Similar cases' }).click();
    await third.getByRole('button', { name: 'Use this solution' }).waitFor();
    expect(await third.getByRole('button', { name: /as a duplicate of/ }).count()).toBe(0);
  });

  it('is told what was done without the word covering what is written', async () => {
    const { number } = await logged('Covered');
    const page = await opened(number);
    await page.keyboard.press('t');
    const told = await page.locator('.toast').boundingBox();
    const head = await page.locator('.case-head').boundingBox();
    expect(told && head && told.y + told.height <= head.y + 1).toBe(true);
  });
});
