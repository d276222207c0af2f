import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { refusalCodes } from '#/base/refusal.ts';
import { argumentsOf } from './test/arguments-of.ts';
import { catalogueFiles, loadTexts, readCatalogue } from './load.ts';
import { createTexts, languageOf, languages, preferredLanguage } from './texts.ts';

const root = path.resolve(import.meta.dirname, '../../..');

describe('the catalogues', () => {
  const [english, slovak] = languages.map((language) => readCatalogue(language)) as [
    Map<string, string>,
    Map<string, string>,
  ];

  it('have the same keys in each language', () => {
    expect([...slovak.keys()].toSorted()).toEqual([...english.keys()].toSorted());
    expect(catalogueFiles('sk').map((file) => file.replace('/sk.json', '/en.json'))).toEqual(catalogueFiles('en'));
  });

  it('are readable, and ask for the same parameters in each language', () => {
    for (const [key, text] of english)
      expect([key, argumentsOf(slovak.get(key) ?? '', 'sk')]).toEqual([key, argumentsOf(text, 'en')]);
  });

  it('say every plural in the four Slovak forms', () => {
    for (const [key, text] of slovak) {
      for (const plural of text.match(/, plural,[^]*$/g) ?? []) {
        for (const form of ['one', 'few', 'many', 'other']) expect(plural, key).toContain(`${form} {`);
      }
    }
  });

  it('have a text for every key that the server uses', () => {
    const used = new Map<string, string>();
    const call = /(?:message\(|new Refusal\('[a-z-]+', |\bkey: )'([a-z][a-z-]*(?:\.[a-z-]+)+)'/g;
    for (const file of globSync('src/**/*.ts', { cwd: root })) {
      if (file.includes('.test.') || /\/(web|test)\//.test(file)) continue;
      for (const [, key] of readFileSync(path.join(root, file), 'utf8').matchAll(call)) if (key) used.set(key, file);
    }
    for (const code of refusalCodes) used.set(`problem.${code}`, 'base/refusal.ts');
    expect(used.size).toBeGreaterThan(80);
    const missing = [...used].filter(([key]) => !english.has(key)).map(([key, file]) => `${key} (${file})`);
    expect(missing).toEqual([]);
  });
});

describe('loading', () => {
  it('refuses a key that two catalogues have, and what is no text', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'mainstay-texts-'));
    const write = (name: string, entries: object) => {
      mkdirSync(path.join(folder, 'src', name, 'texts'), { recursive: true });
      writeFileSync(path.join(folder, 'src', name, 'texts/en.json'), JSON.stringify(entries));
    };
    try {
      write('a', { 'x.y': 'one' });
      write('web', { 'x.y': 'of the browser' });
      expect(readCatalogue('en', folder)).toEqual(new Map([['x.y', 'one']]));
      write('b', { 'x.y': 'two' });
      expect(() => readCatalogue('en', folder)).toThrow(/x\.y is in .*a.* and in .*b/);
      write('b', { z: 5 });
      expect(() => readCatalogue('en', folder)).toThrow(/z is not a text/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('a sentence', () => {
  const texts = createTexts({
    en: new Map([
      ['n', '{count, plural, one {# case} other {# cases}}'],
      ['s', '{record} is {state}'],
      ['record.incident.one', 'Incident'],
      ['state.incident.closed', 'closed'],
    ]),
    sk: new Map([['n', '{count, plural, one {# prípad} few {# prípady} many {# prípadu} other {# prípadov}}']]),
  });

  it('has the plural of its language', () => {
    const say = (count: number) => texts.textOf('sk', { key: 'n', params: { count } });
    expect([say(1), say(3), say(5)]).toEqual(['1 prípad', '3 prípady', '5 prípadov']);
    expect(texts.textOf('en-GB', { key: 'n', params: { count: 1 } })).toBe('1 case');
  });

  it('says the words of definitions in the language too, and what has none as it is', () => {
    expect(texts.textOf('en', { key: 's', params: { record: 'incident', state: 'closed' } })).toBe(
      'Incident is closed',
    );
    expect(texts.textOf('en', { key: 's', params: { record: 'incident', state: 'odd' } })).toBe('Incident is odd');
  });

  it('is its key where there is none', () => {
    expect(texts.textOf('sk', 'nobody.wrote-this')).toBe('nobody.wrote-this');
    expect(texts.find('sk', 's')).toBeUndefined();
  });
});

describe('the language', () => {
  it('is one of ours', () => {
    expect([languageOf('sk-SK'), languageOf('de'), languageOf(null)]).toEqual(['sk', 'en', 'en']);
  });
  it.each([
    ['de, sk;q=0.8, en;q=0.3', 'sk'],
    ['en;q=0.2,sk;q=0.9', 'sk'],
    ['sk;q=0, en', 'en'],
    [undefined, 'en'],
    ['*;;;,,', 'en'],
  ])('%s → %s', (header, language) => expect(preferredLanguage(header)).toBe(language));
});

describe('the texts of the product', () => {
  it('say what went wrong in both languages', () => {
    const texts = loadTexts();
    expect(texts.textOf('sk', { key: 'field.too-long', params: { max: 2 } })).toBe('Najviac 2 znaky.');
    expect(texts.textOf('en', 'refusal.not-found')).toBe('There is nothing here, or you may not see it.');
  });
});
