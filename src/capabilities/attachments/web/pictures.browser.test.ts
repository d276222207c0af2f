import { crc32, deflateSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { describe, expect, it, vi } from 'vitest';
import { browserDesk } from '#/app/test/browser.ts';

vi.setConfig({ testTimeout: 120_000 });
const at = browserDesk();

/** A picture of one colour, as a screenshot program would save it. */
function png(width: number, height: number, colour: readonly [number, number, number]): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    size.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([size, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, Buffer.from(colour))]);
  const rows = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)));
  const start = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([start, chunk('IHDR', head), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))]);
}

const files = [
  { name: 'printer-jam.png', mimeType: 'image/png', buffer: png(320, 200, [30, 110, 180]) },
  { name: 'tlačiareň_2.png', mimeType: 'image/png', buffer: png(200, 320, [180, 90, 30]) },
  { name: 'drawing.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>') },
  // Its bytes are a page, whatever its name says.
  { name: 'page.png', mimeType: 'image/png', buffer: Buffer.from('<html><script>alert(1)</script></html>') },
];

const wide = (page: Page) =>
  page.evaluate('[...document.querySelectorAll(".picture img")].map((one) => one.naturalWidth)');
const focused = (page: Page) => page.evaluate('document.activeElement.getAttribute("aria-label")');

/** Opens the first picture, goes on and back by keys, and closes: the focus is where it was. */
async function looks(page: Page): Promise<void> {
  await page.locator('.picture').nth(1).scrollIntoViewIfNeeded();
  await expect.poll(() => wide(page), { timeout: 30_000 }).toEqual([320, 200]);
  await page.getByRole('button', { name: 'Show printer jam large' }).click();
  const box = page.getByRole('dialog', { name: 'printer-jam.png' });
  await box.getByText('1 of 2').waitFor();
  expect(await at.axe(page)).toEqual([]);
  await page.keyboard.press('ArrowRight');
  await page.getByRole('dialog', { name: 'tlačiareň_2.png' }).getByRole('img', { name: 'tlačiareň 2' }).waitFor();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowLeft');
  await box.waitFor();
  await page.keyboard.press('Escape');
  await box.waitFor({ state: 'detached' });
  expect(await focused(page)).toBe('Show printer jam large');
}

describe('pictures', () => {
  it('are seen while attaching, in the conversation and large, on both faces; what is none is a download', async () => {
    const { id } = await at.desk.does('user', 'create', null, { title: 'The printer jams', urgency: 2 }, Date.now());
    const number = (await at.desk.incident(id))['number'] as string;
    const phone = await at.open({ as: 'user', at: `/cases/${number}`, viewport: { width: 390, height: 844 } });
    await phone.locator('input[type=file]').setInputFiles(files);
    await phone.locator('.files .thumbnail').nth(1).waitFor();
    await phone.locator('textarea').last().fill('See https://wiki.example.com/jam and INC0000001.');
    await phone.getByRole('button', { name: /^Send/ }).click();
    await looks(phone);
    expect(await phone.locator('.talk .files-list .file-name').allInnerTexts()).toEqual(['drawing.svg', 'page.png']);
    expect(await phone.evaluate('document.documentElement.scrollWidth')).toBe(390);
    const address = phone.getByRole('link', { name: 'https://wiki.example.com/jam' });
    expect(await address.getAttribute('rel')).toBe('noopener noreferrer nofollow');
    expect(await phone.getByRole('link', { name: 'INC0000001' }).getAttribute('href')).toBe('/cases/INC0000001');

    const desk = await at.open({ as: 'agent', at: `/work/incidents/${number}` });
    await looks(desk);
    expect(await desk.getByRole('link', { name: 'INC0000001' }).getAttribute('href')).toBe(
      '/work/incidents/INC0000001',
    );
  });

  it('agents come in to the workspace, everybody else to the portal', async () => {
    const page = await at.open();
    await at.signIn(page, 'agent');
    await page.waitForURL(`${at.address}/work`);
    await page.getByRole('navigation').first().waitFor();
    expect(new URL(page.url()).pathname).toBe('/work');
    const portal = await at.open();
    await at.signIn(portal, 'user');
    await portal.getByRole('heading', { name: /how can we help/ }).waitFor();
  });
});
