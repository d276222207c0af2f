import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { patience, patiently } from './live-state.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('whether changes by others arrive', () => {
  it('is no question while a stream is renewed, as after every change of who may do what', () => {
    const told: boolean[] = [];
    const state = patiently((open) => told.push(open));
    state(false);
    vi.advanceTimersByTime(patience - 1);
    state(true);
    vi.advanceTimersByTime(patience * 2);
    expect(told).toEqual([]);
  });

  it('is said once they have not for longer, however often the browser tries, and once they do again', () => {
    const told: boolean[] = [];
    const state = patiently((open) => told.push(open));
    state(false);
    vi.advanceTimersByTime(patience / 2);
    state(false);
    vi.advanceTimersByTime(patience / 2);
    expect(told).toEqual([false]);
    state(true);
    expect(told).toEqual([false, true]);
  });
});
