import { canonicalJson } from '#/base/canonical.ts';
import { del, get, put } from './api.ts';
import { Problem } from './problem.ts';
import { sessionNow } from './session.ts';

/** What a composer or form keeps: plain data. */
export type DraftBody = Readonly<Record<string, unknown>>;

/**
 * - `loading`: it is not known yet whether there is one; typing is allowed
 * - `saved`: what is typed is on the server, or nothing is
 * - `saving`: not yet
 * - `local`: the server could not be reached; this browser tab holds it and goes on trying
 * - `other`: another window has written a newer one; both texts are there, and one chooses
 */
export type DraftState = 'loading' | 'saved' | 'saving' | 'local' | 'other';

export interface DraftSnapshot<T> {
  value: T;
  state: DraftState;
  /** True when the value came from before, not from this visit. */
  restored: boolean;
  /** What another window has written over what was seen here; the server holds it. */
  other: T | null;
}

/** A draft as the server has it; `at` null: there is none. */
interface Kept<T> {
  body: T | null;
  at: string | null;
}

/** What this tab holds of a draft until the server has acknowledged it, and over which one it was written. */
interface Held<T> {
  value: T;
  seen: string | null;
}

const pause = 700;
const retryAfter = 5000;

/**
 * One draft: on the server, and in this tab until the server has acknowledged it; one request at a time. It is written
 * over the one that was seen: what another window wrote meanwhile is shown, and nothing of either is lost. It works
 * while somebody has subscribed; the last to leave sends what waits.
 */
export class DraftStore<T extends DraftBody> {
  readonly #path: string;
  readonly #key: string;
  readonly #empty: T;
  readonly #listeners = new Set<() => void>();
  #now: DraftSnapshot<T>;
  #touched = false;
  /** What is to be sent; null to delete; undefined for nothing. */
  #waiting: T | null | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #busy = false;
  /** When the draft was saved that this one stands on; null: there was none. */
  #seen: string | null = null;
  /** When the other window's text was saved, while one has to choose. */
  #newer: string | null = null;
  /** What was last sent; its answer may have been lost on the way. */
  #sent: T | null = null;

  constructor(path: string, context: string, empty: T) {
    this.#path = path;
    // Per person, so that whoever signs in next in the same tab finds nothing of theirs.
    this.#key = `mainstay.draft.${sessionNow().session?.person.id ?? ''}.${context}`;
    this.#empty = empty;
    const held = this.#heldHere();
    this.#waiting = held?.value;
    this.#seen = held?.seen ?? null;
    this.#touched = held !== null;
    this.#now = { value: { ...empty, ...held?.value }, state: 'loading', restored: held !== null, other: null };
  }

  readonly snapshot = (): DraftSnapshot<T> => this.#now;

  /** Nobody has it open, and nothing of it waits. */
  get idle(): boolean {
    return this.#listeners.size === 0 && this.#waiting === undefined && !this.#busy;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) {
      globalThis.addEventListener?.('focus', this.#lookAgain);
      // Come back to on this page: what stands here is from before.
      if (this.#now.state !== 'loading' && canonicalJson(this.#now.value) !== canonicalJson(this.#empty)) {
        this.#show({ restored: true });
      }
      if (this.#waiting !== undefined) void this.#send();
      else void (this.#now.state === 'loading' ? this.#load() : this.#followOther());
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      globalThis.removeEventListener?.('focus', this.#lookAgain);
      clearTimeout(this.#timer);
      void this.#send();
    };
  };

  readonly change = (part: Partial<T>): void => {
    const value = { ...this.#now.value, ...part };
    this.#touched = true;
    this.#hold(value);
    // While one has to choose, what is typed stays here: it has not been decided what it stands on.
    if (this.#now.other) return this.#show({ value });
    this.#show({ value, state: 'saving' });
    this.#soon(value, pause);
  };

  readonly clear = (): void => {
    this.#touched = true;
    sessionStorage.removeItem(this.#key);
    this.#show({ value: this.#empty, restored: false, other: null });
    this.#soon(null, 0);
  };

  /** Keeps a text instead of the other window's, which has been seen. */
  readonly insist = (value: T = this.#now.value): void => {
    this.#seen = this.#newer;
    this.#show({ value, other: null });
    this.change(value);
  };

  /** Goes on with what the other window has written; what stands here is let go. */
  readonly takeOther = (): void => {
    const { other } = this.#now;
    if (!other) return;
    sessionStorage.removeItem(this.#key);
    this.#waiting = undefined;
    this.#seen = this.#newer;
    this.#show({ value: { ...this.#empty, ...other }, state: 'saved', other: null });
  };

  #show(part: Partial<DraftSnapshot<T>>): void {
    this.#now = { ...this.#now, ...part };
    for (const listener of this.#listeners) listener();
  }

  async #load(): Promise<void> {
    const found = await get<Kept<T>>(this.#path).catch(() => null);
    // What was typed while the answer was on its way is newer.
    if (this.#touched) return;
    this.#seen = found?.at ?? null;
    if (found?.body) this.#show({ value: { ...this.#empty, ...found.body }, restored: true });
    this.#show({ state: 'saved' });
  }

  /** The window is looked at again: another one may have gone on with this draft, or sent it. */
  readonly #lookAgain = (): void => {
    void this.#followOther();
  };

  async #followOther(): Promise<void> {
    const idle = () => !this.#busy && this.#waiting === undefined && this.#now.state === 'saved';
    if (!idle()) return;
    const before = this.#now.value;
    const found = await get<Kept<T>>(this.#path).catch(() => null);
    if (!found || !idle() || this.#now.value !== before || found.at === this.#seen) return;
    this.#seen = found.at;
    this.#show({ value: { ...this.#empty, ...found.body } });
  }

  #soon(value: T | null, wait: number): void {
    this.#waiting = value;
    clearTimeout(this.#timer);
    if (!this.#busy) this.#timer = setTimeout(() => void this.#send(), wait);
  }

  async #send(): Promise<void> {
    if (this.#busy || this.#now.other) return;
    this.#busy = true;
    while (this.#waiting !== undefined) {
      const value: T | null = this.#waiting;
      this.#waiting = undefined;
      const sent = await this.#put(value);
      if (!sent) {
        // A newer value waits already, or this one goes on waiting.
        if (this.#waiting === undefined) this.#waiting = value;
        break;
      }
    }
    this.#busy = false;
    if (this.#now.other) return;
    const done = this.#waiting === undefined;
    this.#show({ state: done ? 'saved' : 'local' });
    if (!done && this.#listeners.size > 0) this.#timer = setTimeout(() => void this.#send(), retryAfter);
  }

  async #put(value: T | null): Promise<boolean> {
    const before = this.#sent;
    this.#sent = value;
    try {
      if (value === null) {
        await del(this.#seen === null ? this.#path : `${this.#path}?seen=${encodeURIComponent(this.#seen)}`);
        this.#seen = null;
        return true;
      }
      this.#seen = (await put<{ at: string }>(this.#path, { body: value, seen: this.#seen })).at;
    } catch (problem) {
      const newer = problem instanceof Problem && problem.status === 409 ? (problem.current as Kept<T>) : null;
      if (!newer?.body) return false;
      // Its own text, of which the answer was lost: it has been seen.
      if (before && canonicalJson(newer.body) === canonicalJson(before)) {
        this.#seen = newer.at;
        return this.#put(value);
      }
      this.#met(newer);
      return false;
    }
    const held = this.#heldHere();
    if (held && JSON.stringify(held.value) === JSON.stringify(value)) sessionStorage.removeItem(this.#key);
    // What was typed since stands on what has just been saved.
    else if (held) this.#hold(held.value);
    return true;
  }

  /** Another window was faster: its text and this one stand side by side until one is chosen. */
  #met({ body, at }: Kept<T>): void {
    this.#newer = at;
    clearTimeout(this.#timer);
    this.#show({ other: body, state: 'other' });
  }

  #hold(value: T): void {
    sessionStorage.setItem(this.#key, JSON.stringify({ value, seen: this.#seen } satisfies Held<T>));
  }

  #heldHere(): Held<T> | null {
    try {
      const found = JSON.parse(sessionStorage.getItem(this.#key) ?? 'null') as Held<T> | T | null;
      // As an earlier version of this page held it.
      if (found !== null && !('value' in found && 'seen' in found)) return { value: found, seen: null };
      return found as Held<T> | null;
    } catch {
      return null;
    }
  }
}

const stores = new Map<string, DraftStore<DraftBody>>();
/** So many drafts are remembered by a page; those that nobody has open make room. */
const most = 50;

/**
 * The one store of a draft in this page: two boxes of one context are one text. Signed in as somebody else there are
 * others.
 */
export function draftStore<T extends DraftBody>(path: string, context: string, empty: T): DraftStore<T> {
  const key = `${sessionNow().session?.person.id ?? ''} ${path}`;
  const found = stores.get(key);
  if (found) return found as unknown as DraftStore<T>;
  const made = new DraftStore<T>(path, context, empty);
  stores.set(key, made as unknown as DraftStore<DraftBody>);
  for (const [old, store] of stores) {
    if (stores.size <= most) break;
    if (store.idle) stores.delete(old);
  }
  return made;
}
