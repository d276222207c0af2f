import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserDesk } from '#/app/test/browser.ts';
import { generateCases, generateIncidentLog } from '#/platform/tabular/test/incident-log.ts';

const options = { seed: 21, cases: 40 };
const events = [...generateCases(options)].reduce((sum, one) => sum + one.events.length, 0);

const at = browserDesk({}, { keepPages: true });
let folder: string;
let log: string;
let page: Page;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mainstay-import-browser-'));
  log = path.join(folder, 'old-desk.xes');
  // One case has a status that nobody knows.
  const text = [...generateIncidentLog(options)].join('').replace('value="Queued"', 'value="Lost"');
  await writeFile(log, text);
  // A browser that travels, and a person who lives where the desk is.
  await at.desk.owner("update person set time_zone = 'Europe/Bratislava' where id = $1", [at.desk.ids.lead]);
  page = await at.open({ as: 'lead', at: '/work/import', timezoneId: 'America/New_York' });
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const count = async (what: string) => {
  const [row] = await at.desk.owner<{ n: number }>(`select count(*)::int as n from ${what}`);
  return row?.n;
};
const button = (name: string) => page.getByRole('button', { name, exact: true });

describe('the import in the browser', { timeout: 180_000 }, () => {
  it('takes a file and offers a mapping, which needs nothing but whose cases they are', async () => {
    await page.getByText('Nothing was imported yet').waitFor();
    expect(await at.axe(page)).toEqual([]);
    await page.getByLabel('Choose a file').setInputFiles(log);
    await page.getByRole('heading', { name: 'old-desk.xes' }).waitFor();
    await page.getByText('XES, 40 cases').waitFor();
    await page.getByText('“Customer” has to come from somewhere').first().waitFor();
    expect(await button('Dry run').isDisabled()).toBe(true);
    await page.getByLabel('Customer', { exact: true }).fill('Acme');
    await page.waitForFunction(() => !document.querySelector('.import-faults'));
    expect(await page.getByLabel('Group comes from').inputValue()).toBe('column event.org:group');
    expect(await page.getByLabel('State for “accepted/wait - user”').inputValue()).toBe('pending');
    expect(await at.axe(page)).toEqual([]);
  });

  it('keeps the mapping under a name', async () => {
    await page.getByLabel('Name', { exact: true }).fill('Old desk');
    await button('Save').click();
    await page.getByText('“Old desk” was saved.').waitFor();
    expect(await count("import_mapping where name = 'Old desk'")).toBe(1);
    await page.getByLabel('Saved', { exact: true }).selectOption('Old desk');
    await button('Use it').waitFor();
  });

  it('tries it without changing anything, and says what is wrong with which case', async () => {
    await page.getByLabel('Live from').fill('2026-07-01T18:00');
    const started = page.waitForRequest((request) => request.url().endsWith('/imports/runs'));
    await button('Dry run').click();
    expect((await started).postDataJSON()).toMatchObject({ switchOver: '2026-07-01T16:00:00.000Z' });
    await page.getByText('40 cases were read. Nothing was changed.').waitFor();
    await page.getByText('39 created').waitFor();
    // Once among the reasons, and once with its case.
    await page.getByText('The mapping does not know the status “Lost/Awaiting Assignment”.').nth(1).waitFor();
    expect(await count('incident')).toBe(0);
    expect(await at.axe(page)).toEqual([]);
    const [report] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download the report' }).click(),
    ]);
    expect(report.suggestedFilename()).toMatch(/^import-.*\.csv$/);
  });

  it('goes back to the mapping with what was chosen, and takes the word in', async () => {
    await button('Change the mapping').click();
    await page.getByLabel('State for “every other word”').selectOption('new');
    await button('Dry run').click();
    await page.getByText('40 created').waitFor();
    expect(await count('incident')).toBe(0);
  });

  it('imports for real, and the cases are in the queue like any other', async () => {
    await button('Import for real').click();
    await page.getByText('done', { exact: true }).waitFor();
    await page.getByText(`${events} events`).waitFor();
    expect(await count('incident')).toBe(40);
    const [first] = [...generateCases(options)];
    await page.getByRole('link', { name: first?.number ?? '' }).click();
    await page.getByRole('heading', { name: `Case ${first?.number}` }).waitFor();
    await page.locator('summary', { hasText: 'Clocks' }).click();
    await page.getByText('computed on import').first().waitFor();
    await page.goBack();
  });

  it('asks before it takes an import back, and then leaves nothing', async () => {
    await button('Take the import back').click();
    await page.getByText('40 cases and all that was made with them are removed').waitFor();
    await button('Take it back').click();
    await page.getByText('taken back', { exact: true }).waitFor();
    expect(await count('incident')).toBe(0);
    await button('Other file').click();
    await page.getByRole('heading', { name: 'Imports so far' }).waitFor();
    await page.getByRole('row', { name: /old-desk\.xes taken back/ }).waitFor();
    expect(await at.axe(page)).toEqual([]);
  });

  it('offers new numbers for a file in which no column is one', async () => {
    const file = path.join(folder, 'no-number.csv');
    await writeFile(file, 'Subject;Status;Created\r\nPrinter jams;Closed;2026-02-02T08:00:00Z\r\n');
    await page.getByLabel('Choose a file').setInputFiles(file);
    await page.getByRole('heading', { name: 'no-number.csv' }).waitFor();
    expect(await page.getByLabel('Number comes from').inputValue()).toBe('nothing');
    expect(await page.getByLabel('Title comes from').inputValue()).toBe('column Subject');
    await page.getByText('Each case is given a new number, and is known again by its whole row.').waitFor();
    expect(await at.axe(page)).toEqual([]);
    await page.getByLabel('Customer', { exact: true }).fill('Acme');
    await page.waitForFunction(() => !document.querySelector('.import-faults'));
    await button('Dry run').click();
    await page.getByText('1 created').waitFor();
    await button('Import for real').click();
    await page.getByText('done', { exact: true }).waitFor();
    await page.getByRole('link', { name: /^INC\d{7}$/ }).click();
    await page.getByRole('heading', { name: 'Printer jams' }).waitFor();
  });

  it('is looked at by an auditor, who can do nothing about it', async () => {
    const auditor = await at.open({ as: 'auditor', at: '/work/import' });
    await auditor.getByRole('button', { name: 'no-number.csv' }).first().click();
    await auditor.getByRole('link', { name: 'Download the report' }).waitFor();
    for (const name of ['Take the import back', 'Change the mapping', 'Import for real', 'Stop']) {
      expect([name, await auditor.getByRole('button', { name }).count()]).toEqual([name, 0]);
    }
    expect(await at.axe(auditor)).toEqual([]);
    await auditor.getByRole('button', { name: 'Imports so far' }).click();
    await auditor.getByRole('heading', { name: 'Imports so far' }).waitFor();
    expect(await auditor.getByLabel('Choose a file').count()).toBe(0);
  });

  it('is not for everybody', async () => {
    const agent = await at.open({ as: 'agent', at: '/work/import' });
    await agent.locator('.nothing-title').waitFor();
    expect(await agent.getByLabel('Choose a file').count()).toBe(0);
  });
});
