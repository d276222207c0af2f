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
  it('are kept for their author alone', async () => {
    const context = 'incident:019cd6f9-7a80-7912-9427-a4d3cca016d4:reply';
    const first = await saveDraft(await desk.as('agent'), context, { text: 'Dear' }, null);
    const { at } = await saveDraft(await desk.as('agent', tuesday + 1000), context, { text: 'Dear Uma' }, first.at);
    expect(at).toBe(new Date(tuesday + 1000).toISOString());
    expect(await readDraft(await desk.as('agent'), context)).toEqual({ context, body: { text: 'Dear Uma' }, at });
    expect(await readDraft(await desk.as('colleague'), context)).toEqual({ context, body: null, at: null });
    expect((await readDrafts(await desk.as('colleague'))).rows).toEqual([]);
    await discardDraft(await desk.as('colleague'), context);
    expect((await readDrafts(await desk.as('agent'))).rows).toEqual([{ context, at }]);
    await discardDraft(await desk.as('agent'), context);
    expect((await readDraft(await desk.as('agent'), context)).at).toBeNull();
  });

  it('say so when two windows write over one another, and keep both texts', async () => {
    const context = 'incident:019cd6f9-7a80-7912-9427-a4d3cca016d5:reply';
    const ctx = await desk.as('agent');
    const first = await saveDraft(ctx, context, { text: 'From the first window' }, null);
    // The second window was opened before the first one had written anything.
    const refused = saveDraft(ctx, context, { text: 'From the second window' }, null);
    await expect(refused).rejects.toMatchObject({
      code: 'conflict',
      extra: { current: { context, body: { text: 'From the first window' }, at: first.at } },
    });
    expect(await readDraft(ctx, context)).toMatchObject({ body: { text: 'From the first window' } });
    // It has been seen now, and may be written over; two saves of one instant are two drafts still.
    const second = await saveDraft(ctx, context, { text: 'From the second window' }, first.at);
    expect(second.at > first.at).toBe(true);
    await expect(saveDraft(ctx, context, { text: 'More from the first' }, first.at)).rejects.toMatchObject({
      code: 'conflict',
    });
    // The same text twice is no question: the answer of the first may have been lost.
    await saveDraft(ctx, context, { text: 'From the second window' }, first.at);
  });

  it('of one window are not thrown away by another that has sent an older text', async () => {
    const context = 'incident:019cd6f9-7a80-7912-9427-a4d3cca016d6:reply';
    const ctx = await desk.as('agent');
    const first = await saveDraft(ctx, context, { text: 'Sent' }, null);
    const second = await saveDraft(ctx, context, { text: 'Sent, and gone on with' }, first.at);
    await discardDraft(ctx, context, first.at);
    expect(await readDraft(ctx, context)).toMatchObject({ body: { text: 'Sent, and gone on with' } });
    await discardDraft(ctx, context, second.at);
    expect(await readDraft(ctx, context)).toMatchObject({ body: null });
    // Whoever has it open still goes on with it.
    await saveDraft(ctx, context, { text: 'Once more' }, second.at);
  });

  it('are there for people of customers too, whose wall covers no drafts', async () => {
    await saveDraft(await desk.as('user'), 'incident:new', { title: 'The prin' }, null);
    expect(await readDraft(await desk.as('user'), 'incident:new')).toMatchObject({ body: { title: 'The prin' } });
    expect(await readDraft(await desk.as('neighbour'), 'incident:new')).toMatchObject({ body: null });
  });

  it('make room for the newest where somebody has very many: the oldest goes', async () => {
    const ctx = await desk.as('lead');
    await desk.owner(
      `insert into draft (person, context, body, at)
        select $1, 'incident:' || n || ':reply', '{}', $2::timestamptz - make_interval(mins => n) from generate_series(1, 500) n`,
      [ctx.actor.person, new Date(tuesday).toISOString()],
    );
    await saveDraft(ctx, 'incident:new', { title: 'One more' }, null);
    const kept = await desk.owner('select context from draft where person = $1 order by at desc', [ctx.actor.person]);
    expect(kept).toHaveLength(500);
    expect(kept[0]).toEqual({ context: 'incident:new' });
    expect(kept.at(-1)).toEqual({ context: 'incident:499:reply' });
  });

  it('refuse a context of no composer, a text without end and what cannot be stored', async () => {
    const ctx = await desk.as('agent');
    for (const context of ['', 'x', '../etc', 'incident:1:2:3', `incident:${'x'.repeat(100)}`]) {
      await expect(saveDraft(ctx, context, 1, null)).rejects.toMatchObject({ code: 'bad-request' });
    }
    await expect(saveDraft(ctx, 'incident:new', 'x'.repeat(200_000), null)).rejects.toMatchObject({
      code: 'too-large',
    });
    await expect(saveDraft(ctx, 'incident:new', 'a\u0000b', null)).rejects.toMatchObject({ code: 'bad-request' });
    await expect(saveDraft(ctx, 'incident:new', '\ud800', null)).rejects.toMatchObject({ code: 'bad-request' });
    await saveDraft(ctx, 'incident:new', { text: 'emoji 🖨️ and \\u0041 are fine' }, null);
  });
});
