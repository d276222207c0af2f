import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bytesEntry } from './cluster.ts';
import type { Manifest } from './manifest.ts';
import { unpackArchive } from './read.ts';
import { decodeHeader, encodeHeader } from './tar.ts';
import { type Entry, writeArchive } from './write.ts';

let folder: string;
let archive: string;
let manifest: Manifest;
let count = 0;
const longName = `${'long-'.repeat(25)}/${'name-'.repeat(18)}`;

async function* entries(): AsyncGenerator<Entry> {
  yield bytesEntry('secret.key', Buffer.alloc(32, 7));
  yield { path: 'files', folder: true };
  yield { path: 'files/empty', folder: false, size: 0, content: [] };
  yield bytesEntry(`files/${longName}`, 'Žiadosť o prístup. '.repeat(50));
  yield { path: 'files/shrunk', folder: false, size: 700, content: [Buffer.from('only this was left')] };
}

const described = () =>
  ({ taken: '2026-01-01T00:00:00Z', kind: 'cluster', postgres: '18', exact: true, counts: { 'public.a': 1 } }) as const;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mainstay-archive-'));
  archive = join(folder, 'whole.tar.gz');
  manifest = await writeArchive(archive, entries(), described);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function target(): string {
  const into = join(folder, `into-${++count}`);
  mkdirSync(into);
  return into;
}

async function refusal(bytes: Buffer): Promise<string> {
  const file = join(folder, 'damaged.tar.gz');
  writeFileSync(file, bytes);
  const into = target();
  try {
    await unpackArchive(file, into);
    return 'accepted';
  } catch (error) {
    return (error as Error).message;
  } finally {
    rmSync(into, { recursive: true });
  }
}

describe('an archive', () => {
  test('gives back what went in', async () => {
    const into = target();
    expect(await unpackArchive(archive, into)).toEqual(manifest);
    expect(readFileSync(join(into, 'secret.key'))).toEqual(Buffer.alloc(32, 7));
    expect(readFileSync(join(into, 'files', longName), 'utf8')).toBe('Žiadosť o prístup. '.repeat(50));
    expect(readFileSync(join(into, 'files/shrunk'))).toEqual(Buffer.concat([Buffer.from('only this was left')], 700));
    expect(statSync(join(into, 'files/empty')).size).toBe(0);
    expect(statSync(archive).mode & 0o777).toBe(0o600);
  });

  test('is one that any tar reads', () => {
    const listed = spawnSync('tar', ['tzf', archive], { encoding: 'utf8' });
    expect(listed.stderr).toBe('');
    expect(listed.stdout.split('\n')).toContain(`files/${longName}`);
  });

  test('is refused with a single byte flipped, wherever it is', async () => {
    const whole = readFileSync(archive);
    const accepted: number[] = [];
    // Each byte where formats begin and end, and of the rest every seventh; all of them take a minute.
    const everywhere = process.env['MAINSTAY_LONG'] === '1';
    const edge = (at: number) => at < 100 || at >= whole.length - 100;
    for (let at = 0; at < whole.length; at++) {
      if (!everywhere && !edge(at) && at % 7 !== 0) continue;
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
      if ((await refusal(bytes)) === 'accepted') accepted.push(at);
    }
    expect(accepted).toEqual([]);
  }, 300_000);

  test('is refused when it is cut anywhere', async () => {
    const whole = readFileSync(archive);
    for (const part of [0.1, 0.5, 0.9, 1])
      expect(await refusal(whole.subarray(0, Math.floor(whole.length * part) - 1))).toMatch(
        /is refused: .*(cut off|damaged)/,
      );
  });

  test('is never written over another file', async () => {
    await expect(writeArchive(archive, entries(), described)).rejects.toThrow('exists already');
    await expect(unpackArchive(archive, target())).resolves.toEqual(manifest);
  });

  test('that fails half way leaves nothing', async () => {
    const file = join(folder, 'failed.tar.gz');
    async function* failing(): AsyncGenerator<Entry> {
      yield bytesEntry('a', 'b');
      throw new Error('gone');
    }
    await expect(writeArchive(file, failing(), described)).rejects.toThrow('gone');
    expect(readdirSync(folder).filter((name) => name.startsWith('failed'))).toEqual([]);
  });
});

describe('a tar header', () => {
  test.each([0, 1, 8 ** 11 - 1, 8 ** 11, 2 ** 50])('holds a size of %i bytes', (size) => {
    expect(decodeHeader(encodeHeader({ path: 'a/b', size, folder: false }))).toEqual({
      path: 'a/b',
      size,
      folder: false,
    });
  });

  test.each(['../etc/passwd', '/etc/passwd', 'a/../../b'])('that leads to %s is refused', (path) => {
    expect(() => decodeHeader(encodeHeader({ path, size: 1, folder: false }))).toThrow('leads elsewhere');
  });
});
