import { describe, expect, it } from 'vitest';
import { browserDesk } from '#/app/test/browser.ts';

const at = browserDesk();

const field = (values: Record<string, unknown>) =>
  at.desk.does('administrator', 'custom-field.create', null, { record: 'incident', ...values }, Date.now());

describe('conditions of a list', { timeout: 180_000 }, () => {
  it('take several values, a second choice of a field, a range and "none of"', async () => {
    await at.logged('Condition one', { impact: 1, urgency: 1 });
    await at.logged('Condition two', { impact: 3, urgency: 3 });
    const page = await at.open({ as: 'agent', at: `/work/?filter=${encodeURIComponent("title ~ 'Condition'")}` });
    await page.getByText('Condition two').first().waitFor();
    const choose = async (name: string, question: string | null, values: readonly string[]) => {
      await page.getByRole('button', { name: 'Condition', exact: true }).click();
      await page.getByLabel('Field').selectOption(name);
      if (question) await page.getByLabel(/^Is/).selectOption(question);
      for (const value of values)
        await page
          .locator('.filter-values')
          .getByRole('checkbox', { name: new RegExp(`^${value}`) })
          .check();
      await page.getByRole('button', { name: 'Add', exact: true }).click();
    };
    await choose('impact', null, ['1']);
    await choose('impact', null, ['3']);
    const said = () => new URL(page.url()).searchParams.get('filter');
    await expect.poll(said).toBe('title ~ Condition and impact in (1, 3)');
    await page.getByText('Condition one').first().waitFor();
    await choose('urgency', 'none-of', ['1']);
    await expect.poll(said).toBe('title ~ Condition and impact in (1, 3) and urgency != 1');
    await page.getByText('Condition one').waitFor({ state: 'detached' });
    await page.getByText('Condition two').first().waitFor();
    expect(await at.axe(page)).toEqual([]);
  });

  it('are completed while they are typed, by keyboard alone, people without diacritics', async () => {
    const page = await at.open({ as: 'agent', at: '/work/?all=1' });
    const bar = page.getByRole('combobox', { name: 'Filter', exact: true });
    await bar.fill('affec');
    await page.getByRole('option', { name: 'affectedUser' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(() => bar.inputValue()).toBe('affectedUser ');
    // The cursor goes behind what was chosen a moment after it stands there.
    await expect.poll(() => bar.evaluate((input) => (input as HTMLInputElement).selectionStart)).toBe(13);
    await page.keyboard.type('= Um');
    await page.getByRole('option', { name: /Uma User/ }).waitFor();
    expect(await at.axe(page)).toEqual([]);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(() => bar.inputValue()).toBe("affectedUser = 'Uma User' ");
    await page.keyboard.press('Escape');
    await expect.poll(() => bar.getAttribute('aria-expanded')).toBe('false');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Affected user: Uma User', exact: true }).waitFor();
  });

  it("know customers' own fields, as columns too", async () => {
    await field({ key: 'env', label: 'Environment', kind: 'choice', options: ['Prod', 'Test'], onPortal: true });
    await at.logged('With environment', { custom: { env: 'Prod' } });
    const search = new URLSearchParams({
      filter: 'custom.env = Prod',
      columns: 'number,title,custom.env',
      sort: 'custom.env',
    });
    const page = await at.open({ as: 'agent', at: `/work/?${search.toString()}` });
    await page.getByRole('button', { name: 'Environment: Prod', exact: true }).waitFor();
    await page.getByRole('columnheader', { name: 'Environment' }).waitFor();
    await page.getByRole('gridcell', { name: 'Prod', exact: true }).waitFor();
    expect(await page.getByRole('row').count()).toBe(2);
  });
});

describe('a report on the portal', { timeout: 120_000 }, () => {
  it('asks for what the desk added for everybody, and the case shows it', async () => {
    await field({ key: 'room', label: 'Room', kind: 'text', onPortal: true, mandatory: true });
    await field({ key: 'cost', label: 'Cost', kind: 'decimal' });
    const page = await at.open({ as: 'user', at: '/report' });
    await page.getByLabel('What is broken?').fill('No light');
    await page.getByRole('radio').first().check();
    await page.getByLabel('Room').waitFor();
    expect(await page.getByLabel('Cost', { exact: true }).count()).toBe(0);
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('Please fill this in.').waitFor();
    await page.getByLabel('Room').fill('3.14');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('3.14').waitFor();
    await page.getByText('Room').waitFor();
    expect(await at.axe(page)).toEqual([]);
  });
});
