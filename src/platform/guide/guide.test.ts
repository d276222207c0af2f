import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttp } from '../http/server.ts';
import { openLog } from '../log/log.ts';
import { openMetrics } from '../telemetry/metrics.ts';
import { loadTexts } from '../text/load.ts';
import { addGuide } from './guide.ts';
import { readGuide } from './read-guide.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'mainstay-guide-'));
const app = createHttp({
  log: openLog('silent'),
  metrics: openMetrics(),
  texts: loadTexts(),
  publicUrl: 'http://localhost',
  bodyLimit: 1000,
  bodyIdle: 30_000,
  slowestLine: 32_000,
  slowBodies: 100,
  trustedProxies: 0,
});
const get = async (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers });

beforeAll(() => {
  for (const language of ['en', 'sk']) mkdirSync(path.join(folder, language));
  writeFileSync(path.join(folder, 'en/20-second.md'), '# Second\n\nMore.\n');
  writeFileSync(
    path.join(folder, 'en/10-first.md'),
    '# First\n\nIntro.\n\n## A *way*\n\nPrinter [jams](/x).\n\n## A way\n\nTwice.\n',
  );
  writeFileSync(path.join(folder, 'sk/10-first.md'), '# Prvá\n\n## Hlásenie\n\nČo sa pokazilo.\n');
  addGuide(app, folder, loadTexts());
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

describe('the guide', () => {
  it('opens in the language of the browser', async () => {
    expect((await get('/guide', { 'accept-language': 'sk,en;q=0.5' })).headers.location).toBe('/guide/sk');
    expect((await get('/guide', { 'accept-language': 'de' })).headers.location).toBe('/guide/en');
  });

  it('lists chapters in their order, with what is in them', async () => {
    const { body } = await get('/guide/en');
    expect(body.indexOf('/guide/en/first')).toBeLessThan(body.indexOf('/guide/en/second'));
    expect(body).toContain('href="/guide/en/first#a-way-2"');
  });

  it('gives each heading the anchor that the contents name', async () => {
    const { body, statusCode } = await get('/guide/en/first');
    expect(statusCode).toBe(200);
    expect(body).toContain('<h2 id="a-way">A <em>way</em></h2>');
    expect(body).toContain('<h2 id="a-way-2">A way</h2>');
    expect(body).toContain('Next: Second');
  });

  it('is searched without diacritics, by the beginnings of words', async () => {
    expect((await get('/guide/sk?q=hlasen')).body).toContain('/guide/sk/first#hlasenie');
    expect((await get('/guide/en?q=print%20jam')).body).toContain('/guide/en/first#a-way');
    expect((await get('/guide/en?q=rinter')).body).toContain('Nothing in the guide');
  });

  it('repeats nothing of a query as markup', async () => {
    const { body } = await get(`/guide/en?q=${encodeURIComponent('"><script>alert(1)</script>')}`);
    expect(body).not.toContain('<script');
    expect(body).toContain('&lt;script&gt;');
  });

  it('has the icon of the product', async () => {
    const href = /<link rel="icon" type="image\/svg\+xml" href="([^"]+)">/.exec((await get('/guide/en')).body)?.[1];
    const { statusCode, headers, body } = await get(href ?? '');
    expect([statusCode, headers['content-type']]).toEqual([200, 'image/svg+xml']);
    expect(body).toBe(readFileSync(path.resolve(import.meta.dirname, '../web/icon.svg'), 'utf8'));
  });

  it('has nothing else', async () => {
    for (const url of ['/guide/de', '/guide/en/third', '/guide/en/..%2f..%2fpackage', '/guide/constructor']) {
      expect([url, (await get(url)).statusCode]).toEqual([url, 404]);
    }
  });
});

describe('our guide', () => {
  const ours = path.resolve(import.meta.dirname, '../../../docs/guide');
  const chapters = { en: readGuide(path.join(ours, 'en')), sk: readGuide(path.join(ours, 'sk')) };

  it('has the same chapters in each language, and as many parts in each', () => {
    const shape = (of: typeof chapters.en) => of.map(({ slug, sections }) => [slug, sections.length]);
    expect(shape(chapters.en).length).toBeGreaterThan(3);
    expect(shape(chapters.sk)).toEqual(shape(chapters.en));
    expect(readdirSync(path.join(ours, 'sk'))).toEqual(readdirSync(path.join(ours, 'en')));
  });

  it('links to chapters that are there', () => {
    for (const [language, of] of Object.entries(chapters)) {
      const known = new Set(of.map(({ slug }) => `/guide/${language}/${slug}`));
      for (const { html, slug } of of) {
        for (const [, to] of html.matchAll(/href="(\/guide\/[^"#]+)/g))
          expect([slug, known.has(to ?? '')]).toEqual([slug, true]);
      }
    }
  });
});
