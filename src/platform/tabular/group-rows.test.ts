import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { groupRows } from './group-rows.ts';
import type { GroupOptions, KeyedRow, RowGroup } from './group-rows.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mainstay-group-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Rows of 700 cases that lie apart from each other, with letters of every width and an empty line in them. */
async function* rows(count = 7000): AsyncGenerator<KeyedRow> {
  for (let line = 2; line < count + 2; line++) {
    const key = `case ${(line * 7919) % 700}`;
    yield { key, line, values: { text: `žiadna tlač\n${line} 🖨️`, empty: null, number: line } };
  }
}

async function grouped(options: Partial<GroupOptions>): Promise<RowGroup[]> {
  const all: RowGroup[] = [];
  for await (const group of groupRows(rows(), { folder, ...options })) all.push(group);
  return all;
}

/** The same by the plainest way there is. */
async function expected(): Promise<RowGroup[]> {
  const groups = new Map<string, RowGroup>();
  for await (const { key, line, values } of rows()) {
    const group = groups.get(key) ?? { key, line, rows: [], left: 0 };
    groups.set(key, group);
    group.rows.push({ line, values });
  }
  return [...groups.values()];
}

describe('rows put together by their key', () => {
  it.each([
    ['in memory', 64 * 1024 ** 2],
    ['through files', 50_000],
    ['through files that are parted again', 2_000],
  ])('come in the order of their first rows, each with all of its own: %s', async (_, bound) => {
    let told = 0;
    const groups = await grouped({ bound, onGroups: (count) => void (told = count) });
    expect(groups).toEqual(await expected());
    expect(told).toBe(700);
    expect(await readdir(folder)).toEqual([]);
  });

  it('hold no more of one group than was said, and say how many rows were left out', async () => {
    for (const bound of [64 * 1024 ** 2, 50_000]) {
      const groups = await grouped({ bound, mostOfGroup: 4 });
      expect(groups.map((group) => [group.rows.length, group.left])).toEqual(groups.map(() => [4, 6]));
    }
  });

  it('leave no files behind where nobody wants the rest, or it was stopped', async () => {
    for await (const group of groupRows(rows(), { folder, bound: 20_000 })) {
      expect(group.rows).toHaveLength(10);
      break;
    }
    const stop = new AbortController();
    const reading = async () => {
      for await (const group of groupRows(rows(), { folder, bound: 20_000, signal: stop.signal })) {
        if (group.line > 20) stop.abort();
      }
    };
    await expect(reading()).rejects.toThrow('abort');
    expect(await readdir(folder)).toEqual([]);
  });

  it('take memory within a bound that does not grow with the rows', { timeout: 120_000 }, async () => {
    // 400,000 rows, 35 MB as text and more than 120 MB as objects, in a process that dies when it has used up 40 MB.
    const many = path.join(import.meta.dirname, 'test/group-many.ts');
    const { stdout } = await promisify(execFile)(process.execPath, ['--max-old-space-size=40', many, folder]);
    expect(stdout).toBe('{"groups":700,"rows":400000}');
  });
});
