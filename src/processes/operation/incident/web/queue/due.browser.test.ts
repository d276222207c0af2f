import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { browserDesk } from '#/app/test/browser.ts';

const at = browserDesk();

const minute = 60_000;
const urgent = { impact: 1, urgency: 1 };

const logged = async (title: string, values: Record<string, unknown>, ago = 0) =>
  (await at.logged(title, values, 'agent', Date.now() - ago)).id;

const titles = (page: Page) => page.locator('.list-row .queue-title').allTextContents();
const row = (page: Page, title: string) => page.getByRole('row').filter({ hasText: title });
const due = (page: Page, title: string) => row(page, title).locator('[data-column=dueAt]');

describe('the deadline in the queue', { timeout: 120_000 }, () => {
  it('is said in words, sorts and filters, and changes where it stands when the clocks do', async () => {
    // Neither the server's zone nor the browser's.
    await at.desk.does('administrator', 'person.edit', at.desk.ids.agent, { timeZone: 'Asia/Tokyo' });
    await logged('Due in a day or so', { impact: 3, urgency: 3 });
    const late = await logged('Due an hour ago', urgent, 75 * minute);
    const waiting = await logged('Due at no time', urgent);
    await at.desk.does('agent', 'reply', waiting, { body: 'We look' }, Date.now());
    const [reason] = await at.desk.owner<{ id: string }>("select id from pending_reason where code = 'user'");
    const wait = { reason: reason?.id, message: 'Which one?' };
    await at.desk.does('agent', 'wait', waiting, wait, Date.now());
    await logged('Due in a quarter', urgent);

    const page = await at.open({ as: 'agent', at: `/work/?filter=${encodeURIComponent("title ~ 'Due'")}&sort=number` });
    await page.getByText('Due an hour ago').waitFor();
    const heads = (await page.getByRole('columnheader').allTextContents()).map((head) => head.trim());
    expect(heads.indexOf('Due')).toBe(heads.indexOf('Priority') + 1);

    const head = page.getByRole('columnheader', { name: 'Due' });
    await head.getByRole('button').click();
    await expect.poll(() => head.getAttribute('aria-sort')).toBe('ascending');
    await expect
      .poll(() => titles(page))
      .toEqual(['Due an hour ago', 'Due in a quarter', 'Due in a day or so', 'Due at no time']);
    expect(await due(page, 'Due an hour ago').innerText()).toMatch(/Overdue\s*1 hour ago/);
    expect(await due(page, 'Due in a quarter').innerText()).toMatch(/At risk\s*in 1[0-4] minutes/);
    expect(await due(page, 'Due in a day or so').innerText()).toMatch(/^(in \d+ (hours|days)|tomorrow)$/);
    expect(await due(page, 'Due at no time').innerText()).toBe('');
    // Neither the late nor the near one is told by its colour alone.
    expect(await due(page, 'Due an hour ago').locator('svg').count()).toBe(1);
    expect(await due(page, 'Due in a quarter').locator('svg').count()).toBe(1);
    const [kept] = await at.desk.owner<{ due: string }>('select due_at as due from incident where id = $1', [late]);
    const moment = new Intl.DateTimeFormat('en-GB', {
      timeZone: 'Asia/Tokyo',
      weekday: 'long',
      day: 'numeric',
      month: 'long',
      year: 'numeric',
      hour: 'numeric',
      minute: '2-digit',
      timeZoneName: 'short',
    }).format(Date.parse(kept?.due ?? ''));
    expect(await due(page, 'Due an hour ago').locator('time').getAttribute('title')).toBe(moment);
    expect(await at.axe(page)).toEqual([]);

    // An answer stops the clock that was late: the next one shows, in the row where it stands.
    await at.desk.does('agent', 'reply', late, { body: 'We are on it' }, Date.now());
    await expect
      .poll(() => due(page, 'Due an hour ago').innerText(), { timeout: 10_000 })
      .toMatch(/At risk\s*in (1 hour|5\d minutes)/);
    expect((await titles(page))[0]).toBe('Due an hour ago');

    await head.getByRole('button').click();
    await expect
      .poll(() => titles(page))
      .toEqual(['Due in a day or so', 'Due an hour ago', 'Due in a quarter', 'Due at no time']);
    await page.goto(`/work/?filter=${encodeURIComponent("title ~ 'Due' and dueAt < now+30m")}&sort=number`);
    await expect.poll(() => titles(page)).toEqual(['Due in a quarter']);
  });

  it('orders what one has to do, beside an open case too', async () => {
    const mine = async (title: string, more: Record<string, unknown>) => {
      const id = await logged(title, more);
      await at.desk.does('colleague', 'take', id, {}, Date.now());
    };
    await mine('Mine for later', { impact: 3, urgency: 3 });
    await mine('Mine for now', urgent);
    const page = await at.open({ as: 'colleague', at: '/work/?view=shipped%3Amy-open' });
    await expect.poll(() => titles(page)).toEqual(['Mine for now', 'Mine for later']);
    expect(await page.getByRole('columnheader', { name: 'Due' }).getAttribute('aria-sort')).toBe('ascending');
    await page.getByText('Mine for now').click();
    await page.getByRole('article', { name: /^INC/ }).waitFor();
    const beside = row(page, 'Mine for now').locator('.due');
    expect(await beside.innerText()).toMatch(/At risk\s*in 1[0-4] minutes/);
    expect(await at.axe(page)).toEqual([]);
  });
});
