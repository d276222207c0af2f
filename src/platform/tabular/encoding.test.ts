import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { readCsv } from './csv.ts';
import { type FoundEncoding, findEncoding } from './encoding.ts';
import { all, brief, bytesOf } from './test/bytes.ts';

const title = 'Tlačiareň v účtárni číslo 1 – žiadosť';
const head = Buffer.from('Number;Title;Opened;Status\n');
const good = (nth: number): Buffer => Buffer.from(`E-${nth};${title};2025-03-01;Closed\n`);
const bad = Buffer.from('E-99;caf\u00E9 mail;2025-03-01;Closed\n', 'latin1');

describe('one broken byte in a file of UTF-8', () => {
  it.each([
    ['near the beginning', [bad, ...Array.from({ length: 40 }, (_, nth) => good(nth))], 40],
    ['after 91 KB', [...Array.from({ length: 1300 }, (_, nth) => good(nth)), bad], 1300],
    ['behind much plain ASCII', [Buffer.from('A;b;c;d\n'.repeat(20_000)), good(1), bad], 20_001],
    ['of two rows', [good(1), bad], 1],
  ])('%s costs its own row alone', async (_, rows, right) => {
    const read = await brief(readCsv(bytesOf(Buffer.concat([head, ...rows]))));
    const refused = read.filter((row) => row[1] === 'encoding-broken');
    expect(refused).toEqual([[expect.any(Number), 'encoding-broken', { encoding: 'utf-8' }]]);
    expect(read.filter((row) => row[2] === title || row[1] === 'A')).toHaveLength(right);
  });
});

describe('letters beyond the first 65,536', () => {
  it.each(['utf-8', 'utf-16le', 'utf-16be'] as const)('stay whole in %s wherever a chunk ends', async (encoding) => {
    const text = `a;b\n${'x;y\n'.repeat(17_000)}1;\u{1F5A8} 2 \u{1F5A8}\n`;
    const bytes = iconv.encode(text, encoding);
    const tail = 30;
    for (const size of [1, 2, 3, 5]) {
      const source = async function* () {
        yield bytes.subarray(0, -tail);
        yield* bytesOf(bytes.subarray(-tail), size);
      };
      const read = await brief(readCsv(source()));
      expect(read.at(-1), `chunks of ${size}`).toEqual([17_002, '1', '\u{1F5A8} 2 \u{1F5A8}']);
    }
  });
});

describe('finding the code page', () => {
  it.each([
    ['windows-1250', 'Žltá tlačiareň nejde, ľahký problém so šablónou; vyriešené'],
    ['iso-8859-2', 'Žltá tlačiareň nejde, ľahký problém so šablónou; vyriešené'],
    ['cp852', 'Žltá tlačiareň nejde, ľahký problém so šablónou; vyriešené'],
    ['windows-1250', 'Požadavek uživatele: nefunguje tiskárna, přístup ke složkám'],
    ['windows-1251', 'Не работает принтер в бухгалтерии; срочно'],
    ['koi8-r', 'Не работает принтер в бухгалтерии; срочно'],
    ['cp866', 'Не работает принтер в бухгалтерии; срочно'],
    ['windows-1252', 'Problème très grave à résoudre – accès refusé'],
    ['windows-1252', 'Der Drucker im Büro läuft nicht, größte Störung'],
    ['cp850', 'Problème très grave à résoudre, accès refusé'],
  ] as const)('%s: %s', async (encoding, text) => {
    const bytes = Buffer.concat([Buffer.from('a|b\n'), iconv.encode(text, encoding), Buffer.from('|x\n')]);
    const told: FoundEncoding[] = [];
    const rows = await brief(readCsv(bytesOf(bytes), { onEncoding: (found) => told.push(found) }));
    expect(rows).toEqual([[2, text, 'x']]);
    expect(told).toMatchObject([{ encoding, sure: true }]);
  });

  it('is not sure of a single letter that is one in several code pages', () => {
    const found = findEncoding(Buffer.from('a;b\nT-1;caf\u00E8\n', 'latin1'));
    expect(found.sure).toBe(false);
    expect(found.candidates).toContain('windows-1252');
    expect(found.candidates.length).toBeGreaterThan(1);
  });

  it('says nothing of plain ASCII', async () => {
    let told = 0;
    await all(readCsv(bytesOf('a;b\n1;2\n'), { onEncoding: () => (told += 1) }));
    expect(told).toBe(0);
  });

  it('takes the stated one, and refuses the row that is none in it', async () => {
    const bytes = Buffer.concat([Buffer.from('a;b\n1;'), Buffer.from([0x83, 0xe8]), Buffer.from('\n2;x\n')]);
    expect(await brief(readCsv(bytesOf(bytes), { encoding: 'windows-1250' }))).toEqual([
      [2, 'encoding-broken', { encoding: 'windows-1250' }],
      [3, '2', 'x'],
    ]);
    expect(await brief(readCsv(bytesOf(bytes), { encoding: 'cp852' }))).toEqual([[2, '1', 'âŔ'], [3, '2', 'x']]); // prettier-ignore
  });
});
