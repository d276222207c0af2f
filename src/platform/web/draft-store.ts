import { del, get, put } from './api.ts';
import { sessionNow } from './session.ts';

/** What a composer or form keeps: plain data. */
export type DraftBody = Readonly<Record<string, unknown>>;

/**
 * - `loading`: it is not known yet whether there is one; typing is allowed
 * - `saved`: what is typed is on the server, or nothing is
 * - `saving`: not yet
 * - `local`: the server could not be reached; this browser tab holds it and goes on trying
 */
export type DraftState = 'loading' | 'saved' | 'saving' | 'local';

export interface DraftSnapshot<T> {
  value: T;
  state: DraftState;
  /** True when the value came from before, not from this visit. */
  restored: boolean;
}

const pause = 700;
const retryAfter = 5000;

/**
 * One draft: on the server, the last value winning, one request at a time; and in this tab until the server has
 * acknowledged it. It works while somebody has subscribed; the last to leave sends what waits.
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

  constructor(path: string, context: string, empty: T) {
    this.#path = path;
    // Per person, so that whoever signs in next in the same tab finds nothing of theirs.
    this.#key = `mainstay.draft.${sessionNow().session?.person.id ?? ''}.${context}`;
    this.#empty = empty;
    const local = this.#localCopy();
    this.#waiting = local ?? undefined;
    this.#touched = local !== null;
    this.#now = { value: { ...empty, ...local }, state: 'loading', restored: local !== null };
  }

  readonly snapshot = (): DraftSnapshot<T> => this.#now;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) void (this.#waiting === undefined ? this.#load() : this.#send());
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearTimeout(this.#timer);
      void this.#send();
    };
  };

  readonly change = (part: Partial<T>): void => {
    const value = { ...this.#now.value, ...part };
    this.#touched = true;
    sessionStorage.setItem(this.#key, JSON.stringify(value));
    this.#show({ value, state: 'saving' });
    this.#soon(value, pause);
  };

  readonly clear = (): void => {
    this.#touched = true;
    sessionStorage.removeItem(this.#key);
    this.#show({ value: this.#empty, restored: false });
    this.#soon(null, 0);
  };

  #show(part: Partial<DraftSnapshot<T>>): void {
    this.#now = { ...this.#now, ...part };
    for (const listener of this.#listeners) listener();
  }

  async #load(): Promise<void> {
    const found = await get<{ body: T } | null>(this.#path).catch(() => null);
    // What was typed while the answer was on its way is newer.
    if (this.#touched) return;
    if (found?.body) this.#show({ value: { ...this.#empty, ...found.body }, restored: true });
    this.#show({ state: 'saved' });
  }

  #soon(value: T | null, wait: number): void {
    this.#waiting = value;
    clearTimeout(this.#timer);
    if (!this.#busy) this.#timer = setTimeout(() => void this.#send(), wait);
  }

  async #send(): Promise<void> {
    if (this.#busy) return;
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
    const done = this.#waiting === undefined;
    this.#show({ state: done ? 'saved' : 'local' });
    if (!done && this.#listeners.size > 0) this.#timer = setTimeout(() => void this.#send(), retryAfter);
  }

  async #put(value: T | null): Promise<boolean> {
    try {
      if (value === null) await del(this.#path);
      else await put(this.#path, { body: value });
    } catch {
      return false;
    }
    if (value !== null && sessionStorage.getItem(this.#key) === JSON.stringify(value)) {
      sessionStorage.removeItem(this.#key);
    }
    return true;
  }

  #localCopy(): T | null {
    try {
      return JSON.parse(sessionStorage.getItem(this.#key) ?? 'null') as T | null;
    } catch {
      return null;
    }
  }
}
