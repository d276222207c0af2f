import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserDesk } from '#/app/test/browser.ts';

const at = browserDesk({}, { keepPages: true });
let folder: string;
let page: Page;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mainstay-events-browser-'));
  page = await at.open({ as: 'lead', at: '/work/import' });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const heads = 'number,incident_state,sys_updated_by,sys_updated_at,opened_at,impact,assignment_group,short_description';
const states = ['New', 'Active', 'Resolved', 'Closed'];
/** One row for each thing that happened to a case, as ticket tools keep it: twelve cases that got further and further. */
const rows = Array.from({ length: 12 }, (_, one) =>
  states.slice(0, (one % states.length) + 1).map(
    (state, nth) =>
      [`INC00340${10 + one}`, state, `Worker ${nth}`, `2026-02-${10 + nth} 0${nth + 1}:30:00`, '2026-02-10 01:10:00', '2 - Medium', 'Old desk', `Case number ${one}`].join(','), // prettier-ignore
  ),
).flat();
const count = async (what: string) => {
  const [row] = await at.desk.owner<{ n: number }>(`select count(*)::int as n from ${what}`);
  return row?.n;
};
const button = (name: string) => page.getByRole('button', { name, exact: true });
const choose = async (name: string, content: readonly string[]) => {
  await writeFile(path.join(folder, name), [heads, ...content].join('\n'));
  await page.getByLabel('Choose a file').setInputFiles(path.join(folder, name));
  await page.getByRole('heading', { name }).waitFor();
};

describe('a table with a row for each event in the browser', { timeout: 180_000 }, () => {
  it('is seen as one: rows share their numbers, and time and author are suggested', async () => {
    await choose('audit.csv', [...rows, 'INC0034099,Lost,Worker 1,2026-02-10 01:30:00,,,,Case that got lost']);
    expect(await page.getByLabel('The file has').inputValue()).toBe('event');
    await page.getByText(/Rows of one number are put together as one case/).waitFor();
    expect(await page.getByRole('combobox', { name: 'Time', exact: true }).inputValue()).toBe('sys_updated_at');
    expect(await page.getByRole('combobox', { name: 'Author', exact: true }).inputValue()).toBe('sys_updated_by');
    // Words of a field that events change are there too.
    expect(await page.getByLabel('“2 - medium” as Impact').inputValue()).toBe('2');
    await page.getByLabel('The file has').selectOption('case');
    await page.getByText(/those rows would all be refused/).waitFor();
    expect(await at.axe(page)).toEqual([]);
    await page.getByLabel('The file has').selectOption('event');
    expect(await page.getByRole('combobox', { name: 'Time', exact: true }).inputValue()).toBe('sys_updated_at');
    // What nothing is taken from is named while it can still be said otherwise.
    const left = page.getByText('Nothing is taken from this column: sys_updated_by');
    expect(await left.count()).toBe(0);
    await page.getByRole('combobox', { name: 'Author', exact: true }).selectOption('');
    await left.waitFor();
    await page.getByRole('combobox', { name: 'Author', exact: true }).selectOption('sys_updated_by');
    await left.waitFor({ state: 'detached' });
    await page.getByLabel('Customer', { exact: true }).fill('Acme');
    await page.waitForFunction(() => !document.querySelector('.import-faults'));
  });

  it('says of each word what becomes of it, also of those that are no step', async () => {
    const unknown = page.getByLabel('State for “lost”').locator('option').first();
    const others = page.getByLabel('State for “every other word”');
    expect(await unknown.textContent()).toBe('not known: refuse the case');
    await others.selectOption({ label: 'stays in the state that it was in' });
    await expect.poll(() => unknown.textContent()).toBe('as every other word');
    await others.selectOption('');
    await expect.poll(() => unknown.textContent()).toBe('not known: refuse the case');
  });

  it('keeps the mapping in work through a reload, and lists it', async () => {
    await expect.poll(() => count("draft where context like 'import:%' and body::text like '%Acme%'")).toBe(1);
    await page.reload();
    await page.getByRole('heading', { name: 'audit.csv' }).waitFor();
    expect(await page.getByLabel('Customer', { exact: true }).inputValue()).toBe('Acme');
    await button('Other file').click();
    await page.getByRole('heading', { name: 'Mappings in work' }).waitFor();
    expect(await at.axe(page)).toEqual([]);
    await button('audit.csv').click();
    await page.getByLabel('Customer', { exact: true }).waitFor();
  });

  it('is tried, and an unknown word leads back to the mapping', async () => {
    await button('Dry run').click();
    await page.getByText('12 created').waitFor();
    await button('Say what it means: “Lost”').click();
    await page.getByLabel('State for “lost”').selectOption('cancelled');
    await button('Dry run').click();
    await page.getByText('13 created').waitFor();
    expect(await count('incident')).toBe(0);
  });

  it('shows cases as they would become, and the one of a number', async () => {
    await page.getByRole('heading', { name: 'How cases will look' }).waitFor();
    expect(await page.locator('.import-preview').count()).toBe(13);
    expect(await at.axe(page)).toEqual([]);
    await page.getByLabel('Case with the number').fill('inc0034013');
    await button('Show it').click();
    const one = page.locator('.import-preview[open]');
    await one.getByText('History: 4 entries').waitFor();
    await one.getByText('Old desk').first().waitFor();
    await one.getByText('2 – Department').first().waitFor();
    await one.getByText(/Worker 3: Closed/).waitFor();
    await one.getByText('Solution: ').waitFor();
    await page.getByLabel('Case with the number').fill('INC1');
    await button('Show it').click();
    await page.getByText('No case with the number INC1 would come in.').waitFor();
    expect(await count('incident')).toBe(0);
  });

  it('comes in, a later file with new rows alone is put together with it, and both are taken back', async () => {
    await button('Import for real').click();
    await page.getByText('done', { exact: true }).waitFor();
    expect(await count('incident')).toBe(13);
    expect(await count("draft where context like 'import:%'")).toBe(0);
    await button('Other file').click();
    await choose('since.csv', ['INC0034010,Resolved,Worker 9,2026-02-20 08:00:00,2026-02-10 01:10:00,2 - Medium,Old desk,Case number 0', 'INC0034010,Closed,Worker 9,2026-02-21 08:00:00,2026-02-10 01:10:00,2 - Medium,Old desk,Case number 0']); // prettier-ignore
    expect(await page.getByLabel('The file has').inputValue()).toBe('event');
    await page.getByLabel('Customer', { exact: true }).fill('Acme');
    await page.waitForFunction(() => !document.querySelector('.import-faults'));
    await button('Dry run').click();
    await page.getByText('1 updated').waitFor();
    await button('Import for real').click();
    await page.getByText('done', { exact: true }).waitFor();
    expect(await count("incident where number = 'INC0034010' and state = 'closed' and opened_at = '2026-02-10T00:10:00Z'")).toBe(1); // prettier-ignore
    for (const left of [13, 0]) {
      await button('Take the import back').click();
      await button('Take it back').click();
      await page.getByText('taken back', { exact: true }).waitFor();
      expect(await count('incident')).toBe(left);
      if (left === 0) continue;
      await button('Other file').click();
      await page
        .getByRole('row', { name: /audit\.csv done/ })
        .getByRole('button')
        .click();
    }
  });
});
