import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDesk, tuesday } from '#/app/test/desk.ts';
import type { Desk, Who } from '#/app/test/desk.ts';
import { searchPortal } from '#/capabilities/search/server/search-portal.ts';
import { perform } from '#/record/server/commit/perform.ts';
import { readCase } from './case.ts';
import { readCases } from './cases.ts';
import { portalServices } from './portal-services.ts';
import { reportCase } from './report-case.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.drop());

const minute = 60_000;
const all = { show: 'all', limit: 50 };
const report = async (who: Who = 'user', input = {}) =>
  (await reportCase(await desk.as(who), { title: 'It is dark', description: 'The lamp', urgency: 2, ...input })).record[
    'id'
  ] as string;
const status = async (id: string, now = tuesday + minute) => (await readCase(await desk.as('user', now), id)).status;
const reason = async (code: string) =>
  (await desk.owner<{ id: string }>('select id from pending_reason where code = $1', [code]))[0]?.id;

describe('a case on the portal', () => {
  it('is reported in three fields and answered with what happens next', async () => {
    const made = await reportCase(await desk.as('user'), { title: 'It is dark', description: 'The lamp', urgency: 1 });
    expect(made.record).toMatchObject({
      title: 'It is dark',
      state: 'new',
      channel: 'portal',
      affectedUser: desk.ids.user,
    });
    expect(made.record).not.toHaveProperty('impact');
    expect(made.status).toMatchObject({
      situation: 'received',
      who: { kind: 'group', name: 'Service desk' },
      question: null,
    });
    expect(Date.parse(made.status.expectedBy ?? '')).toBeGreaterThan(tuesday);
    expect(made.steps).toEqual(['reply', 'attach']);
  });

  it('takes nothing that is the desk’s to say', async () => {
    for (const field of ['impact', 'group', 'assignee', 'customer', 'affectedUser', 'closeCode', 'priority', 'tags']) {
      await expect(reportCase(await desk.as('user'), { title: 'x', [field]: 1 })).rejects.toMatchObject({
        fields: { [field]: { key: 'field.unknown' } },
      });
    }
    await expect(reportCase(await desk.as('user'), { description: 'no title' })).rejects.toMatchObject({
      fields: { title: { key: 'field.required' } },
    });
  });

  it('goes through its life in plain words, with who has it and what is asked', async () => {
    const id = await report();
    await desk.does('agent', 'take', id);
    expect(await status(id)).toMatchObject({
      situation: 'being-worked-on',
      who: { kind: 'person', name: 'Anna Agent' },
    });
    await desk.does('agent', 'wait', id, { reason: await reason('user'), message: 'Which lamp?' }, tuesday + 1000);
    expect(await status(id)).toMatchObject({
      situation: 'waiting-for-you',
      expectedBy: null,
      question: { body: 'Which lamp?', by: { name: 'Anna Agent' } },
    });
    await desk.does('user', 'reply', id, { body: 'The green one' }, tuesday + 2000);
    expect(await status(id)).toMatchObject({ situation: 'being-worked-on', question: null });
    await desk.does('agent', 'wait', id, { reason: await reason('supplier') }, tuesday + 3000);
    expect((await status(id)).situation).toBe('waiting-for-others');
    await desk.does('agent', 'resolve', id, { closeCode: 'fixed', solution: 'A new bulb' }, tuesday + 4000);
    const resolved = await readCase(await desk.as('user', tuesday + minute), id);
    expect(resolved).toMatchObject({ status: { situation: 'is-it-fixed' }, record: { solution: 'A new bulb' } });
    expect(resolved.steps).toEqual(['reply', 'attach', 'confirm', 'reopen']);
    await desk.does('user', 'confirm', id, {}, tuesday + 5000);
    expect((await status(id)).situation).toBe('closed');
  });

  it('is listed for who follows it and found by nobody else', async () => {
    const id = await report();
    const listed = async (who: Who, scope = 'mine') =>
      (await readCases(await desk.as(who), { ...all, scope })).rows.some((row) => row.id === id);
    expect(await listed('user')).toBe(true);
    expect(await listed('contact')).toBe(false);
    expect(await listed('contact', 'organisation')).toBe(true);
    expect(await listed('neighbour', 'organisation')).toBe(false);
    expect((await readCases(await desk.as('contact'), all)).scopes).toEqual(['mine', 'organisation']);
    const { scopes, names } = await readCases(await desk.as('user'), all);
    expect([scopes, names[desk.ids.user]?.title]).toEqual([['mine'], 'Uma User']);
    expect(await listed('neighbour')).toBe(false);
    expect(await listed('stranger')).toBe(false);
    for (const who of ['neighbour', 'stranger'] as const) {
      await expect(readCase(await desk.as(who), id)).rejects.toMatchObject({ code: 'not-found' });
    }
    await expect(readCase(await desk.as('agent', tuesday, 'portal'), id)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('is listed by whether it still concerns anybody, in pages', async () => {
    const [open, over] = [await report('stranger'), await report('stranger')];
    await desk.does('agent', 'cancel', over, { reason: 'A mistake' });
    const ctx = await desk.as('stranger');
    const ids = async (show: string) => (await readCases(ctx, { show, limit: 50 })).rows.map(({ id }) => id);
    expect(await ids('open')).toEqual([open]);
    expect(await ids('over')).toEqual([over]);
    const first = await readCases(ctx, { show: 'all', limit: 1 });
    const second = await readCases(ctx, { show: 'all', limit: 1, cursor: first.next ?? '' });
    expect([...first.rows, ...second.rows].map(({ id }) => id).toSorted()).toEqual([open, over].toSorted());
    await expect(readCases(ctx, { show: 'everything', limit: 1 })).rejects.toMatchObject({ code: 'bad-request' });
  });

  it('is found together with what the portal offers, by words and by number', async () => {
    const id = await report('user', { title: 'Wobbly projector' });
    await perform(desk.system(), 'service', 'create', null, { name: 'Projector hire', onPortal: true });
    await perform(desk.system(), 'service', 'create', null, { name: 'Projector maintenance', onPortal: false });
    const found = async (who: Who, typed: string) =>
      (await searchPortal(await desk.as(who, tuesday, 'portal'), [portalServices], typed, 10)).rows
        .map(({ title }) => title)
        .toSorted();
    expect(await found('user', 'projec')).toEqual(['Projector hire', 'Wobbly projector']);
    expect(await found('stranger', 'projec')).toEqual(['Projector hire']);
    const { record } = await readCase(await desk.as('user'), id);
    expect(await found('user', record['number'] as string)).toEqual(['Wobbly projector']);
    expect(await found('stranger', record['number'] as string)).toEqual([]);
    expect(await found('user', '%')).toEqual([]);
  });
});
