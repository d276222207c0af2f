import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { browserDesk } from '#/app/test/browser.ts';

const at = browserDesk();

const opened = async (number: string): Promise<Page> => {
  const page = await at.open({ as: 'agent', at: `/work/incidents/${number}` });
  await page.getByRole('article', { name: new RegExp(`^${number}`) }).waitFor();
  return page;
};

describe('what an agent does with a case', { timeout: 120_000 }, () => {
  it('asks and waits for the user without saying for whom', async () => {
    const { id, number } = await at.logged('Asked');
    const page = await opened(number);
    await page.keyboard.press('r');
    await page.keyboard.type('Which cable is it?');
    const file = { name: 'cables.txt', mimeType: 'text/plain', buffer: Buffer.from('blue, red') };
    await page.locator('.composer input[type=file]').setInputFiles(file);
    await page.getByRole('button', { name: 'Remove cables.txt' }).waitFor();
    await page.getByRole('button', { name: 'Ask and wait…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('cables.txt').waitFor();
    expect(await dialog.getByLabel('Attachments').count()).toBe(0);
    await expect.poll(() => dialog.getByRole('textbox', { name: 'Reason' }).inputValue()).toBe('Waiting for the user');
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
    const attached = await at.desk.owner(
      'select a.name, n.body from attachment a join note n on n.id = a.note where a.item = $1',
      [id],
    );
    expect(attached).toEqual([{ name: 'cables.txt', body: 'Which cable is it?' }]);
    await expect.poll(() => page.getByRole('textbox', { name: /^Reply to/ }).inputValue()).toBe('');
    expect(await page.getByRole('button', { name: 'Remove cables.txt' }).count()).toBe(0);
  });

  it('ends a case as the duplicate of one like it, in which the work goes on', async () => {
    const first = await at.logged('Plotter in the workshop prints stripes');
    const second = await at.logged('Plotter in the workshop prints stripes again');
    const page = await opened(second.number);
    await page.locator('summary', { hasText: 'Similar cases' }).click();
    await page.getByRole('button', { name: `End as a duplicate of ${first.number}` }).click();
    const dialog = page.getByRole('dialog');
    // Its reporter reads the reason: it names no case of anybody else.
    await expect.poll(() => dialog.getByLabel('Reason').inputValue()).toBe('The same problem was reported before');
    // What ends the case and what leaves the dialog are told apart.
    await dialog.getByRole('button', { name: 'Cancel', exact: true }).waitFor();
    await dialog.getByRole('button', { name: 'Cancel the case' }).click();
    await expect
      .poll(() => at.desk.incident(second.id))
      .toMatchObject({ state: 'cancelled', duplicateOf: first.id, closeCode: 'duplicate' });
    // One that has ended takes nobody's place.
    await at.desk.does('lead', 'resolve', first.id, { closeCode: 'fixed', solution: 'A new roller.' }, Date.now());
    await at.desk.does('lead', 'close', first.id, {}, Date.now());
    const third = await opened((await at.logged('Plotter in the workshop prints stripes once more')).number);
    await third.locator('summary', { hasText: 'Similar cases' }).click();
    await third.getByRole('button', { name: 'Use this solution' }).waitFor();
    expect(await third.getByRole('button', { name: /as a duplicate of/ }).count()).toBe(0);
  });

  it('says why a promise was missed where one was, and is asked nothing more where none was', async () => {
    const day = 86_400_000;
    const late = await at.logged('Late', {}, 'lead', Date.now() - 30 * day);
    const inTime = await at.logged('In time');
    const page = await opened(inTime.number);
    await page.keyboard.press('s');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('How it was solved').selectOption('fixed');
    await dialog.getByLabel('Solution').fill('Restarted it.');
    expect(await dialog.getByLabel('Why a promise was missed').count()).toBe(0);
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => at.desk.incident(inTime.id)).toMatchObject({ state: 'resolved', missReason: null });
    const second = await opened(late.number);
    await second.getByText('Late', { exact: true }).first().waitFor();
    await second.keyboard.press('s');
    const asking = second.getByRole('dialog');
    await asking.getByLabel('How it was solved').selectOption('fixed');
    await asking.getByLabel('Solution').fill('Restarted it.');
    const why = asking.getByLabel('Why a promise was missed');
    await why.waitFor();
    await second.keyboard.press('Control+Enter');
    await expect.poll(() => asking.getByText(/mandatory|required|fill/i).count()).toBeGreaterThan(0);
    await why.selectOption('supplier');
    await second.keyboard.press('Control+Enter');
    await expect.poll(() => at.desk.incident(late.id)).toMatchObject({ state: 'resolved', missReason: 'supplier' });
    expect(await at.axe(second)).toEqual([]);
  });

  it('says why a priority goes down, in the same go; the change goes with it', async () => {
    const { id, number } = await at.logged('Lowered', { impact: 2, urgency: 2 });
    const page = await opened(number);
    await page.getByRole('button', { name: /^Urgency/ }).click();
    await page.getByRole('combobox', { name: 'Urgency' }).selectOption('3');
    const dialog = page.getByRole('dialog', { name: /goes down from 3 to 4/ });
    await dialog.getByRole('textbox', { name: 'Why the priority was lowered' }).fill('It can wait until Monday');
    await page.keyboard.press('Control+Enter');
    await expect
      .poll(() => at.desk.incident(id))
      .toMatchObject({ urgency: 3, priority: 4, loweredReason: 'It can wait until Monday' });
    await page.getByRole('button', { name: 'Why the priority was lowered: It can wait until Monday' }).waitFor();
  });

  it('takes a raised priority back with one key, and that once more, without asking why it goes down', async () => {
    const { id, number } = await at.logged('Raised', { impact: 2, urgency: 2 });
    const page = await opened(number);
    await page.getByRole('button', { name: /^Urgency/ }).click();
    await page.getByRole('combobox', { name: 'Urgency' }).selectOption('1');
    const told = (level: string) => page.locator('.toast').getByText(level).first().waitFor();
    await told('Cannot work');
    await page.keyboard.press('z');
    await expect.poll(() => at.desk.incident(id)).toMatchObject({ urgency: 2, priority: 3, loweredReason: null });
    await told('Work is hard');
    await page.keyboard.press('z');
    await expect.poll(() => at.desk.incident(id)).toMatchObject({ urgency: 1, priority: 2, loweredReason: null });
  });

  it('is told what was done without the word covering what is written', async () => {
    const { number } = await at.logged('Covered');
    const page = await opened(number);
    await page.keyboard.press('t');
    const told = await page.locator('.toast').boundingBox();
    const head = await page.locator('.case-head').boundingBox();
    expect(told && head && told.y + told.height <= head.y + 1).toBe(true);
  });

  it('is resolved as several cases like it were, which stand as one', async () => {
    const solution = 'Cleaned the drum.';
    for (const which of ['first', 'second', 'third']) {
      const { id } = await at.logged(`Copier in the archive smears, ${which} floor`);
      await at.desk.does('lead', 'resolve', id, { closeCode: 'workaround', solution }, Date.now());
    }
    const { id, number } = await at.logged('Copier in the archive smears again');
    const page = await opened(number);
    await page.locator('summary', { hasText: 'Similar cases' }).click();
    const alike = page.getByRole('listitem').filter({ hasText: '3 cases, one solution' });
    expect(await alike.getByText(solution).count()).toBe(1);
    expect(await alike.getByRole('link').count()).toBe(3);
    await page.keyboard.press('s');
    const dialog = page.getByRole('dialog');
    const earlier = dialog.getByRole('region', { name: 'How similar cases were solved' });
    const three = earlier.getByRole('listitem').filter({ hasText: '3 cases, one solution' });
    await three.getByRole('button', { name: 'Use this solution' }).click();
    await expect.poll(() => dialog.getByRole('textbox', { name: 'Solution' }).inputValue()).toBe(solution);
    await page.keyboard.press('Control+Enter');
    await expect
      .poll(() => at.desk.incident(id))
      .toMatchObject({ state: 'resolved', solution, closeCode: 'workaround' });
  });
});
