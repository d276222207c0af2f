import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { browserDesk } from '#/app/test/browser.ts';
import type { LoggedCase } from '#/app/test/browser.ts';

const at = browserDesk();

const filtered = (words: string) => `/work/?filter=${encodeURIComponent(`title ~ '${words}'`)}&sort=number`;
const pane = (page: Page) => page.getByRole('article', { name: /^INC/ });
const state = async ({ id }: { id: string }) => (await at.desk.incident(id))['state'];

/** Goes to every control of a page, presses Enter on it, and says which were not pressed by that. Nothing comes of it. */
async function deafToEnter(page: Page): Promise<{ walked: number; deaf: string[] }> {
  const walked = await page.evaluate(() => {
    const reached: Element[] = [];
    document.addEventListener(
      'click',
      (event) => {
        event.preventDefault();
        event.stopImmediatePropagation();
        reached.push(event.target as Element);
      },
      true,
    );
    const controls = [...document.querySelectorAll<HTMLElement>('a[href], button, summary')].filter(
      (one) => one.tabIndex >= 0 && !(one as HTMLButtonElement).disabled && one.checkVisibility(),
    );
    Object.assign(globalThis, { walk: { controls, reached } });
    return controls.length;
  });
  const deaf: string[] = [];
  for (let nth = 0; nth < walked; nth++) {
    await page.evaluate((index) => {
      const { walk } = globalThis as unknown as { walk: { controls: HTMLElement[]; reached: Element[] } };
      walk.reached.length = 0;
      walk.controls[index]?.focus();
    }, nth);
    await page.keyboard.press('Enter');
    const missed = await page.evaluate((index) => {
      const { walk } = globalThis as unknown as { walk: { controls: HTMLElement[]; reached: Element[] } };
      const control = walk.controls[index];
      return control && walk.reached[0] !== control ? control.outerHTML.slice(0, 120) : null;
    }, nth);
    if (missed) deaf.push(missed);
  }
  return { walked, deaf };
}

describe('the keys of the queue', { timeout: 120_000 }, () => {
  it('leave Enter to every button and link that has the focus, with and without an open case', async () => {
    const { number } = await at.logged('Walked over');
    const page = await at.open({ as: 'lead', at: filtered('Walked over') });
    await page.getByText('Walked over').waitFor();
    const list = await deafToEnter(page);
    expect(list.walked).toBeGreaterThan(15);
    expect(list.deaf).toEqual([]);
    await page.goto(`${filtered('Walked over')}&case=${number}`);
    await pane(page).getByRole('button', { name: 'Send reply' }).waitFor();
    const both = await deafToEnter(page);
    expect(both.walked).toBeGreaterThan(list.walked + 15);
    expect(both.deaf).toEqual([]);
  });

  it('ask before a case is taken from a colleague: who has it, and since when', async () => {
    const one = await at.logged('Taken by Cyril');
    await at.desk.does('colleague', 'take', one.id, {}, Date.now());
    const page = await at.open({ as: 'agent', at: `/work/incidents/${one.number}` });
    await pane(page).getByRole('group', { name: 'Steps' }).getByRole('button').first().waitFor();
    // What one wants least of all with a colleague's case is no button of the first rank.
    expect(await pane(page).locator('.record-steps button').first().innerText()).not.toBe('Take');
    await page.keyboard.press('t');
    const dialog = page.getByRole('dialog', { name: 'Cyril Colleague works on this case' });
    await dialog.getByText(/Cyril Colleague has had it since/).waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await at.desk.incident(one.id)).toMatchObject({ assignee: at.desk.ids.colleague });
    await page.keyboard.press('t');
    await dialog.getByRole('button', { name: 'Take it over' }).click();
    await expect.poll(async () => (await at.desk.incident(one.id))['assignee']).toBe(at.desk.ids.agent);
    await page.locator('.toast').getByRole('button', { name: 'Undo' }).waitFor();
    await page.keyboard.press('z');
    await expect.poll(async () => (await at.desk.incident(one.id))['assignee']).toBe(at.desk.ids.colleague);
  });

  it('undo a change of many, and leave nothing selected that has left the list', async () => {
    const cases: LoggedCase[] = [];
    for (const nth of [1, 2, 3]) cases.push(await at.logged(`Handed over ${nth}`));
    const before = await Promise.all(cases.map(({ id }) => at.desk.incident(id)));
    const filter = `title ~ 'Handed over' and state = new`;
    const page = await at.open({ as: 'lead', at: `/work/?filter=${encodeURIComponent(filter)}&sort=number` });
    await page.getByText('Handed over 3').waitFor();
    for (const key of ['j', 'x', 'j', 'x', 'j', 'x']) await page.keyboard.press(key);
    await page.getByRole('button', { name: 'Change all' }).click();
    const dialog = page.getByRole('dialog', { name: 'Change 3 records' });
    await dialog.getByLabel('What is to happen').selectOption({ label: 'Take' });
    await dialog.getByRole('button', { name: 'Preview' }).click();
    await dialog.getByRole('button', { name: 'Change 3 records' }).click();
    await page.locator('.toast').getByText('3 of 3 changed').waitFor();
    await page.getByText('No cases here').waitFor();
    expect(await page.getByText('3 selected').count()).toBe(0);
    // Somebody goes on with one of them: that one stays.
    const [first] = cases;
    await at.desk.does('lead', 'cancel', first?.id ?? '', { reason: 'A test' }, Date.now());
    await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
    await page.getByText('2 records are as they were before').waitFor();
    expect(await Promise.all(cases.map(state))).toEqual(['cancelled', 'new', 'new']);
    for (const nth of [1, 2]) {
      const { assignee, group, reassignedCount } = before[nth] as Record<string, unknown>;
      expect(await at.desk.incident(cases[nth]?.id ?? '')).toMatchObject({ assignee, group, reassignedCount });
    }
    await page.getByRole('button', { name: 'My bulk changes' }).click();
    const runs = page.getByRole('dialog', { name: 'My bulk changes' });
    await runs.getByText(/2 of 3 undone/).waitFor();
  });

  it('are enough for twenty cases, with the way back', async () => {
    const cases: LoggedCase[] = [];
    for (let nth = 1; nth <= 20; nth++) cases.push(await at.logged(`Twenty ${String(nth).padStart(2, '0')}`));
    const page = await at.open({ as: 'agent', at: filtered('Twenty') });
    await page.getByText('Twenty 20').waitFor();
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    await press('j', 'Enter');
    for (const [nth, one] of cases.entries()) {
      if (nth > 0) await press('j');
      await pane(page).getByText(one.number, { exact: true }).waitFor();
      if (nth % 4 === 0) {
        const answered = page.waitForResponse((answer) => answer.url().endsWith('/take'));
        await press('t');
        await pane(page).getByText('In progress', { exact: true }).first().waitFor();
        await (await answered).finished();
        if (nth % 8 === 0) {
          // A slip of the key: it is as it was before.
          await page.locator('.toast').getByRole('button', { name: 'Undo' }).first().waitFor();
          await press('z');
          await expect.poll(() => state(one)).toBe('new');
        }
      } else if (nth % 4 === 1) {
        await press('r');
        await page.keyboard.type(`We look at it, number ${nth}`);
        await press('Control+Enter');
        await pane(page).getByText(`We look at it, number ${nth}`).waitFor();
      } else if (nth % 4 === 2) {
        await press('r');
        await page.keyboard.type('Restarted the spooler.');
        await press('Escape', 's');
        const dialog = page.getByRole('dialog');
        await dialog.getByText('The user reads the solution.').waitFor();
        await page.keyboard.type('Fixed');
        await press('Control+Enter');
        await dialog.waitFor({ state: 'detached' });
        expect(await at.desk.incident(one.id)).toMatchObject({ state: 'resolved', solution: 'Restarted the spooler.' });
      } else {
        await press('n');
        await page.keyboard.type('Call after two.');
        await press('Control+Enter');
        await pane(page).getByRole('listitem').filter({ hasText: 'Call after two.' }).waitFor();
      }
    }
    // Every fourth was taken, and every second of those given back.
    const taken = cases.filter((_, nth) => nth % 4 === 0);
    expect(await Promise.all(taken.map(state))).toEqual(['new', 'in-progress', 'new', 'in-progress', 'new']);
    // What was sent is no draft any more.
    await expect
      .poll(() => at.desk.owner('select context from draft where person = $1', [at.desk.ids.agent]))
      .toEqual([]);
  });
});
