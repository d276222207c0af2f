import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CsvReadOptions, readCsv } from './csv.ts';
import { withoutGuard } from './formula-guard.ts';
import { all, brief, bytesOf } from './test/bytes.ts';

/** windows-1250 and -1252 can't be written by Node, so their bytes stand here. */
function singleByte(text: string, encoding: 'windows-1250' | 'windows-1252'): Buffer {
  const decoder = new TextDecoder(encoding);
  const byCharacter = new Map(Array.from({ length: 256 }, (_, byte) => [decoder.decode(Uint8Array.of(byte)), byte]));
  return Buffer.from([...text].map((character) => byCharacter.get(character) ?? 0x3f));
}

const cases: [name: string, content: string, rows: unknown[][], options?: CsvReadOptions][] = [
  ['commas and line feeds', 'a,b\n1,2\n', [[2, '1', '2']]],
  ['semicolons and CRLF', 'a;b\r\n1,5;2\r\n3;4', [[2, '1,5', '2'], [3, '3', '4']]],
  ['tabs', 'a\tb\n1\t2\n', [[2, '1', '2']]],
  ['bars', 'a|b\n1|2\n', [[2, '1', '2']]],
  ['lone carriage returns', 'a,b\r1,2\r3,4\r', [[2, '1', '2'], [3, '3', '4']]],
  ['mixed line ends', 'a,b\r\n1,2\n3,4\r\n5,6', [[2, '1', '2'], [3, '3', '4'], [4, '5', '6']]],
  ['a given delimiter', 'a,x;b\n1,x;2', [[2, '1', 'x;2']], { delimiter: ',', onColumns: () => {} }],
  ['a byte order mark', '\uFEFFa,b\n1,2', [[2, '1', '2']]],
  ['quotes, delimiters and line breaks in quotes', 'a,b\n"x ""y"", z","l1\r\nl2\nl3"\n1,2', [[2, 'x "y", z', 'l1\r\nl2\nl3'], [5, '1', '2']]],
  ['blank lines', 'a,b\n\n1,2\n\r\n\n3,4\n\n', [[3, '1', '2'], [6, '3', '4']]],
  ['an empty quoted cell in a single column', 'a\n""\n\nx', [[2, ''], [4, 'x']]],
  ['text beyond the header', 'a,b\n1,2,3\n1,2, ,x\n3,4', [
    [2, 'row-ragged', { expected: 2, found: 3 }],
    [3, 'row-ragged', { expected: 2, found: 4 }],
    [4, '3', '4'],
  ]],
  ['empty cells beyond the header', 'a;b\n1;2;\n3;4;;  ;', [[2, '1', '2'], [3, '3', '4']]],
  ['empty columns of the header', 'a;b;;\n1;2;;\n3;4', [[2, '1', '2'], [3, '3', '4']]],
  ['cells that are missing at the end', 'a;b;c\n1;2\n3\n4;5;6', [[2, '1', '2', ''], [3, '3', '', ''], [4, '4', '5', '6']]],
  ['lines of nothing but separators', 'a;b\n;\n1;2\n;;;\n"";""\n3;4\n;\n;\n', [[3, '1', '2'], [6, '3', '4']]],
  ['a quote inside a cell without quotes', 'a,b\n1,Monitor 19" broken\n3,4" and 5"', [[2, '1', 'Monitor 19" broken'], [3, '3', '4" and 5"']]],
  ['quotes as MySQL escapes them', 'a,b\n"1","Monitor 19\\" broken"\n"2","x\\", y"\n"3","back\\\\"\n"4",\\N\n', [
    [2, '1', 'Monitor 19" broken'], [3, '2', 'x", y'], [4, '3', 'back\\'], [5, '4', ''],
  ]],
  ['backslashes at the end of quoted cells', 'a,b\n"C:\\","x"\n"D:\\","y"\n', [[2, 'C:\\', 'x'], [3, 'D:\\', 'y']]],
  ['the line that states the separator', 'sep=;\r\na,1;b\r\n1;2', [[3, '1', '2']]],
  ['the same with another separator', 'sep=,\na,b;c\n1,2', [[3, '1', '2']]],
  ['the same in quotes, behind a byte order mark', '\uFEFF"sep=;"\r\na;b\r\n1;2', [[3, '1', '2']]],
  ['a header below a title', 'Ticket report; 2025\n\na,b\n1,2', [[4, '1', '2']], { header: 3 }],
  ['text after a closing quote', 'a,b\n"1"x,2\n3,4', [[2, 'csv-quote', {}], [3, '3', '4']]],
  ['a quote that never closes', 'a,b\n1,2\n"3,4\n5,6\n7,8', [[2, '1', '2'], [3, 'csv-quote-open', {}], [4, '5', '6'], [5, '7', '8']]],
  ['two rows with open quotes', 'a,b\n"1,2\n"3,4\n5,6\n', [[2, 'csv-quote', {}], [3, 'csv-quote-open', {}], [4, '5', '6']]],
  ['an open quote in the last line', 'a,b\n1,"2', [[2, 'csv-quote-open', {}]]],
  ['a broken header', '"a"x,b\n1,2\n', [[1, 'csv-header', {}]]],
  ['a header alone', 'a,b\n', []],
  ['nothing', '', []],
  ['a record over the limit', `a,b\n"${'x\n'.repeat(60)}",1\n3,4\n`, [
    [2, 'row-too-long', { limit: 100 }],
    ...Array.from({ length: 59 }, (_, line) => [line + 3, 'x', '']),
    [62, 'csv-quote-open', {}],
    [63, '3', '4'],
  ], { maxRecordBytes: 100, delimiter: ',' }],
  ['a line without end over the limit', `a,b\n${'x'.repeat(5000)}\n3,4\n`, [[2, 'row-too-long', { limit: 100 }], [3, '3', '4']], { maxRecordBytes: 100 }],
]; // prettier-ignore

describe('reading CSV', () => {
  it.each(cases)('%s', async (_, content, rows, options = {}) => {
    expect(await brief(readCsv(bytesOf(content), options))).toEqual(rows);
    // The same at every chunk edge: encoding and delimiter are then found out of more than the first chunk.
    for (const size of [1, 3, 7]) expect(await brief(readCsv(bytesOf(content, size), options))).toEqual(rows);
  });

  it('is the same however a spreadsheet writes empty cells at the end, and whatever lines of separators there are', async () => {
    const cell = fc.stringMatching(/^[ -:<-~ž]{0,6}$/).map((text) => withoutGuard(text.trim().replace(/^["'\s]+/, '')));
    const rows = fc.array(fc.tuple(cell, cell, cell, fc.integer({ min: -3, max: 3 }), fc.boolean()), { maxLength: 20 });
    const property = fc.asyncProperty(rows, fc.integer({ min: 1, max: 40 }), async (all3, size) => {
      const lines = all3.flatMap(([a, b, c, extra, blank]) => {
        const full = `${a};${b};${c}${';'.repeat(Math.max(0, extra))}`;
        return [extra < 0 ? full.replace(/;+$/, '') : full, ...(blank ? [';;;'] : [])];
      });
      const read = await brief(
        readCsv(bytesOf(['a;b;c', ...lines].join('\r\n'), size), { delimiter: ';', encoding: 'utf-8' }),
      );
      const said = all3.map(([a, b, c]) => [a, b, c]).filter((values) => values.some((value) => value !== ''));
      expect(read.map(([, ...values]) => values)).toEqual(said);
    });
    await fc.assert(property, { numRuns: 200 });
  });

  it('names every column once and keeps values under any name', async () => {
    let columns: string[] = [];
    const source = bytesOf('name,,name,__proto__,constructor\n1,2,3,4,5\n');
    const [row] = await all(readCsv(source, { onColumns: (names) => (columns = names) }));
    expect(columns).toEqual(['name', 'column 2', 'name (2)', '__proto__', 'constructor']);
    expect(row && 'values' in row && Object.entries(row.values)).toEqual([
      ['name', '1'],
      ['column 2', '2'],
      ['name (2)', '3'],
      ['__proto__', '4'],
      ['constructor', '5'],
    ]);
  });

  it('tells the columns of a header without rows', async () => {
    const told: string[][] = [];
    await all(readCsv(bytesOf('a;b\n'), { onColumns: (names) => told.push(names) }));
    expect(told).toEqual([['a', 'b']]);
  });

  it.each([
    ['Slovak', 'windows-1250', 'Žiadosť o prístup k účtu; tlačiareň nejde; ľahký problém'],
    ['Polish', 'windows-1250', 'zgłoszenie użytkownika; dostęp do folderów; żółty'],
    ['Hungarian', 'windows-1250', 'a gép nem működik; felhasználó törölve; idő, fűtés'],
    ['French', 'windows-1252', 'problème très grave à résoudre; accès refusé; fenêtre'],
    ['Swedish', 'windows-1252', 'åtkomst nekad; användare; löst ärende på måndag'],
    ['Spanish', 'windows-1252', 'contraseña caducada; impresión; año'],
    ['German', 'windows-1252', 'Zugriff gesperrt für Müller; größer – „dringend“'],
  ] as const)('tells %s in %s by its letters', async (_, encoding, text) => {
    const content = Buffer.concat([Buffer.from('a|b\n'), singleByte(text, encoding), Buffer.from('|x\n')]);
    expect(await brief(readCsv(bytesOf(content)))).toEqual([[2, text, 'x']]);
  });

  it.each([
    ['with', '\uFEFF'],
    ['without', ''],
  ])('reads UTF-16 %s a byte order mark', async (_, mark) => {
    const content = Buffer.from(`${mark}názov;b\r\nžltá 😀;2\r\n`, 'utf16le');
    expect(await brief(readCsv(bytesOf(content, 5)))).toEqual([[2, 'žltá 😀', '2']]);
  });

  it('reports the row whose bytes are not in the encoding', async () => {
    const filler = 'x,y\n'.repeat(20_000);
    const content = Buffer.concat([
      Buffer.from(`a,b\n${filler}`),
      Buffer.from([0x9e, 0x2c, 0x31, 0x0a]),
      Buffer.from('3,ž\n'),
    ]);
    const rows = await brief(readCsv(bytesOf(content)));
    expect(rows.slice(-2)).toEqual([
      [20_002, 'encoding-broken', { encoding: 'utf-8' }],
      [20_003, '3', 'ž'],
    ]);
  });

  it('gives what came before a source broke, then says so', async () => {
    async function* breaking(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('a,b\n1,2\n3,');
      throw Object.assign(new Error('read failed'), { code: 'EIO', errno: -5 });
    }
    expect(await brief(readCsv(breaking()))).toEqual([
      [2, '1', '2'],
      [3, 'source-broken', { detail: 'EIO' }],
    ]);
  });

  it('stops when it is told to, and closes its source', async () => {
    const stop = new AbortController();
    let closed = false;
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        yield Buffer.from(`a,b\n${'1,2\n'.repeat(20_000)}`);
        for (;;) yield Buffer.from('1,2\n');
      } finally {
        closed = true;
      }
    }
    let rows = 0;
    const reading = (async () => {
      for await (const row of readCsv(endless(), { signal: stop.signal })) {
        rows += row.line > 0 ? 1 : 0;
        if (rows === 50) stop.abort(new Error('enough'));
      }
    })();
    await expect(reading).rejects.toThrow('enough');
    expect(rows).toBe(50);
    expect(closed).toBe(true);
  });

  it('asks for the next chunk only when the rows of the last one are taken', async () => {
    let given = 0;
    async function* counting(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('a,b\n'.padEnd(70_000, '1,2\n'));
      for (;;) {
        given += 1;
        yield Buffer.from('1,2\n'.repeat(100));
      }
    }
    let rows = 0;
    let most = 0;
    for await (const row of readCsv(counting())) {
      rows += row.line > 0 ? 1 : 0;
      most = Math.max(most, given * 100 + 17_499 - rows);
      if (rows === 50_000) break;
    }
    expect(most).toBeLessThan(17_600);
  });

  it('reports every one of many broken rows', async () => {
    const content = `a,b\n${'1,"5" disk\n3,4\n'.repeat(5000)}`;
    const items = await all(readCsv(bytesOf(content)));
    expect(items.filter(({ problem }) => problem?.code === 'csv-quote')).toHaveLength(5000);
    expect(items.filter(({ problem }) => !problem)).toHaveLength(5000);
  });

  it.each([
    ['"""\n"x""\n', 'csv-quote'],
    ['"x""\n', 'csv-quote'],
    ['"""\n"""\n""""x\n', 'csv-quote'],
    [`"${'y""\n'.repeat(50)}`, 'csv-quote'],
  ])('goes on to the last line of a file made of open quotes, way %#', async (block, code) => {
    const content = `a,b\n${block.repeat(Math.ceil(10_000 / block.length))}`;
    const lines = content.split('\n').length;
    const items = await all(readCsv(bytesOf(`${content}"\n1,2\n`), { maxRecordBytes: 4096 }));
    expect(items.some(({ problem }) => problem?.code === code)).toBe(true);
    expect(items.at(-1)?.line).toBeGreaterThanOrEqual(lines);
  });
});
