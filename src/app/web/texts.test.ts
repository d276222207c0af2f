import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, it } from 'vitest';
import { argumentsOf } from '#/platform/text/test/arguments-of.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const catalogue = (file: string) => JSON.parse(read(file)) as Record<string, string>;

/** Every catalogue that a browser loads: those under `web/`, and the kit's own, which forms and filters need as well. */
const files = [
  ...globSync('src/**/texts/en.json', { cwd: root }).filter((file) => file.split(path.sep).includes('web')),
  'src/record/texts/en.json',
].toSorted();
const pairs = files.map((file) => [file, catalogue(file), catalogue(file.replace(/en\.json$/, 'sk.json'))] as const);

/** What is the same word in both languages. */
const sameInBoth = new Set([
  'Administrátor',
  'API',
  'Bratislava',
  'Chat',
  'E-mail',
  'English',
  'Filter',
  'Mainstay',
  'Slovenčina',
  'Text',
  // Words of the filter language.
  'text: = ~ starts',
  'VIP',
]);

describe('the texts of the pages', () => {
  it.each(pairs)('%s has the same keys, with the same arguments, in Slovak', (_file, english, slovak) => {
    expect(Object.keys(slovak).toSorted()).toEqual(Object.keys(english).toSorted());
    for (const [key, text] of Object.entries(english)) {
      expect([key, argumentsOf(slovak[key] ?? '', 'sk')]).toEqual([key, argumentsOf(text, 'en')]);
    }
  });

  it.each(pairs)('%s is translated', (_file, english, slovak) => {
    const words = (text: string) => text.replaceAll(/\{\w+\}/g, '').trim();
    const left = Object.entries(english).filter(
      ([key, text]) => slovak[key] === text && /\p{L}/u.test(words(text)) && !sameInBoth.has(text),
    );
    expect(left).toEqual([]);
  });

  it.each(pairs)('%s says every plural in the four Slovak forms', (_file, _english, slovak) => {
    for (const [key, text] of Object.entries(slovak)) {
      for (const plural of text.match(/, plural,[^]*$/g) ?? []) {
        for (const form of ['one', 'few', 'many', 'other']) expect(plural, key).toContain(`${form} {`);
      }
    }
  });

  it.each(['en', 'sk'])('the bell has one name in the workspace and on the portal: %s', (language) => {
    const [workspace, portal] = ['src/app/web/workspace', 'src/processes/functions/service-desk/web'].map((folder) =>
      catalogue(`${folder}/texts/${language}.json`),
    );
    expect(workspace?.['shell.notifications']).toBe(portal?.['portal.notifications']);
  });

  it.each(['en', 'sk'])('what a clock noted in the history is said in words, with the clock: %s', (language) => {
    const texts = catalogue(`src/capabilities/history/web/texts/${language}.json`);
    for (const action of ['clock-threshold', 'clock-breached']) {
      const key = `history.action.${action}`;
      const say = (clock: string) =>
        String(new IntlMessageFormat(texts[key] ?? key, language).format({ clock, percent: 75 }));
      expect(new Set(['response', 'update', 'resolution'].map(say)).size, key).toBe(3);
    }
  });

  it('no key is in two catalogues of the same page', () => {
    const portal = (file: string) => file.includes('service-desk');
    for (const page of [pairs.filter(([file]) => portal(file)), pairs.filter(([file]) => !portal(file))]) {
      const keys = page.flatMap(([, english]) => Object.keys(english));
      expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
    }
  });

  it('there is one for every key that a page uses', () => {
    const known = pairs.flatMap(([, english]) => Object.keys(english));
    const set = new Set(known);
    const missing: string[] = [];
    let used = 0;
    for (const file of globSync('src/**/*.{ts,tsx}', { cwd: root })) {
      if (!file.split(path.sep).includes('web') || file.includes('.test.')) continue;
      const source = read(file);
      // Also what a choice inside the call may become: t(sure ? 'a.b' : 'c.d').
      for (const [, inside = ''] of source.matchAll(/\bt\(((?:[^()`]|\([^()]*\)|`[^`]*`)*)\)/g)) {
        for (const [, key = ''] of inside.matchAll(/'([a-z][\w-]*(?:\.[\w-]+)+)'/g)) {
          used += 1;
          if (!set.has(key)) missing.push(`${key} (${file})`);
        }
        for (const [, start = ''] of inside.matchAll(/`([a-z][\w-]*\.[\w.-]*)\$\{/g)) {
          used += 1;
          if (!known.some((key) => key.startsWith(start))) missing.push(`${start}… (${file})`);
        }
      }
    }
    expect(used).toBeGreaterThan(300);
    expect(missing).toEqual([]);
  });
});
