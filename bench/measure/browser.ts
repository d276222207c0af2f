import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import type { BrowserContext, CDPSession, Page } from 'playwright-core';
import { projectRoot } from '#/platform/config/settings.ts';

/** One route as a browser loads it: bytes over the wire, milliseconds. */
export interface Load {
  bytes: number;
  /** Largest contentful paint. */
  lcp: number;
  longestTask: number;
}

export interface Route {
  route: string;
  cold: Load;
  warm: Load;
}

const pages = [
  { file: 'portal.html', route: '/' },
  { file: 'workspace.html', route: '/work' },
];

/** Loads each application as the agent, once with an empty cache and once again. Nothing where it is not built. */
export async function measureBrowser(address: string, email: string, password: string): Promise<Route[]> {
  const built = pages.filter(({ file }) => existsSync(path.join(projectRoot, 'dist/web', file)));
  if (built.length === 0) return [];
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  try {
    const cookies = await signIn(await browser.newContext(), address, email, password);
    const routes: Route[] = [];
    for (const { route } of built) {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
      await context.addCookies(cookies);
      const cold = await load(context, address + route);
      const warm = await load(context, address + route);
      routes.push({ route, cold, warm });
      await context.close();
    }
    return routes;
  } finally {
    await browser.close();
  }
}

async function signIn(context: BrowserContext, address: string, email: string, password: string) {
  const page = await context.newPage();
  await page.goto(`${address}/sign-in`);
  await page.locator('input[name=email]').fill(email);
  await page.locator('input[name=password]').fill(password);
  await page.locator('button[type=submit]').click();
  await page.waitForURL((url) => url.pathname !== '/sign-in');
  const cookies = await context.cookies();
  await context.close();
  return cookies;
}

async function load(context: BrowserContext, url: string): Promise<Load> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  const bytes = await countBytes(session);
  await page.goto(url, { waitUntil: 'load' });
  // The live stream never ends, so that the network is never idle: the paint has to settle.
  await page.waitForTimeout(2500);
  const [lcp, longestTask] = await Promise.all([
    entry(page, 'largest-contentful-paint', 'startTime'),
    entry(page, 'longtask', 'duration'),
  ]);
  const result = { bytes: bytes(), lcp, longestTask };
  await page.close();
  return result;
}

async function countBytes(session: CDPSession): Promise<() => number> {
  let sum = 0;
  await session.send('Network.enable');
  session.on('Network.loadingFinished', ({ encodedDataLength }) => void (sum += encodedDataLength));
  return () => Math.round(sum);
}

/** The largest of one kind of performance entries so far, 0 where there is none. */
function entry(page: Page, type: string, field: 'startTime' | 'duration'): Promise<number> {
  return page.evaluate(
    `new Promise((resolve) => {
      const seen = [];
      new PerformanceObserver((list) => seen.push(...list.getEntries())).observe({ type: '${type}', buffered: true });
      setTimeout(() => resolve(Math.round(Math.max(0, ...seen.map((one) => one.${field})))), 200);
    })`,
  );
}
