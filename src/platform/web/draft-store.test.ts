import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { canonicalJson } from '#/base/canonical.ts';
import { DraftStore } from './draft-store.ts';

interface Text extends Record<string, unknown> {
  text: string;
}
type Kept = { body: Text | null; at: string | null };

/** A server that keeps one draft by the rules of the real one, and whose answers can be lost on their way. */
function openServer() {
  const server = { kept: { body: null, at: null } as Kept, saves: 0, lost: 0, reading: Promise.resolve() };
  const answer = (status: number, body: unknown) => new Response(JSON.stringify(body), { status });
  const save = ({ body, seen }: { body: Text; seen: string | null }) => {
    const same = canonicalJson(server.kept.body) === canonicalJson(body);
    if (server.kept.at !== null && server.kept.at !== seen && !same) {
      return answer(409, { code: 'conflict', status: 409, current: server.kept });
    }
    server.kept = { body, at: `2026-03-10T09:00:00.${String(++server.saves).padStart(3, '0')}Z` };
    return answer(200, { at: server.kept.at });
  };
  const fetched = async (_address: string, { method, body }: { method: string; body?: string }) => {
    if (method === 'GET') {
      const said = answer(200, server.kept);
      await server.reading;
      return said;
    }
    const said = save(JSON.parse(body ?? '') as { body: Text; seen: string | null });
    if (server.lost === 0) return said;
    server.lost--;
    throw new TypeError('the connection broke');
  };
  return Object.assign(server, { fetched });
}

let server: ReturnType<typeof openServer>;
const open = () => new DraftStore<Text>('/drafts/incident:1:reply', 'incident:1:reply', { text: '' });
/** Longer than a pause in typing, and than every try of a request. */
const pass = () => vi.advanceTimersByTimeAsync(4000);

beforeEach(() => {
  vi.useFakeTimers();
  server = openServer();
  vi.stubGlobal('fetch', server.fetched);
  const held = new Map<string, string>();
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, text: string) => void held.set(key, text),
    removeItem: (key: string) => void held.delete(key),
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a draft on its way to the server', () => {
  it('is what was typed, not what was read meanwhile', async () => {
    server.kept = { body: { text: 'From yesterday' }, at: '2026-03-09T09:00:00.000Z' };
    const read = Promise.withResolvers<void>();
    server.reading = read.promise;
    const store = open();
    store.subscribe(() => {});
    store.change({ text: 'Typed at once' });
    read.resolve();
    await vi.advanceTimersByTimeAsync(0);
    expect(store.snapshot().value).toEqual({ text: 'Typed at once' });
    // Nobody has seen yesterday's text: both are there, and one chooses.
    await pass();
    expect(store.snapshot()).toMatchObject({ state: 'other', other: { text: 'From yesterday' } });
    store.insist();
    await pass();
    expect(server.kept.body).toEqual({ text: 'Typed at once' });
  });

  it('is not held for somebody else’s where the answer to saving it was lost', async () => {
    const store = open();
    store.subscribe(() => {});
    await pass();
    server.lost = 3;
    store.change({ text: 'Dear' });
    await pass();
    expect([server.kept.body, store.snapshot().state]).toEqual([{ text: 'Dear' }, 'local']);
    store.change({ text: 'Dear Uma' });
    await pass();
    expect(server.kept.body).toEqual({ text: 'Dear Uma' });
    expect(store.snapshot()).toMatchObject({ state: 'saved', other: null });
  });

  it('stands on what was saved last, also after the page was closed in the middle of a word', async () => {
    const store = open();
    store.subscribe(() => {});
    await pass();
    const saving = vi.fn<typeof server.fetched>(server.fetched);
    vi.stubGlobal('fetch', saving);
    store.change({ text: 'Dear' });
    saving.mockImplementationOnce((...given) => {
      store.change({ text: 'Dear Uma' });
      return server.fetched(...given);
    });
    // The page is gone before the second one leaves.
    saving.mockImplementation(() => new Promise<Response>(() => {}));
    await vi.advanceTimersByTimeAsync(700);
    expect(server.kept.body).toEqual({ text: 'Dear' });
    vi.stubGlobal('fetch', server.fetched);
    const again = open();
    again.subscribe(() => {});
    await pass();
    expect(again.snapshot()).toMatchObject({
      value: { text: 'Dear Uma' },
      state: 'saved',
      restored: true,
      other: null,
    });
    expect(server.kept.body).toEqual({ text: 'Dear Uma' });
  });

  it('of another window is shown beside one’s own, and nothing of either is lost', async () => {
    const [mine, theirs] = [open(), open()];
    for (const store of [mine, theirs]) store.subscribe(() => {});
    await pass();
    theirs.change({ text: 'Theirs' });
    await pass();
    mine.change({ text: 'Mine' });
    await pass();
    expect(server.kept.body).toEqual({ text: 'Theirs' });
    expect(mine.snapshot()).toMatchObject({ state: 'other', value: { text: 'Mine' }, other: { text: 'Theirs' } });
    mine.takeOther();
    expect(mine.snapshot()).toMatchObject({ state: 'saved', value: { text: 'Theirs' }, other: null });
    mine.change({ text: 'Theirs, and mine' });
    await pass();
    expect(server.kept.body).toEqual({ text: 'Theirs, and mine' });
  });
});
