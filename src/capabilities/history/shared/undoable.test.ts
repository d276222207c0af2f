import { describe, expect, it } from 'vitest';
import { whyNotUndone } from './undoable.ts';

const at = '2026-03-10T09:00:00.000Z';
const now = Date.parse(at);
const day = 86_400_000;
const edit = { action: 'edit', at, changes: { title: ['No sound', 'Louder'], tags: [null, []] } } as const;

describe('a change', () => {
  it('can be undone for thirty days, an undo among them', () => {
    const record = { title: 'Louder', tags: [], urgency: 1 };
    expect(whyNotUndone(edit, record, now + 30 * day, [])).toBeNull();
    expect(whyNotUndone({ ...edit, action: 'undo' }, record, now, [])).toBeNull();
    expect(whyNotUndone(edit, record, now + 30 * day + 1, [])?.why).toEqual({
      key: 'history.too-old',
      params: { days: 30 },
    });
  });

  it('stays where somebody has changed a value since, or where it was a step that told people', () => {
    const moved = whyNotUndone(edit, { title: 'Quieter', tags: ['x'] }, now, []);
    expect([moved?.why.key, moved?.fields]).toEqual(['history.changed-since', ['title', 'tags']]);
    const take = { ...edit, action: 'take' };
    expect(whyNotUndone(take, { title: 'Louder', tags: [] }, now, ['wait'])?.why.key).toBe('history.told');
    expect(whyNotUndone(take, { title: 'Louder', tags: [] }, now, ['take'])).toBeNull();
  });
});
