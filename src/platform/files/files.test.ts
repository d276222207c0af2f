import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mediaTypeOf, opaque } from './media-type.ts';
import { cleanName } from './name.ts';
import { openFileStore } from './store.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mainstay-store-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('names of files', () => {
  it.each([
    ['report.pdf', 'report.pdf'],
    ['C:\\Users\\Uma\\report.pdf', 'report.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['.htaccess\u200B', 'htaccess'],
    ['invoice\u202Efdp.exe', 'invoicefdp.exe'],
    ['ｒｅｐｏｒｔ．ｅｘｅ', 'report.exe'],
    ['a\u0000b\r\n.txt', 'ab.txt'],
    ['  two   spaces .txt. ', 'two spaces .txt'],
    ['what?.txt', 'what_.txt'],
    ['...', 'file'],
    ['', 'file'],
    ['Žiadosť o účet.docx', 'Žiadosť o účet.docx'],
  ])('%j is kept as %j', (given, kept) => {
    expect(cleanName(given)).toBe(kept);
  });

  it('keeps the extension of a name that is too long', () => {
    expect(cleanName(`${'x'.repeat(400)}.docx`)).toMatch(/^x{250}\.docx$/);
  });

  it('cuts between characters, never through one', () => {
    expect(cleanName(`${'x'.repeat(254)}😀`)).toBe('x'.repeat(254));
    expect(cleanName(`${'x'.repeat(249)}😀😀.docx`)).toBe(`${'x'.repeat(249)}.docx`);
    expect(cleanName(`${'x'.repeat(248)}🇸🇰.docx`)).toBe(`${'x'.repeat(248)}.docx`);
  });
});

const png = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex');
// With an animation in it, as recorders of the screen make it; it is called .png too.
const moving = Buffer.concat([
  png,
  Buffer.from('000000086163544c0000000100000000b42de9a0000000004944415435af061e', 'hex'),
]);
const pdf = Buffer.from('%PDF-1.7\n%âãÏÓ\n');
const exe = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)]);

describe('media types of files', () => {
  it.each([
    ['picture.png', png, 'image/png'],
    ['moving.png', moving, 'image/png'],
    ['moving.apng', moving, 'image/png'],
    ['moving.gif', moving, opaque],
    ['paper.pdf', pdf, 'application/pdf'],
    ['notes.txt', 'plain words', 'text/plain'],
    ['list.csv', 'a;b\n1;2', 'text/csv'],
    // The bytes say one thing and the name another.
    ['picture.jpg', png, opaque],
    ['paper.txt', pdf, opaque],
    ['holiday.png', exe, opaque],
    ['notes.txt', '<html><script>alert(1)</script>', opaque],
    ['notes.txt', 'binary\u0000inside', opaque],
    // What a browser or a system would run, whatever is in it.
    ['page.html', '<p>hello</p>', opaque],
    ['drawing.svg', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', opaque],
    ['page.XHTML', '<html/>', opaque],
    ['script.js', 'alert(1)', opaque],
    ['setup.exe', exe, opaque],
    ['no-extension', 'plain words', opaque],
  ])('%s is served as it should be', async (name, content, type) => {
    const file = path.join(folder, `sniffed-${createHash('sha256').update(name).update(content).digest('hex')}`);
    await writeFile(file, content);
    expect(await mediaTypeOf(file, name)).toBe(type);
  });
});

describe('the store', () => {
  it('keeps the same content once, and gives it back', async () => {
    const store = openFileStore(path.join(folder, 'once'));
    const [first, second] = await Promise.all(
      ['same', 'same'].map((text) => store.keep(Readable.from([Buffer.from(text)]), 100)),
    );
    const kept = { sha256: createHash('sha256').update('same').digest('hex'), size: 4 };
    expect([first, second]).toMatchObject([kept, kept]);
    // One of them has placed it, and the other has found it.
    expect([first, second].filter((one) => one?.fresh)).toHaveLength(1);
    const { stream, size } = await store.read(first?.sha256 ?? '');
    expect(size).toBe(4);
    expect(await stream.setEncoding('utf8').toArray()).toEqual(['same']);
  });

  it('keeps nothing of a stream that breaks or is too long', async () => {
    const store = openFileStore(path.join(folder, 'broken'));
    async function* breaking() {
      yield Buffer.from('half');
      throw new Error('the line broke');
    }
    await expect(store.keep(breaking(), 100)).rejects.toThrow('the line broke');
    await expect(store.keep(Readable.from([Buffer.alloc(60), Buffer.alloc(60)]), 100)).rejects.toThrow('larger than');
    expect(await readdir(path.join(folder, 'broken'))).toEqual(['incoming']);
    expect(await readdir(path.join(folder, 'broken', 'incoming'))).toEqual([]);
  });

  it('takes back what was kept anew, and nothing that was there before or that somebody has kept since', async () => {
    const store = openFileStore(path.join(folder, 'back'));
    const keep = (text: string) => store.keep(Readable.from([Buffer.from(text)]), 100);
    const alone = await keep('alone');
    await store.takeBack(alone);
    await expect(store.read(alone.sha256)).rejects.toMatchObject({ code: 'ENOENT' });
    const [first, second] = [await keep('shared'), await keep('shared')];
    await store.takeBack(second);
    await store.takeBack(first);
    expect((await store.read(first.sha256)).size).toBe(6);
    expect(await readdir(path.join(folder, 'back', 'incoming'))).toEqual([]);
  });

  it('opens nothing but digests', async () => {
    const store = openFileStore(folder);
    await expect(store.read('../../etc/passwd')).rejects.toThrow('not a digest');
  });
});
