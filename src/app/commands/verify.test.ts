import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDesk, tuesday } from '#/app/test/desk.ts';
import type { Desk } from '#/app/test/desk.ts';
import { keepHead } from '#/capabilities/history/server/keep-head.ts';
import { keepHeadsIn } from '#/capabilities/history/server/kept-heads.ts';
import { sealOnce } from '#/capabilities/history/server/seal.ts';
import { testSecret } from '#/record/test/database.ts';
import { checkKeptHeads, runVerify } from './verify.ts';

let desk: Desk;
let sealFolder: string;
beforeAll(async () => {
  desk = await openDesk();
  sealFolder = await mkdtemp(path.join(tmpdir(), 'mainstay-verify-'));
}, 60_000);
afterAll(async () => {
  await desk.drop();
  await rm(sealFolder, { recursive: true });
});

const runtime = () => ({ config: { dataFolder: '/nowhere', sealFolder }, databaseUrl: desk.url, secret: testSecret });
const said = async (because?: string) => {
  const lines: string[] = [];
  const note = (line: string) => void lines.push(line);
  const code = await runVerify(runtime(), because, { out: note, say: note, json: false });
  return { code, text: lines.join('\n') };
};

it('is said by the doctor and by verify, with what to do, until somebody says why an older state is right', async () => {
  expect(await checkKeptHeads(runtime())).toMatchObject({ outcome: 'warn', found: expect.stringContaining('No seal') });
  expect(await said()).toEqual({ code: 0, text: expect.stringContaining('a cut end would not show') });
  await sealOnce(desk.database, tuesday);
  keepHeadsIn(desk.database, sealFolder, testSecret);
  await keepHead(desk.database, tuesday);
  expect(await checkKeptHeads(runtime())).toMatchObject({ outcome: 'ok' });
  expect(await said()).toEqual({
    code: 0,
    text: expect.stringMatching(/^Nothing was touched: .*\nCompared with 1 seals/),
  });

  await desk.owner('truncate history, history_seal');
  expect(await checkKeptHeads(runtime())).toMatchObject({
    outcome: 'fail',
    found: expect.stringContaining('does not hold batch 1'),
    mend: expect.stringContaining('mainstay verify --accept'),
  });
  expect(await said()).toEqual({
    code: 1,
    text: expect.stringMatching(/^The history is empty, .*\n.*Something was touched/),
  });

  expect(await said('An older backup was restored')).toEqual({
    code: 0,
    text: expect.stringContaining('goes on behind batch 0: An older backup was restored'),
  });
  expect(await checkKeptHeads(runtime())).toMatchObject({ outcome: 'ok' });
  expect(await readFile(path.join(sealFolder, 'history-heads.jsonl'), 'utf8')).toContain('An older backup');
});
