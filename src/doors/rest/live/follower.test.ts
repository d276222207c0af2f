import { expect, it } from 'vitest';
import { liveMessage } from './follower.ts';
import type { Happening } from '#/record/server/after/relay.ts';

const change = (n: number, kind: string, open: boolean): Happening => ({
  id: n,
  at: '2026-03-10T09:00:00Z',
  item: `018f0000-0000-7000-8000-${String(n).padStart(12, '0')}`,
  customer: 1,
  kind,
  action: 'edit',
  actor: '018f0000-0000-7000-8000-000000000001',
  version: 2,
  payload: { changed: [], state: [null, 'new'], announced: [], origin: 'web', ...(open ? { public: true } : {}) },
});

it('tells of each change while that fits into a notification', () => {
  const told = JSON.parse(liveMessage([change(1, 'incident', true), change(2, 'person', false)])) as unknown[];
  expect(told).toEqual([
    expect.objectContaining({ kind: 'incident', version: 2, public: true }),
    expect.not.objectContaining({ public: true }),
  ]);
});

it('names the kinds of a large batch, and which of them the portal may hear of', () => {
  const batch = Array.from({ length: 500 }, (_, n) => change(n, n % 2 === 0 ? 'incident' : 'person', n % 2 === 0));
  expect(JSON.parse(liveMessage(batch))).toEqual({ kinds: ['incident', 'person'], public: ['incident'] });
});

it('stays below what a notification carries, whatever it is about', () => {
  for (let count = 1; count <= 500; count++) {
    // More kinds than a suite has processes, and letters of two bytes.
    const batch = Array.from({ length: count }, (_, n) => change(n, `záznam-druhu-č-${n % 100}`, true));
    expect(Buffer.byteLength(liveMessage(batch))).toBeLessThan(8000);
  }
});
