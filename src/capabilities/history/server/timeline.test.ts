import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDesk, tuesday } from '#/app/test/desk.ts';
import type { Desk } from '#/app/test/desk.ts';
import { readTimeline } from './timeline.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.drop());

const second = 1000;
const all = { before: undefined, limit: 50 };

async function report(title = 'The printer burns'): Promise<string> {
  return (await desk.does('user', 'create', null, { title, description: 'Smoke' })).id;
}

describe('the timeline of an incident', () => {
  it('merges messages and changes, newest first, a commit being one change', async () => {
    const id = await report();
    await desk.does('agent', 'take', id, {}, tuesday + second);
    await desk.does('agent', 'note', id, { body: 'Seen before' }, tuesday + 2 * second);
    await desk.does('user', 'reply', id, { body: 'Please hurry' }, tuesday + 3 * second);
    const { entries, names, next } = await readTimeline(await desk.as('colleague', tuesday + 60 * second), id, all);
    expect(entries.map(({ type, action, audience }) => `${type} ${action} ${audience}`)).toEqual([
      'reply reply everyone',
      'note note staff',
      'change take everyone',
      'change create everyone',
    ]);
    expect(entries[0]).toMatchObject({ body: 'Please hurry', channel: 'portal', actor: { name: 'Uma User' } });
    expect(entries[2]?.changes).toMatchObject({ state: ['new', 'in-progress'], assignee: [null, desk.ids.agent] });
    expect(names[desk.ids.agent]?.title).toBe('Anna Agent');
    // Fields for everyone and for staff alone were written apart and are read together.
    expect(entries[3]?.changes).toMatchObject({ title: [null, 'The printer burns'], impact: [null, 3] });
    expect(next).toBeNull();
  });

  it('pages without losing or doubling anything, even within one instant', async () => {
    const id = await report();
    for (let nth = 0; nth < 7; nth++) await desk.does('agent', 'note', id, { body: `note ${nth}` });
    await desk.does('agent', 'edit', id, { title: 'Another' });
    const ctx = await desk.as('agent', tuesday + second);
    const whole = (await readTimeline(ctx, id, all)).entries.map((entry) => entry.id);
    const paged: string[] = [];
    let before: string | undefined;
    do {
      const page = await readTimeline(ctx, id, { before, limit: 2 });
      paged.push(...page.entries.map((entry) => entry.id));
      before = page.next ?? undefined;
    } while (before !== undefined);
    expect(whole).toHaveLength(9);
    expect(paged).toEqual(whole);
  });

  it('shows a held reply to its author alone, until its time has come', async () => {
    const id = await report();
    await desk.does('agent', 'reply', id, { body: 'We are on it' }, tuesday + second);
    const replies = async (who: 'agent' | 'colleague' | 'user', now: number) => {
      const { entries } = await readTimeline(await desk.as(who, now), id, all);
      return entries.filter(({ type }) => type === 'reply');
    };
    const [held] = await replies('agent', tuesday + 2 * second);
    expect(held).toMatchObject({ held: true, recallUntil: new Date(tuesday + 11 * second).toISOString() });
    expect(await replies('colleague', tuesday + 2 * second)).toEqual([]);
    expect(await replies('user', tuesday + 2 * second)).toEqual([]);
    const [released] = await replies('user', tuesday + 11 * second);
    expect(released).toMatchObject({ body: 'We are on it', actor: { name: 'Anna Agent' } });
    expect(released).not.toHaveProperty('held');
  });

  it('shows a recalled reply to nobody', async () => {
    const id = await report();
    const { notes } = await desk.does('agent', 'reply', id, { body: 'Wrong window' }, tuesday + second);
    await desk.does('agent', 'recall', id, { note: notes['note'] }, tuesday + 3 * second);
    for (const who of ['agent', 'user'] as const) {
      const { entries } = await readTimeline(await desk.as(who, tuesday + 60 * second), id, all);
      expect(JSON.stringify(entries)).not.toContain('Wrong window');
    }
  });

  it('tells the portal of replies and states alone, even an agent who looks there', async () => {
    const id = await report();
    await desk.does('agent', 'take', id, {}, tuesday + second);
    await desk.does('agent', 'note', id, { body: 'He always does that' }, tuesday + 2 * second);
    await desk.does('agent', 'edit', id, { impact: 1, urgency: 1 }, tuesday + 3 * second);
    const user = await desk.as('user', tuesday + 60 * second);
    const { entries, names } = await readTimeline(user, id, all);
    expect(entries.map(({ action, changes }) => [action, changes])).toEqual([
      ['take', { state: ['new', 'in-progress'] }],
      ['create', { state: [null, 'new'] }],
    ]);
    expect(names).toEqual({});
    const agentThere = await desk.as('agent', tuesday + 60 * second, 'portal');
    await expect(readTimeline(agentThere, id, all)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('is not found by who may not see the record, like one that is not there', async () => {
    const id = await report();
    for (const who of ['stranger', 'neighbour', 'administrator'] as const) {
      await expect(readTimeline(await desk.as(who), id, all)).rejects.toMatchObject({ code: 'not-found' });
    }
    const other = await desk.as('agent');
    await expect(readTimeline(other, '00000000-0000-7000-8000-000000000000', all)).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect(readTimeline(other, id, { before: 'nonsense', limit: 5 })).rejects.toMatchObject({
      code: 'bad-request',
    });
  });
});
