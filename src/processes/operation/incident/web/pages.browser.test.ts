import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { browserDesk } from '#/app/test/browser.ts';
import { newId } from '#/platform/ids.ts';

const at = browserDesk();

/** So many cases at once: copies of one that was logged, under numbers of their own. */
async function copies(title: string, count: number): Promise<void> {
  const { id } = await at.logged(title);
  const ids = Array.from({ length: count }, () => newId(Date.now()));
  for (const table of ['item', 'incident']) {
    const columns = await at.desk.owner<{ name: string }>(
      `select column_name as name from information_schema.columns
        where table_schema = 'public' and table_name = $1 and is_generated = 'NEVER' order by ordinal_position`,
      [table],
    );
    const names = columns.map(({ name }) => name);
    const values = names.map((name) => {
      if (name === 'id') return 'n.id';
      if (name === 'number') return `'INC9' || lpad(n.place::text, 6, '0')`;
      return name === 'title' ? `c.title || ' ' || n.place` : `c.${name}`;
    });
    await at.desk.owner(
      `insert into ${table} (${names.join(', ')})
        select ${values.join(', ')} from ${table} c, unnest($2::uuid[]) with ordinality as n (id, place) where c.id = $1`,
      [id, ids],
    );
  }
}

const filtered = (words: string) => `/work/?filter=${encodeURIComponent(`title ~ '${words}'`)}&sort=number`;
const rows = (page: Page) => page.locator('.list-row');

describe('the list', { timeout: 120_000 }, () => {
  it('holds ten thousand rows, of which at most two hundred are in the document', async () => {
    await copies('Many', 10_000);
    const page = await at.open({ as: 'agent', at: filtered('Many') });
    await rows(page).first().waitFor();
    await page.getByText(/10,000\+ records/).waitFor();
    const grid = page.getByRole('grid');
    const most = () => page.evaluate(() => document.querySelectorAll('.list-row').length);
    expect(await most()).toBeLessThanOrEqual(200);
    let reached = 0;
    // Every press on End goes to what is loaded so far, and has the next page fetched.
    await grid.focus();
    while (reached < 1_200) {
      await page.keyboard.press('End');
      await expect
        .poll(async () => {
          reached = Number(await rows(page).last().getAttribute('aria-rowindex'));
          await page.keyboard.press('End');
          return reached;
        })
        .toBeGreaterThan(reached);
      expect(await most()).toBeLessThanOrEqual(200);
    }
    await page.keyboard.press('Home');
    await expect.poll(() => rows(page).first().getAttribute('aria-rowindex')).toBe('2');
  });

  it('keeps its rows where they are: what is new waits behind a button, what changed changes in place', async () => {
    const first = await at.logged('Steady A');
    await at.logged('Steady B');
    const page = await at.open({ as: 'agent', at: filtered('Steady') });
    await expect.poll(() => rows(page).count()).toBe(2);
    await at.desk.does('colleague', 'take', first.id, {}, Date.now());
    await rows(page).first().getByText('In progress').waitFor();
    await at.logged('Steady C');
    await at.logged('Steady D');
    await page.getByRole('button', { name: '2 new' }).waitFor();
    expect(await rows(page).count()).toBe(2);
    await page.getByRole('button', { name: '2 new' }).click();
    await expect.poll(() => rows(page).count()).toBe(4);
  });

  it('is filtered by typing and by chips, the place of a mistake is shown, and the address says it all', async () => {
    await at.logged('Filter me', { urgency: 1 });
    const page = await at.open({ as: 'agent', at: '/work' });
    await rows(page).first().waitFor();
    await page.keyboard.press('/');
    await page.keyboard.press('Control+a');
    await page.keyboard.type(`title ~ 'Filter' and urgncy = 1`);
    await page.getByText('There is no field “urgncy”. Did you mean “urgency”?').waitFor();
    await expect.poll(() => page.locator('.filter-problem mark').innerText()).toBe('urgncy');
    await page.keyboard.press('Control+a');
    await page.keyboard.type(`title ~ 'Filter' and urgency = 1`);
    await page.keyboard.press('Enter');
    await expect.poll(() => rows(page).count()).toBe(1);
    await page.getByRole('button', { name: 'Remove the condition Urgency: 1 – Cannot work' }).click();
    await expect.poll(() => new URL(page.url()).searchParams.get('filter')).toBe('title ~ Filter');
    await page.reload();
    await expect.poll(() => rows(page).count()).toBe(1);
    // Cleared is cleared: everything is listed, and no chip says otherwise.
    await page.getByRole('button', { name: 'Clear', exact: true }).click();
    const chips = page.getByRole('button', { name: /^Remove the condition/ });
    await expect.poll(() => rows(page).count()).toBeGreaterThan(1);
    expect(await chips.count()).toBe(0);
    await page.reload();
    await expect.poll(() => rows(page).count()).toBeGreaterThan(1);
    expect(await chips.count()).toBe(0);
    // Asked the same way again, the list would be refused again.
    const wrong = await at.open({ as: 'agent', at: `/work?filter=${encodeURIComponent('state = clsoed')}` });
    await wrong.getByText('Did you mean “closed”?').first().waitFor();
    expect(await wrong.getByRole('button', { name: 'Try again' }).count()).toBe(0);
  });

  it('changes many at once, after saying what would happen to each', async () => {
    const open = await at.logged('Bulk one');
    const closed = await at.logged('Bulk two');
    await at.desk.does('lead', 'cancel', closed.id, { reason: 'A test' }, Date.now());
    const page = await at.open({ as: 'lead', at: filtered('Bulk') });
    await expect.poll(() => rows(page).count()).toBe(2);
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.getByRole('button', { name: 'Change all' }).click();
    const dialog = page.getByRole('dialog', { name: 'Change 2 records' });
    await dialog.getByLabel('What is to happen').selectOption({ label: 'Urgency' });
    await dialog.getByLabel('Urgency').selectOption('1');
    await dialog.getByRole('button', { name: 'Preview' }).click();
    await dialog.getByText('This would change 1 of 2. Nothing has been changed yet.').waitFor();
    const preview = dialog.getByRole('region', { name: 'Preview' });
    const said = (text: string) => preview.getByRole('listitem').filter({ hasText: text }).first().innerText();
    expect(await said(open.number)).toMatch(/Urgency: 2 – Work is hard → 1 – /);
    expect(await said(closed.number)).toMatch(/^1 refused: .+/);
    expect(await at.desk.incident(open.id)).toMatchObject({ urgency: 2 });
    await dialog.getByRole('button', { name: 'Change 1 record' }).click();
    await page.locator('.toast').getByText('1 of 2 changed').waitFor();
    expect(await at.desk.incident(open.id)).toMatchObject({ urgency: 1 });
    // Who was left out stays to be read, and there is nothing more to press.
    expect(await said(closed.number)).toMatch(/^1 refused: .+/);
    await preview.getByText('1 of 2 changed').waitFor();
    expect(await dialog.getByRole('button', { name: /^Change/ }).count()).toBe(0);
  });

  it('saves a view with its filter, and counts it', async () => {
    await at.logged('Viewed');
    const page = await at.open({ as: 'agent', at: filtered('Viewed') });
    await page.getByRole('button', { name: 'Save as a view' }).click();
    await page.getByLabel('Name of the view').fill('My own view');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('button', { name: /My own view\s*1/ }).waitFor();
    await page.getByRole('button', { name: 'More about the view My own view' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByText('The view My own view is deleted').waitFor();
    await expect.poll(() => at.desk.owner('select 1 from saved_view')).toEqual([]);
  });
});

describe('every page', { timeout: 120_000 }, () => {
  it.each(['light', 'dark'] as const)(
    'has no fault that axe finds in the %s, with dialogs open',
    async (colorScheme) => {
      const { id, number } = await at.logged('Looked at by axe');
      await at.desk.does('agent', 'reply', id, { body: 'We are on it.' }, Date.now());
      await at.desk.does('agent', 'note', id, { body: 'She is in a hurry.' }, Date.now());
      await at.desk.does('agent', 'add-task', id, { title: 'Order a fuser' }, Date.now());
      const found: string[] = [];
      const page = await at.open({ as: 'agent', colorScheme, reducedMotion: 'reduce' });
      const look = async (ready: string) => {
        await page.locator(ready).first().waitFor();
        found.push(...(await at.axe(page)));
      };
      await page.goto('/work');
      await look('.list-row');
      await page.goto(`/work/?case=${number}&filter=${encodeURIComponent(`title ~ 'axe'`)}`);
      await look('.message[data-kind=note]');
      await page.evaluate(() => document.querySelectorAll('details').forEach((part) => (part.open = true)));
      await look('.clocks');
      await page.getByRole('button', { name: 'Why?' }).first().click();
      await look('.clock-spans');
      await page.keyboard.press('Escape');
      for (const key of ['a', 's', '?']) {
        await page.locator('.case-number').click();
        await page.keyboard.press(key);
        await look('[role=dialog] .mantine-Modal-body');
        await page.keyboard.press('Escape');
        await page.locator('[role=dialog]').waitFor({ state: 'detached' });
      }
      await page.keyboard.press('Control+k');
      await look('.palette');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Note', exact: true }).click();
      await page.goto(`/work/incidents/${number}`);
      await look('.message[data-kind=reply]');
      await page.goto('/work/call');
      await look('.call-form');
      await page.goto('/work/notifications');
      await look('.page h1, .nothing');
      await page.goto('/work/incidents/INC0099999');
      await look('.nothing');
      expect(found).toEqual([]);
    },
  );

  it.each(['en-GB', 'sk-SK'])(
    'fits a telephone in %s: nothing sideways, no word of the rail broken',
    async (locale) => {
      // Late for long enough to be told in many words.
      const { number } = await at.logged('On the telephone', {}, 'lead', Date.now() - 415 * 86_400_000);
      const page = await at.open({ as: 'lead', locale, viewport: { width: 390, height: 844 } });
      await page.evaluate((to) => localStorage.setItem('mainstay.language', to), locale.slice(0, 2));
      for (const path of ['/work', `/work/incidents/${number}`, '/work/call', '/work/overview', '/work/import']) {
        await page.goto(path);
        await page.locator('#main').waitFor();
        await page.waitForLoadState('networkidle');
        const wide = await page.evaluate(() =>
          ['html', '#main', '.rail'].filter((part) => {
            const box = document.querySelector(part);
            return !box || box.scrollWidth > box.clientWidth;
          }),
        );
        expect([path, wide]).toEqual([path, []]);
        // What is cut off, and cannot be scrolled to either.
        const cut = await page.locator('#main *').evaluateAll((parts) => {
          const scrolls = (part: Element): boolean =>
            (/auto|scroll/.test(getComputedStyle(part).overflowX) && part.scrollWidth > part.clientWidth) ||
            (part.parentElement !== null && scrolls(part.parentElement));
          return parts
            .filter((part) => part.getBoundingClientRect().right > innerWidth + 1 && part.checkVisibility())
            .filter((part) => !scrolls(part))
            .map((part) => `${part.className} ${part.textContent?.slice(0, 40)}`);
        });
        expect([path, cut]).toEqual([path, []]);
      }
      const lines = await page
        .locator('.rail a > span')
        .evaluateAll((labels) => labels.map((label) => label.getClientRects().length + label.scrollHeight / 20));
      expect(lines.length).toBeGreaterThanOrEqual(5);
      for (const height of lines) expect(height).toBeLessThan(2);
    },
  );

  it('speaks Slovak, words of the server included', async () => {
    await at.logged('Tlačiareň');
    const page = await at.open({ as: 'agent', locale: 'sk-SK' });
    await page.evaluate(() => localStorage.setItem('mainstay.language', 'sk'));
    await page.goto(filtered('Tlačiareň'));
    await rows(page).first().click();
    await page.getByRole('button', { name: 'Prevziať' }).waitFor();
    await page.getByText('Prečíta si to Uma User').waitFor();
    await page.getByText('1 záznam', { exact: true }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('sk');
    const words = await page.locator('body').innerText();
    // A key that nobody wrote would be shown as it is.
    expect(words.match(/\b(?:case|queue|beside|composer|record|list|filter|clock|shell)\.[a-z-]+/g) ?? []).toEqual([]);
  });

  it('tells nothing, an error, and what one may not see apart', async () => {
    await at.logged('Something to list');
    const page = await at.open({ as: 'agent', at: filtered('There is no such title') });
    const said = (on: Page) => on.locator('main .nothing-title, main .nothing p:last-of-type').allInnerTexts();
    await expect.poll(() => said(page)).toEqual(['No cases here', 'No case matches the filter.']);
    await page.goto('/work/incidents/INC0099999');
    await expect.poll(() => said(page)).toContain('There is nothing here');
    await page.route('**/api/v1/incidents?*', (route) =>
      route.fulfill({ status: 500, contentType: 'application/problem+json', body: '{"code":"internal","status":500}' }),
    );
    await page.goto('/work');
    await expect.poll(() => said(page)).toContain('This could not be loaded');
    await page.unroute('**/api/v1/incidents?*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await rows(page).first().waitFor();
    const administrator = await at.open({ as: 'administrator', at: '/work/incidents/INC0000001' });
    await expect.poll(() => said(administrator)).toContain('You may not see this');
    const user = await at.open({ as: 'user', at: '/work' });
    await expect.poll(() => said(user)).toContain('You have no work here');
  });
});
