import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDesk, tuesday } from '#/app/test/desk.ts';
import type { Desk } from '#/app/test/desk.ts';
import { discardDraft } from './discard.ts';
import { readDraft, readDrafts } from './read.ts';
import { saveDraft } from './save.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.drop());

describe('drafts', () => {
  it('are kept for their author alone, the last one to write winning', async () => {
    const context = 'incident:019cd6f9-7a80-7912-9427-a4d3cca016d4:reply';
    await saveDraft(await desk.as('agent'), context, { text: 'Dear' });
    const { at } = await saveDraft(await desk.as('agent', tuesday + 1000), context, { text: 'Dear Uma' });
    expect(at).toBe(new Date(tuesday + 1000).toISOString());
    expect(await readDraft(await desk.as('agent'), context)).toEqual({ context, body: { text: 'Dear Uma' }, at });
    expect(await readDraft(await desk.as('colleague'), context)).toEqual({ context, body: null, at: null });
    expect((await readDrafts(await desk.as('colleague'))).rows).toEqual([]);
    await discardDraft(await desk.as('colleague'), context);
    expect((await readDrafts(await desk.as('agent'))).rows).toEqual([{ context, at }]);
    await discardDraft(await desk.as('agent'), context);
    expect((await readDraft(await desk.as('agent'), context)).at).toBeNull();
  });

  it('are there for people of customers too, whose wall covers no drafts', async () => {
    await saveDraft(await desk.as('user'), 'incident:new', { title: 'The prin' });
    expect(await readDraft(await desk.as('user'), 'incident:new')).toMatchObject({ body: { title: 'The prin' } });
    expect(await readDraft(await desk.as('neighbour'), 'incident:new')).toMatchObject({ body: null });
  });

  it('refuse a context of no composer, a text without end and what cannot be stored', async () => {
    const ctx = await desk.as('agent');
    for (const context of ['', 'x', '../etc', 'incident:1:2:3', `incident:${'x'.repeat(100)}`]) {
      await expect(saveDraft(ctx, context, 1)).rejects.toMatchObject({ code: 'bad-request' });
    }
    await expect(saveDraft(ctx, 'incident:new', 'x'.repeat(200_000))).rejects.toMatchObject({ code: 'too-large' });
    await expect(saveDraft(ctx, 'incident:new', 'a\u0000b')).rejects.toMatchObject({ code: 'bad-request' });
    await expect(saveDraft(ctx, 'incident:new', '\ud800')).rejects.toMatchObject({ code: 'bad-request' });
    await saveDraft(ctx, 'incident:new', { text: 'emoji 🖨️ and \\u0041 are fine' });
  });
});
