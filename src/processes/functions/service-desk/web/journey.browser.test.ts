import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { describe, expect, it, vi } from 'vitest';
import { browserDesk } from '#/app/test/browser.ts';
import type { Who } from '#/app/test/desk.ts';

vi.setConfig({ testTimeout: 60_000 });
const at = browserDesk();

interface Change {
  item: string;
  action: string;
  actor: string | null;
}

/** An agent as their workspace is: signed in, listening to the live stream, acting through the API. */
async function desk(who: Who) {
  const page = await at.open({ as: who });
  const { csrf } = (await (await page.request.get('/api/v1/session')).json()) as { csrf: string };
  await page.evaluate(`
    window.heard = [];
    const stream = new EventSource('/api/v1/events');
    stream.addEventListener('change', ({ data }) => heard.push(...JSON.parse(data)));
    new Promise((resolve) => stream.addEventListener('hello', () => resolve(), { once: true }))`);
  return {
    async does(step: string, id: string, body: Record<string, unknown> = {}) {
      const answer = await page.request.post(`/api/v1/incidents/${id}/${step}`, {
        data: body,
        headers: { origin: at.address, 'x-csrf-token': csrf, 'idempotency-key': randomUUID() },
      });
      expect([step, answer.status(), await answer.text()]).toEqual([step, 200, expect.anything()]);
    },
    read: async (path: string) => (await page.request.get(`/api/v1${path}`)).json() as Promise<unknown>,
    /** Waits until the stream has told of an action by somebody. */
    async hears(action: string, item: string, actor: string) {
      await expect
        .poll(async () => (await page.evaluate('heard')) as Change[])
        .toContainEqual(expect.objectContaining({ item, action, actor }));
      await page.evaluate('void heard.splice(0)');
    },
  };
}

const stage = (page: Page) => page.locator('.progress [aria-current=step]');
const reaches = async (page: Page, words: string) => {
  await expect.poll(() => stage(page).innerText()).toContain(words);
};

describe('a case, from its report to its end', () => {
  it('goes between a user on a phone and two agents who watch it', async () => {
    const { ids } = at.desk;
    const [anna, cyril] = [await desk('agent'), await desk('colleague')];
    const both = async (action: string, item: string, actor: string) => {
      await anna.hears(action, item, actor);
      await cyril.hears(action, item, actor);
    };
    const page = await at.open({ as: 'user', viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

    await page.getByRole('link', { name: /Something is broken/ }).click();
    await page.getByLabel('What is broken?').fill('The till does not print receipts');
    await page.getByText('I can’t work at all').click();
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText(/We have it: INC\d+/).waitFor();
    const number = /INC\d+/.exec(page.url())?.[0] ?? '';
    const [row] = await at.desk.owner<{ id: string }>('select id from incident where number = $1', [number]);
    const id = row?.id ?? '';
    await both('create', id, ids.user);
    await reaches(page, 'Received');

    await anna.does('assign', id, { group: ids.desk, assignee: ids.colleague });
    await both('assign', id, ids.agent);
    await cyril.does('start', id);
    await both('start', id, ids.colleague);
    await reaches(page, 'Being worked on');
    await page.locator('.case-state').getByText('Cyril Colleague is working on it.').waitFor();

    await cyril.does('reply', id, { body: 'Is there paper in it?' });
    await both('reply', id, ids.colleague);
    // A reply can be taken back for some seconds; then it is the user's to read.
    await page.locator('.message', { hasText: 'Is there paper in it?' }).waitFor({ timeout: 20_000 });
    await page.getByLabel('Write to us').fill('Yes, a new roll.');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.locator('.message', { hasText: 'Yes, a new roll.' }).waitFor();
    await both('reply', id, ids.user);

    await cyril.does('resolve', id, { closeCode: 'fixed', solution: 'The cable was loose.', cause: 'Cleaning' });
    await both('resolve', id, ids.colleague);
    await page.getByRole('heading', { name: 'Is it fixed?' }).waitFor();
    await page.getByRole('button', { name: 'No, it still does not work' }).click();
    await page.getByLabel('What is still wrong?').fill('It prints, but blank.');
    await page.getByRole('button', { name: 'Send, and open the case again' }).click();
    await both('reopen', id, ids.user);
    await reaches(page, 'Being worked on');

    await cyril.does('resolve', id, {
      closeCode: 'fixed',
      solution: 'The roll was the wrong way round.',
      cause: 'Roll',
    });
    await both('resolve', id, ids.colleague);
    await page.getByText('The roll was the wrong way round.').first().waitFor();
    await page.getByRole('button', { name: 'Yes, it works' }).click();
    await both('confirm', id, ids.user);
    await reaches(page, 'Closed');
    expect(await anna.read(`/incidents/${id}`)).toMatchObject({ record: { state: 'closed', reopenedCount: 1 } });

    // Everything that concerned them is told in their inbox, in their words.
    await page.goto('/notifications');
    for (const words of ['wrote to you', 'says that it is solved']) {
      await page.getByText(words).first().waitFor();
    }
  }, 90_000);
});
