import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDesk } from '#/app/test/desk.ts';
import type { Desk, Who } from '#/app/test/desk.ts';
import { perform } from '#/record/server/commit/perform.ts';
import type { SignedContext } from './types.ts';
import { whoAmI } from './who-am-i.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.drop());

const idle = async (who: Who) => {
  const ctx = await desk.as(who);
  const profile = { person: {}, groups: [] } as unknown as SignedContext['profile'];
  return whoAmI({ ...ctx, credential: { kind: 'key', id: 'k' }, profile, asOf: { access: 0, version: 0 } }).idle;
};

describe('permissions that reach nothing', () => {
  it('are those of an agent whom no group lets work, and are told until one does', async () => {
    expect(await idle('specialist')).toEqual([]);
    const members = (people: string[]) => perform(desk.system(), 'group', 'edit', desk.ids.second, { members: people });
    await members([]);
    expect(await idle('specialist')).toEqual(expect.arrayContaining(['incident.create', 'incident.read']));
    expect(await idle('specialist')).not.toContain('foundation.read');
    await members([desk.ids.specialist]);
    expect(await idle('specialist')).toEqual([]);
  });

  it('are none of those that are held for everything, or for oneself', async () => {
    expect([await idle('auditor'), await idle('administrator'), await idle('user')]).toEqual([[], [], []]);
  });
});
