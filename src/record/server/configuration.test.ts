import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDesk } from '#/app/test/desk.ts';
import type { Desk } from '#/app/test/desk.ts';
import { newId } from '#/platform/ids.ts';
import { openDatabase } from '#/platform/database/pools.ts';
import type { Database } from '#/platform/database/pools.ts';
import { testSecret } from '#/record/test/database.ts';
import { perform } from './commit/perform.ts';
import { configurationOf } from './configuration.ts';
import type { Context } from './context.ts';

let desk: Desk;
let narrow: Database;
beforeAll(async () => {
  desk = await openDesk();
  // One connection: whoever holds it and waits for a second one waits for ever.
  narrow = openDatabase({ url: desk.url, secret: testSecret, deadline: 5000, size: 1, onError: () => undefined });
});
afterAll(async () => {
  await narrow.close();
  await desk.drop();
});

const request = (db: Database): Context => ({ ...desk.system(), db, request: { id: newId(), origin: 'rest' } });
const names = async (ctx: Context) => (await (await configurationOf(ctx)).rows('group')).map((row) => row['name']);
const rename = (ctx: Context, name: string) => perform(ctx, 'group', 'edit', desk.ids.second, { name });

describe('the configuration', () => {
  it('is read over the connection that a transaction has, however many ask at once', async () => {
    const all = Array.from({ length: 12 }, () =>
      narrow.transaction({ kind: 'staff' }, (tx) => names({ ...request(narrow), tx })),
    );
    for (const found of await Promise.all(all)) expect(found).toContain('Specialists');
  });

  it('shows a transaction what it changed itself, and nobody else before it commits', async () => {
    const { database } = desk;
    await database.transaction({ kind: 'staff' }, async (tx) => {
      const ctx = { ...request(database), tx };
      await rename(ctx, 'Experts');
      expect(await names(ctx)).toContain('Experts');
      expect(await names(request(database))).toContain('Specialists');
    });
    expect(await names(request(database))).toContain('Experts');
  });

  it('forgets what a transaction changed that was rolled back', async () => {
    const { database } = desk;
    const broken = database.transaction({ kind: 'staff' }, async (tx) => {
      const ctx = { ...request(database), tx };
      await rename(ctx, 'Nobody');
      expect(await names(ctx)).toContain('Nobody');
      throw new Error('rolled back');
    });
    await expect(broken).rejects.toThrow('rolled back');
    expect(await names(request(database))).not.toContain('Nobody');
    await rename(request(database), 'Everybody');
    expect(await names(request(database))).toContain('Everybody');
  });
});
