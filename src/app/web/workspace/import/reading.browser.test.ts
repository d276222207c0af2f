import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import iconv from 'iconv-lite';
import { writeXlsx } from 'hucre/xlsx';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserDesk } from '#/app/test/browser.ts';
import type { Mapping } from '#/capabilities/mapping/shared/mapping.ts';

const at = browserDesk({}, { keepPages: true });
let folder: string;
let page: Page;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mainstay-reading-browser-'));
  page = await at.open({ as: 'lead', at: '/work/import', viewport: { width: 1440, height: 900 } });
  await page.getByText('Nothing was imported yet').waitFor();
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const button = (name: string) => page.getByRole('button', { name, exact: true });
const options = (label: string) => page.getByLabel(label, { exact: true }).locator('option').allTextContents();
async function choose(name: string, content: string | Buffer) {
  const file = path.join(folder, name);
  await writeFile(file, content);
  if ((await page.getByLabel('Choose a file').count()) === 0) await button('Other file').click();
  await page.getByLabel('Choose a file').setInputFiles(file);
  await page.getByRole('heading', { name }).waitFor();
}
/** What has to be put right, once the check has answered with a text of this kind; null waits for none. */
const told = (text: string | null) =>
  text === null
    ? page.waitForFunction(() => !document.querySelector('.import-faults'))
    : page.locator('.import-faults').getByText(text).first().waitFor();

describe('a file as people have it, in the browser', { timeout: 180_000 }, () => {
  it('shows how it is read, and asks what nobody can know', async () => {
    const rows = Array.from({ length: 120 }, (_, nth) => `T-${nth};Žltá tlačiareň nejde, ľahký problém;0${1 + (nth % 9)}/0${1 + (nth % 7)}/2025 10:00;${nth === 110 ? 'Spiaci' : 'Nový'};${nth % 3 ? '?' : 'Sieť'};${nth === 115 ? '4 - Low' : '1 - High'}`); // prettier-ignore
    await choose('stare.csv', iconv.encode(['Prehľad;;;;;', 'Číslo;Názov;Vytvorené;Stav;Skupina;Priorita', ...rows].join('\r\n'), 'cp852')); // prettier-ignore
    expect(await page.getByLabel('Encoding', { exact: true }).inputValue()).toBe('cp852');
    await page.getByText('So the file reads: Prehľad, Číslo, Názov, Vytvorené', { exact: false }).waitFor();
    expect(await page.getByLabel('Columns are parted by').inputValue()).toBe(';');
    expect(await page.getByLabel('Names of the columns').inputValue()).toBe('2');
    expect(await page.getByLabel('Words that stand for nothing').inputValue()).toBe('?');
    expect(await page.getByLabel('Zone of times without one').inputValue()).toBe('Europe/Bratislava');
    await told('“Customer” has to come from somewhere');
    await told('can be two dates');
    expect(await at.axe(page)).toEqual([]);
    await page.getByLabel('Customer', { exact: true }).fill('Acme');
    const asked = page.getByRole('group', { name: 'can be two dates. Which one is it?' });
    expect(await asked.getByRole('radio').count()).toBe(2);
    await asked.getByLabel('(M/d/yyyy H:mm)').click();
    await told(null);
    expect(await page.getByLabel('Dates are written').inputValue()).toBe('M/d/yyyy H:mm');
    await page.getByText('is read as', { exact: false }).waitFor();
  });

  it('shows words that the first rows do not have, and what becomes of each', async () => {
    expect(await page.getByLabel('State for “novy”').inputValue()).toBe('new');
    expect(await page.getByLabel('State for “spiaci”').inputValue()).toBe('');
    expect(await page.getByLabel('“4 - low” as Priority').inputValue()).toBe('4');
    expect(await page.getByLabel('State for “every other word”').inputValue()).toBe('');
    expect(await page.getByLabel('Group: names that are not here').inputValue()).toBe('make');
    await page.getByLabel('Group: names that are not here').selectOption('empty');
    await page.getByLabel('Group: names that are not here').selectOption('refuse');
    expect(await options('Group: names that are not here')).toEqual(['make them', 'leave it empty', 'refuse the case']);
    await page.getByLabel('Group: names that are not here').selectOption('make');
  });

  it('says what a fixed value cannot be when it is set', async () => {
    await page.getByLabel('Solved comes from', { exact: true }).selectOption('constant');
    await page.getByLabel('Fixed value of Solved', { exact: true }).fill('yesterday');
    await told('The time “yesterday” cannot be read');
    expect(await button('Dry run').isDisabled()).toBe(true);
    await page.getByLabel('Solved comes from', { exact: true }).selectOption('nothing');
    await told(null);
  });

  it('is downloaded as a mapping, and taken up again from the file and from its name', async () => {
    await page.getByLabel('Name', { exact: true }).fill('Starý desk');
    await button('Save').click();
    await page.getByText('“Starý desk” was saved.').waitFor();
    const [file] = await Promise.all([page.waitForEvent('download'), button('Download as a file').click()]);
    const mapping = JSON.parse(await readFile(await file.path(), 'utf8')) as Mapping;
    expect(mapping.source).toMatchObject({ encoding: 'cp852', header: 2, dates: ['M/d/yyyy H:mm'], empty: ['?'] });
    const own = path.join(folder, 'own.json');
    await writeFile(own, JSON.stringify({ ...mapping, fields: { ...mapping.fields, customer: { from: { constant: 'Globex' } } } })); // prettier-ignore
    await page.getByLabel('Use a file').setInputFiles(own);
    await page.getByText('The mapping of “own.json” is in use.').waitFor();
    await page.waitForFunction(
      () => document.querySelector<HTMLInputElement>('input[list$="-names"]')?.value === 'Globex',
    );
    await page.getByLabel('Saved', { exact: true }).selectOption('Starý desk');
    await button('Use it').click();
    await page.waitForFunction(
      () => document.querySelector<HTMLInputElement>('input[list$="-names"]')?.value === 'Acme',
    );
    await writeFile(own, '{"nothing": true}');
    await page.getByLabel('Use a file').setInputFiles(own);
    await page.getByText('This file is no mapping of this kind of record.').waitFor();
  });

  it('comes in as it was looked at', async () => {
    await page.getByLabel('State for “spiaci”').selectOption('pending');
    await told(null);
    await button('Dry run').click();
    await page.getByText('120 created').waitFor();
    await button('Change the mapping').click();
    await page.getByRole('heading', { name: 'stare.csv' }).waitFor();
    expect(await page.getByLabel('Encoding', { exact: true }).inputValue()).toBe('cp852');
  });

  it('has no state until somebody chooses one; a column that is chosen shows the fate of each word', async () => {
    await choose(
      'phases.csv',
      'No,Title,Opened,Phase\n1,a,2026-02-02,New\n2,b,2026-02-02,Resolved\n3,c,2026-02-02,Strange\n',
    );
    await told('Say where the value comes from');
    await page.getByLabel('State for “every case”').selectOption('closed');
    await page.locator('.import-pair', { hasText: 'Status' }).locator('select').selectOption('Phase');
    expect(await page.getByLabel('State for “new”').inputValue()).toBe('new');
    expect(await page.getByLabel('State for “resolved”').inputValue()).toBe('resolved');
    expect(await page.getByLabel('State for “strange”').inputValue()).toBe('');
    expect(await page.getByLabel('State for “every other word”').inputValue()).toBe('');
    await page.getByLabel('Customer', { exact: true }).fill('Acme');
    await told(null);
    await button('Dry run').click();
    await page.getByText('2 created').waitFor();
    await page.getByText('1 refused').waitFor();
  });

  it('is a workbook whose sheet and header are chosen', async () => {
    const table = [
      ['Report'],
      [],
      ['Number', 'Subject', 'Created', 'Status'],
      ['X-1', 'Printer', '2025-03-01', 'Open'],
    ];
    const sheets = [
      { name: 'Cover', rows: [['Exported by', 'Somebody']] },
      { name: 'Tickets', rows: table },
    ];
    await choose('book.xlsx', Buffer.from(await writeXlsx({ sheets })));
    // The cover is passed over.
    expect(await page.getByLabel('Sheet', { exact: true }).inputValue()).toBe('Tickets');
    await page.getByLabel('Sheet', { exact: true }).selectOption('Cover');
    await page.getByText('Nothing is taken from these 2 columns: Exported by, Somebody').waitFor();
    expect(await page.getByLabel('Sheet', { exact: true }).inputValue()).toBe('Cover');
    await page.getByLabel('Sheet', { exact: true }).selectOption('Tickets');
    await page.waitForFunction(() => [...document.querySelectorAll('option')].some(({ value }) => value === 'column Subject')); // prettier-ignore
    expect(await page.getByLabel('Names of the columns').inputValue()).toBe('3');
    expect(await page.getByLabel('Title comes from').inputValue()).toBe('column Subject');
    await page.getByLabel('Customer', { exact: true }).fill('Acme');
    await told(null);
    await button('Dry run').click();
    await page.getByText('1 created').waitFor();
  });

  it('asks for the encoding where it cannot be told', async () => {
    await choose('unsure.csv', Buffer.from('Number;Title;Status\nT-1;caf\u00E8;Closed\n', 'latin1'));
    const asked = page.getByRole('group', { name: 'How letters are written cannot be told for sure.', exact: false });
    await asked.getByLabel('windows-1252: cafè').click();
    await asked.waitFor({ state: 'detached' });
    await page.getByText('So the file reads: cafè').waitFor();
    expect(await page.getByLabel('Encoding', { exact: true }).inputValue()).toBe('windows-1252');
  });

  it.each([
    [1440, 'light'],
    [1440, 'dark'],
    [390, 'light'],
    [390, 'dark'],
  ] as const)('is whole at %i px, %s', async (width, colorScheme) => {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    expect(await at.axe(page)).toEqual([]);
    const shots = process.env['SCREENSHOTS'];
    if (shots) await page.screenshot({ path: path.join(shots, `${width}-${colorScheme}.png`) });
  });
});
