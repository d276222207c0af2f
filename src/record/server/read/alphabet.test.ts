import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDesk } from '#/app/test/desk.ts';
import type { Desk } from '#/app/test/desk.ts';
import { projectRoot } from '#/platform/database/migrate.ts';
import type { RecordType } from '../kit.ts';
import { listRecords } from './list.ts';

const written = ['Žilina', 'Zvolen', 'Chrenová', 'Hlavná', 'čierna', 'Čadca', 'Cífer', 'banská', 'Dolná'];

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
  for (const name of written) await desk.does('administrator', 'group.create', null, { name, tier: 1 });
}, 60_000);
afterAll(() => desk.drop());

/** The names of the groups, in pages of two. */
async function sorted(language: string, sort: string): Promise<string[]> {
  const ctx = await desk.as('administrator');
  const reader = { ...ctx, actor: { ...ctx.actor, language } };
  const type = ctx.kit.types.get('group') as RecordType;
  const names: string[] = [];
  for (let cursor: string | undefined; ;) {
    const { rows, next } = await listRecords(reader, type, { sort, limit: 2, ...(cursor ? { cursor } : {}) });
    names.push(...rows.map(({ name }) => String(name)).filter((name) => written.includes(name)));
    if (next === null) return names;
    cursor = next;
  }
}

it('sorts words by the alphabet of who reads, page by page', async () => {
  const slovak = ['banská', 'Cífer', 'Čadca', 'čierna', 'Dolná', 'Hlavná', 'Chrenová', 'Zvolen', 'Žilina'];
  expect(await sorted('sk', 'name')).toEqual(slovak);
  expect(await sorted('sk', '-name')).toEqual(slovak.toReversed());
  const english = ['banská', 'Čadca', 'Chrenová', 'čierna', 'Cífer', 'Dolná', 'Hlavná', 'Žilina', 'Zvolen'];
  expect(await sorted('en', 'name')).toEqual(english);
});

it('sorts as the database compares text where its server has no ICU', async () => {
  const file = path.join(projectRoot, 'src/platform/database/migrations/0260_alphabets.sql');
  const sql = (await readFile(file, 'utf8')).replaceAll('mainstay_', 'poor_').replace("collname = 'sk-x-icu'", 'false');
  await desk.owner(sql);
  const found = await desk.owner<{ name: string }>(
    'select name from unnest($1::text[]) as w (name) order by name collate poor_sk',
    [written],
  );
  expect(found.map(({ name }) => name)).toEqual(written.toSorted());
});
