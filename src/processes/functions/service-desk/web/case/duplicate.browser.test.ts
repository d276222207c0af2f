import { describe, expect, it } from 'vitest';
import { browserDesk } from '#/app/test/browser.ts';

describe('a case that had been reported before', { timeout: 120_000 }, () => {
  const at = browserDesk();

  it('says so in plain words, shows no step that never was, and takes neither words nor files', async () => {
    const first = await at.logged('The plotter prints stripes', { affectedUser: at.desk.ids.neighbour });
    const second = await at.logged('Stripes on the plotter');
    await at.desk.does('agent', 'cancel', second.id, { reason: 'The same', duplicateOf: first.id }, Date.now());
    const page = await at.open({ as: 'user', at: `/cases/${second.number}`, viewport: { width: 390, height: 800 } });
    await page.getByText('The same problem had been reported before. We work on it there').waitFor();
    const steps = page.getByRole('list', { name: 'Where the case stands' }).getByRole('listitem');
    expect(await steps.allInnerTexts()).toEqual([
      expect.stringContaining('Received'),
      expect.stringContaining('Reported before'),
    ]);
    expect(await page.locator('textarea, input[type=file]').count()).toBe(0);
    expect(await page.getByText(first.number).count()).toBe(0);
    expect(await at.axe(page)).toEqual([]);
    await at.desk.does('agent', 'resolve', first.id, { closeCode: 'fixed', solution: 'Cleaned' }, Date.now());
    // The bell hears of it; the page says it when it is read again.
    await page
      .getByRole('link', { name: /Notifications/ })
      .first()
      .waitFor();
    await page.reload();
    await page.getByText('The same problem had been reported before, and it is solved.').waitFor();
    await page.getByRole('link', { name: 'This is still a problem' }).waitFor();
  });
});
