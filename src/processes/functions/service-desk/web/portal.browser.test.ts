import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startDesk } from '#/app/test/browser.ts';
import type { BrowserDesk } from '#/app/test/browser.ts';

let at: BrowserDesk;

beforeAll(async () => {
  at = await startDesk();
});
afterAll(() => at.stop());
afterEach(async () => {
  const faults = at.faults.splice(0);
  if (faults.length > 0) throw new Error(faults.join('\n'));
  await Promise.all(at.browser.contexts().map((context) => context.close()));
});

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** A case that the user reported, as an agent finds it. */
async function reported(title: string): Promise<{ id: string; number: string }> {
  const { id } = await at.desk.does('user', 'create', null, { title, urgency: 2 }, Date.now());
  return { id, number: (await at.desk.incident(id))['number'] as string };
}

const does = (action: string, id: string, input: Record<string, unknown> = {}) =>
  at.desk.does('agent', action, id, input, Date.now());

async function reasonThatWaits(): Promise<string> {
  const [row] = await at.desk.owner<{ id: string }>('select id from pending_reason where waits_for_user limit 1');
  return row?.id ?? '';
}

const stage = (page: Page) => page.locator('.progress [aria-current=step]');

describe('a report', () => {
  it('takes three answers and is received under a number', async () => {
    const page = await at.open({ as: 'user', ...phone });
    await page.getByRole('link', { name: /Something is broken/ }).click();
    await page.getByLabel('What is broken?').fill('The coffee machine printer jams');
    await page.getByLabel(/Details/).fill('It says E42.');
    await page.getByText('I can work with difficulty').click();
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText(/We have it: INC\d+/).waitFor();
    const number = /INC\d+/.exec(page.url())?.[0] ?? '';
    const [row] = await at.desk.owner('select title, description, urgency, channel from incident where number = $1', [
      number,
    ]);
    expect(row).toEqual({
      title: 'The coffee machine printer jams',
      description: 'It says E42.',
      urgency: 2,
      channel: 'portal',
    });
    await expect.poll(() => stage(page).innerText()).toContain('Received');
  });
});

describe('a case', () => {
  it('shows nothing that is said among colleagues', async () => {
    const { id, number } = await reported('The mailbox is full');
    await does('note', id, { body: 'PLANTEDCANARY' });
    const page = await at.open({ as: 'user', at: `/cases/${number}` });
    await page.getByRole('heading', { name: 'Conversation' }).waitFor();
    await page.locator('.message').first().waitFor();
    expect(await page.content()).not.toContain('PLANTEDCANARY');
  });

  it('of somebody else is not found', async () => {
    const { number } = await reported('A private matter');
    const page = await at.open({ as: 'stranger', at: `/cases/${number}` });
    await page.getByText('There is no such case, or it is not one of yours.').waitFor();
    expect(await page.content()).not.toContain('A private matter');
  });

  it('comes first on the home page, with its question, while it waits for its user', async () => {
    const { id } = await reported('The scanner sends empty mails');
    await does('wait', id, { reason: await reasonThatWaits(), message: 'Which floor is it on?' });
    await reported('A newer one');
    const page = await at.open({ as: 'user', ...phone });
    const first = page.locator('.case-card').first();
    await first.waitFor();
    expect(await first.innerText()).toContain('Which floor is it on?');
  });
});
