import { readFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fold } from '#/base/fold.ts';
import { searchWords } from '#/base/search-words.ts';

// Documents are cut into words by PostgreSQL, questions in memory: they must be cut alike, in a database of any locale.
const migrations = ['0090_words.sql', '0282_words_plainly.sql'].map((name) =>
  readFile(path.join(import.meta.dirname, 'migrations', name), 'utf8'),
);
const written = (await Promise.all(migrations)).join('\n');
const server = process.env['MAINSTAY_TEST_DATABASE'] ?? '';

async function on<T>(database: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const url = new URL(server);
  if (database !== '') url.pathname = `/${database}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Letters that came with Unicode 15 and later are not known to every server yet, neither their case nor their parts. */
const young =
  /[\u1c89\u1c8a\ua7cb-\ua7cf\ua7d2-\ua7d4\ua7da-\ua7dc\ua7f1]|[\u{105c0}-\u{105ff}\u{10d40}-\u{10d8f}\u{11380}-\u{113e2}\u{16100}-\u{16139}\u{16d40}-\u{16d79}\u{16ea0}-\u{16ed3}\u{1ccd6}-\u{1ccf9}\u{1e030}-\u{1e08f}\u{1e5d0}-\u{1e5ff}]/u;

describe.each(['C', 'C.UTF-8'])('words in a database of the locale %s', (locale) => {
  const name = `mainstay_words_${locale.replace(/\W/g, '').toLowerCase()}_${process.pid}`;
  let client: pg.Client;
  beforeAll(async () => {
    await on('', (admin) =>
      admin.query(`create database ${name} template template0 encoding 'UTF8' locale '${locale}'`),
    );
    const url = new URL(server);
    url.pathname = `/${name}`;
    client = new pg.Client({ connectionString: url.href });
    await client.connect();
    await client.query('create function mainstay_fold(value text) returns text language sql return value');
    await client.query(written);
  });
  afterAll(async () => {
    await client.end();
    await on('', (admin) => admin.query(`drop database ${name}`));
  });

  async function inSql(texts: readonly string[]): Promise<{ folded: string[]; words: string[] }> {
    const { rows } = await client.query<{ folded: string[]; words: string[] }>(
      `select array_agg(mainstay_fold(t) order by place) as folded, array_agg(mainstay_words(t) order by place) as words
        from unnest($1::text[]) with ordinality said (t, place)`,
      [texts],
    );
    return rows[0] ?? { folded: [], words: [] };
  }

  it('are the same as in memory for every character between two letters', async () => {
    const characters: string[] = [];
    for (let code = 1; code <= 0x10ffff; code++) {
      // Thousands of ideographs, syllables and private characters differ in nothing: each fortieth is enough.
      const many = (code >= 0x3400 && code <= 0xd7a3) || code >= 0x17000;
      if ((code >= 0xd800 && code <= 0xdfff) || (many && code % 40 !== 0 && (code < 0x1b000 || code > 0x1fbff)))
        continue;
      const character = String.fromCodePoint(code);
      if (!/\p{Cn}/u.test(character) && !young.test(character)) characters.push(`x${character}y`);
    }
    const differing: string[] = [];
    for (let from = 0; from < characters.length; from += 5000) {
      const some = characters.slice(from, from + 5000);
      const { folded, words } = await inSql(some);
      for (const [place, text] of some.entries()) {
        const same = folded[place] === fold(text) && words[place] === searchWords(text).join(' ');
        if (!same) differing.push(text.codePointAt(1)?.toString(16) ?? '');
      }
    }
    expect(characters.length).toBeGreaterThan(40_000);
    expect(differing).toEqual([]);
  }, 120_000);

  it('are the same as in memory for any text, and folded once and for all', async () => {
    const unit = fc.oneof(
      {
        weight: 5,
        arbitrary: fc.constantFrom(...'abzABZ019 .-_/@:\\\'"<>*&éČßŁœİıσΣςжЙ\u2011–’e\u0301\u00a0🔥'.split('')),
      },
      { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }) },
    );
    const text = fc
      .array(unit, { maxLength: 60 })
      .map((parts) => parts.join('').toWellFormed().replaceAll('\0', ''))
      .filter((one) => !young.test(one));
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 20 }), async (texts) => {
        const { folded, words } = await inSql(texts);
        expect(folded).toEqual(texts.map(fold));
        expect(words).toEqual(texts.map((one) => searchWords(one).join(' ')));
        expect(folded.map(fold)).toEqual(folded);
      }),
      { numRuns: 150, seed: 20_261_130 },
    );
  }, 120_000);

  it('cut an endless word where questions cut it, and make documents of texts of any length', async () => {
    const long = `${'x'.repeat(500)} ${'ж'.repeat(300)}`;
    expect((await inSql([long])).words).toEqual([searchWords(long).join(' ')]);
    const absurd = Array.from(
      { length: 30_000 },
      (_, n) => `한${String.fromCodePoint(0xac00 + (n % 11_000))}${n}`,
    ).join(' ');
    const { rows } = await client.query<{ length: number }>(
      'select length(mainstay_document($1, $1, $1, $1)) as length',
      [absurd],
    );
    expect(rows[0]?.length).toBeGreaterThan(1000);
  });

  it('weigh the four parts of a document', async () => {
    const { rows } = await client.query<{ document: string }>(
      `select mainstay_document('Wi-Fi' , null, 'it''s', '\\ D') as document`,
    );
    expect(rows[0]?.document).toBe("'d':4 'fi':1A 'it':3C 's':3C 'wi':1A");
  });

  it('have the digits behind letters as words of their own', async () => {
    const { rows } = await client.query<{ document: string }>(
      `select mainstay_document('v2.14 KB5034441 x1y2 0x80 é7') as document`,
    );
    const said = "'0x80':1A '14':1A '2':1A '5034441':1A '7':1A 'e7':1A 'kb5034441':1A 'v2':1A 'x1y2':1A";
    expect(rows[0]?.document).toBe(said);
  });
});

it('a server that knows no letters beyond ASCII is refused in words', async () => {
  const refused = written
    .replace("collname = 'pg_c_utf8'", 'false')
    .replace("lower('ЖΔ')", "'ЖΔ'")
    .replace("collname = 'und-x-icu'", 'false');
  await on('', async (client) => {
    await client.query('begin');
    await expect(client.query(refused)).rejects.toThrow('create the database with a UTF-8 locale');
    await client.query('rollback');
  });
});

/** The runs of letters, digits and marks of a text, as a person sees them. */
const runs = (text: string) => text.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];

it('each run of letters and digits of a text is found by itself, and the whole text', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 80 }).filter((one) => !young.test(one));
  fc.assert(
    fc.property(text, (one) => {
      const words = new Set(searchWords(one));
      for (const run of runs(one)) for (const word of searchWords(run)) expect(words).toContain(word);
      // Small letters, since a letter whose capital is several (ß, ﬁ, ᾳ) may be written in two ways.
      for (const word of searchWords(one.toLowerCase())) expect(words).toContain(word);
    }),
    { numRuns: 2000, seed: 7 },
  );
});

it.each([
  ['Wi\u2011Fi in room 4.12', 'wi fi in room 4 12'],
  ['C:\\Program Files\\App\\run.exe', 'c program files app run exe'],
  ['jana.nova@borovy.example', 'jana nova borovy example'],
  ['<Error 0x80070005>', 'error 0x80070005'],
  ['Žiadosť o ľahký ŤUKOT – „účtáreň“', 'ziadost o lahky tukot uctaren'],
  ['Straße STRASSE Œuvre Łódź İstanbul ısı', 'strasse strasse oeuvre lodz istanbul isi'],
  ['ΟΔΟΣ οδός', 'οδοσ οδοσ'],
  ['+421 905 123 456', '421 905 123 456'],
  ['under_score_name O’Brien', 'under score name o brien'],
  ['1️⃣ ½ ① ⅷ ﬁle', '1 1 2 1 viii file'],
  ['Windows™ 11, 5 ℃', 'windows 11 5'],
  ['🔥 & () \' "" – …', ''],
])('%s is the words %s', (text, words) => expect(searchWords(text).join(' ')).toBe(words));
