import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { buildWeb } from '#/app/server.ts';
import { startWorker } from '#/app/worker.ts';
import { readConfig } from '#/platform/config/config.ts';
import { projectRoot } from '#/platform/config/settings.ts';
import { setPassword } from '#/processes/foundation/server/api.ts';
import { testSecret } from '#/record/test/database.ts';
import { openDesk } from './desk.ts';
import type { Desk, Who } from './desk.ts';

/** The password of everybody on the test's desk. */
export const password = 'correct pony battery staple';

export interface OpenOptions extends BrowserContextOptions {
  /** Who is signed in; nobody when absent. */
  as?: Who;
  /** Where the page goes once somebody is signed in. */
  at?: string;
}

/** A case that a test's story begins with. */
export interface LoggedCase {
  id: string;
  number: string;
}

/** A desk with a web server that listens, a worker, and a browser in front of it. */
export interface BrowserDesk {
  address: string;
  desk: Desk;
  browser: Browser;
  /** A page in a browser profile of its own; errors in it fail the test through `faults`. */
  open(options?: OpenOptions): Promise<Page>;
  /** Signs somebody in through the sign-in page, and waits until they are inside. */
  signIn(page: Page, who: Who): Promise<void>;
  /** A case as staff log it by a mail, now: for the user, and it goes to the first group. */
  logged(title: string, values?: Record<string, unknown>, by?: Who, now?: number): Promise<LoggedCase>;
  /** What axe-core finds wrong with the page as it stands (WCAG 2.2 A and AA, best practices): one line each. */
  axe(page: Page): Promise<string[]>;
  /** Uncaught errors and breaches of the content security policy of all pages, so far. */
  faults: string[];
  stop(): Promise<void>;
}

const axeSource = () => readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * The desk of a test file, or of one group of tests: started before them and stopped after them. After each test its
 * pages are closed, unless the file's tests are one story on one page, and what went wrong in them fails it.
 */
export function browserDesk(
  settings: Record<string, string> = {},
  { keepPages = false }: { keepPages?: boolean } = {},
): BrowserDesk {
  const at = {} as BrowserDesk;
  let started: BrowserDesk | undefined;
  beforeAll(async () => {
    started = await startDesk(settings);
    Object.assign(at, started);
  });
  afterEach(async () => {
    const faults = at.faults.splice(0);
    if (!keepPages) await Promise.all(at.browser.contexts().map((context) => context.close()));
    if (faults.length > 0) throw new Error(faults.join('\n'));
  });
  afterAll(() => started?.stop());
  return at;
}

/** Starts it on a database of its own. The web part must have been built. */
export async function startDesk(settings: Record<string, string> = {}): Promise<BrowserDesk> {
  if (!existsSync(path.join(projectRoot, 'dist/web/portal.html'))) {
    throw new Error('the web part is not built: npx vite build --config src/app/web/vite.config.ts');
  }
  const desk = await openDesk();
  const folder = await mkdtemp(path.join(tmpdir(), 'mainstay-browser-'));
  const config = readConfig({
    MAINSTAY_DATA: folder,
    LOG_LEVEL: 'silent',
    RATE_LIMIT: '1000000',
    SIGN_IN_LIMIT: '1000',
    ...settings,
  });
  const web = await buildWeb({ config, databaseUrl: desk.url, secret: testSecret });
  // Changes reach the live stream through the relay, mails and reminders through the jobs.
  const worker = await startWorker({ config, databaseUrl: desk.url, secret: testSecret, log: () => {} });
  const address = await web.app.listen({ host: '127.0.0.1', port: 0 });
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    // Chromium's own sandbox does not start for root, who runs tests in containers.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  const faults: string[] = [];
  const known = new Set<Who>();

  const emailOf = async (who: Who): Promise<string> => {
    const [row] = await desk.owner<{ email: string }>('select email from person where id = $1', [desk.ids[who]]);
    if (!known.has(who)) {
      await setPassword(
        web.door.access,
        { ...desk.system(Date.now()), db: web.door.database },
        desk.ids[who],
        password,
      );
      known.add(who);
    }
    return row?.email ?? '';
  };

  const signIn = async (page: Page, who: Who): Promise<void> => {
    const email = await emailOf(who);
    if (!page.url().includes('/sign-in')) await page.goto(`${address}/sign-in`);
    await page.locator('input[name=email]').fill(email);
    await page.locator('input[name=password]').fill(password);
    await page.locator('button[type=submit]').click();
    await page.waitForURL((url) => url.pathname !== '/sign-in');
  };

  return {
    address,
    desk,
    browser,
    faults,
    signIn,
    async open({ as, at = '/', ...options } = {}) {
      const context = await browser.newContext({
        baseURL: address,
        locale: 'en-GB',
        timezoneId: 'Europe/Bratislava',
        viewport: { width: 1440, height: 900 },
        ...options,
      });
      context.setDefaultTimeout(30_000);
      const page = await context.newPage();
      page.on('pageerror', (error) => faults.push(`${page.url()}: ${error.stack ?? error.message}`));
      page.on('console', (line) => {
        if (/content security policy/i.test(line.text())) faults.push(`${page.url()}: ${line.text()}`);
      });
      if (as) await signIn(page, as);
      // Whoever works here is in the workspace after signing in.
      if (new URL(page.url()).pathname !== at) await page.goto(at);
      return page;
    },
    async logged(title, values = {}, by = 'lead', now = Date.now()) {
      const input = { title, channel: 'email', affectedUser: desk.ids.user, ...values };
      const { id } = await desk.does(by, 'create', null, input, now);
      return { id, number: (await desk.incident(id))['number'] as string };
    },
    async axe(page) {
      await page.evaluate(axeSource());
      const found = (await page.evaluate(
        `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
          .then(({ violations }) => violations.map(({ id, help, nodes }) =>
            id + ': ' + help + ' — ' + nodes.map(({ target }) => target.join(' ')).slice(0, 5).join(' | ')))`,
      )) as string[];
      return found.map((line) => `${new URL(page.url()).pathname} ${line}`);
    },
    async stop() {
      await browser.close();
      await worker.close();
      await web.close();
      await desk.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
