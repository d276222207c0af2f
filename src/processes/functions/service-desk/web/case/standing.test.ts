import { describe, expect, it } from 'vitest';
import { isOver, stagesOf } from './standing.ts';

describe('the way of a case on the portal', () => {
  it.each(['cancelled', 'duplicate', 'duplicate-solved'] as const)(
    'shows of one that is %s no step that never was',
    (state) => {
      expect(stagesOf(state)).toEqual({ stages: ['received', 'ended'], at: 1 });
      expect(isOver(state)).toBe(true);
    },
  );

  it('shows a wait only while it lasts, and the whole way of one that is closed', () => {
    expect(stagesOf('waiting-for-you').stages).toContain('waiting');
    expect(stagesOf('closed')).toEqual({ stages: ['received', 'being-worked-on', 'is-it-fixed', 'closed'], at: 3 });
    expect(isOver('is-it-fixed')).toBe(false);
  });
});
