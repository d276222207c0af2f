import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '#/platform/ids.ts';
import { testDatabase, testSecret } from '#/record/test/database.ts';
import type { TestDatabase } from '#/record/test/database.ts';
import { verifyAgainstKept } from './against-kept.ts';
import { appendEntries } from './append.ts';
import { acceptHistory, keepHead } from './keep-head.ts';
import { keepHeadsIn } from './kept-heads.ts';
import type { HeadKeeping } from './kept-heads.ts';
import { sealOnce } from './seal.ts';

let test: TestDatabase;
let folder: string;
let keeping: HeadKeeping;
beforeAll(async () => {
  test = await testDatabase();
  folder = await mkdtemp(path.join(tmpdir(), 'mainstay-seals-'));
  keeping = keepHeadsIn(test.database, path.join(folder, 'of-its-own'), testSecret);
}, 60_000);
afterAll(async () => {
  await test.drop();
  await rm(folder, { recursive: true });
});

const at = Date.UTC(2026, 2, 10, 9);
const minute = 60_000;
/** An entry, sealed in a batch of its own. */
const work = async () => {
  await test.database.transaction({ kind: 'staff' }, (tx) =>
    tx.query(
      appendEntries([
        {
          item: newId(at),
          customer: null,
          kind: 'incident',
          action: 'edit',
          audience: 'staff',
          at: new Date(at).toISOString(),
          actor: null,
          origin: 'web',
          request: null,
          version: 1,
          payload: {},
        },
      ]),
    ),
  );
  await sealOnce(test.database, at);
};
const found = async () => (await verifyAgainstKept(test.database)).problems;
const lines = async () => (await readFile(keeping.file, 'utf8')).trim().split('\n');
const cutTo = (batch: number) =>
  test.owner(`delete from history where xid > (select coalesce(max(to_xid::text::numeric), 0)::text::xid8 from history_seal where batch <= ${batch});
    delete from history_seal where batch > ${batch}`);

beforeEach(async () => {
  await test.owner('truncate history, history_seal');
  await rm(keeping.file, { force: true });
  for (let nth = 0; nth < 3; nth += 1) {
    await work();
    await keepHead(test.database, at + nth * 4 * minute);
  }
});

describe('heads that are kept outside of the database', () => {
  it('are added as the chain grows, say what it held, and verify', async () => {
    expect((await lines()).map((line) => JSON.parse(line) as object)).toEqual([
      { at: '2026-03-10T09:00:00.000Z', batch: 1, rows: 1, digest: expect.any(String), mac: expect.any(String) },
      expect.objectContaining({ batch: 2, rows: 2 }),
      expect.objectContaining({ at: '2026-03-10T09:08:00.000Z', batch: 3, rows: 3 }),
    ]);
    expect(await keepHead(test.database, at + 12 * minute)).toEqual({ kept: null });
    expect(await lines()).toHaveLength(3);
    await work();
    expect(await verifyAgainstKept(test.database)).toMatchObject({
      problems: [],
      kept: { count: 3, last: { batch: 3 } },
      accepted: [],
    });
  });

  it('find a tail that was cut exactly, an emptied history, and one that was sealed anew behind their backs', async () => {
    await cutTo(1);
    expect(await found()).toEqual([{ problem: 'tail-cut', batch: 2 }]);
    await work();
    await work();
    expect(await found()).toEqual([
      { problem: 'behind-anchor', batch: 2 },
      { problem: 'behind-anchor', batch: 3 },
    ]);
    await test.owner('truncate history, history_seal');
    expect(await found()).toEqual([{ problem: 'emptied', batch: 3 }]);
  });

  it('are not added to once the history is another one: that would hide it', async () => {
    await cutTo(1);
    await work();
    await work();
    await work();
    expect(await keepHead(test.database, at + 16 * minute)).toMatchObject({ broken: { batch: 3 } });
    expect(await lines()).toHaveLength(3);
  });

  it('tell when the file was edited, and when a line was taken out of it', async () => {
    const [first = '', second = '', third = ''] = await lines();
    await writeFile(keeping.file, `${first}\n${second.replace(/"rows":2/, '"rows":9')}\n${third}\n`);
    expect(await found()).toEqual([{ problem: 'kept-changed', batch: 0, entry: 2 }]);
    await writeFile(keeping.file, `${first}\n${third}\n`);
    expect(await found()).toEqual([{ problem: 'kept-changed', batch: 0, entry: 2 }]);
    const forged = { ...(JSON.parse(third) as object), because: 'nothing happened', batch: 1 };
    await writeFile(keeping.file, `${first}\n${second}\n${third}\n${JSON.stringify(forged)}\n`);
    await cutTo(1);
    expect((await found()).map(({ problem }) => problem)).toEqual(['kept-changed', 'tail-cut']);
  });

  it('go on behind a line that a killed process left unfinished', async () => {
    await appendFile(keeping.file, '{"at":"2026-03-10T09:0');
    await work();
    await keepHead(test.database, at + 12 * minute);
    expect(await lines()).toHaveLength(5);
    expect(await found()).toEqual([]);
  });

  it('are compared with again, from where somebody said that an older backup was restored on purpose', async () => {
    await cutTo(1);
    await work();
    expect((await found()).map(({ problem }) => problem)).toEqual(['behind-anchor', 'tail-cut']);
    await acceptHistory(test.database, keeping, 'the disk broke', at + 20 * minute);
    expect(await verifyAgainstKept(test.database)).toMatchObject({
      problems: [],
      accepted: [{ batch: 2, since: 1, because: 'the disk broke', at: '2026-03-10T09:20:00.000Z' }],
    });
    await work();
    await keepHead(test.database, at + 24 * minute);
    await cutTo(2);
    expect(await found()).toEqual([{ problem: 'tail-cut', batch: 3 }]);
  });
});
