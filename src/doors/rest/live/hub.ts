import pg from 'pg';
import { toldChannel } from '#/capabilities/notifications/server/put-in-inbox.ts';
import { loginRoles, rolePassword } from '#/platform/database/pools.ts';
import type { Logger } from '#/platform/log/log.ts';
import { liveChannel } from './follower.ts';

/** Something that happened to a record, as the relay tells it: ids and words, no content. */
export interface Change {
  item: string;
  kind: string;
  version: number | null;
  action: string;
  actor: string | null;
  /** The portal may hear of it. */
  public?: boolean;
}

/** Somebody looks at a record, or types. */
export interface Presence {
  item: string;
  kind: string;
  person: string;
  name: string;
  doing: 'viewing' | 'typing';
  /** Epoch milliseconds from which it no longer holds. */
  until: number;
}

export type LiveEvent =
  | { type: 'changes'; changes: readonly Change[] }
  /** More happened than could be told: look again at these kinds, the portal at the public ones; at everything where we
   * were not listening. */
  | { type: 'many'; kinds?: readonly string[]; public?: readonly string[] }
  | { type: 'presence'; presence: Presence }
  /** Some people have something new in their inbox. */
  | { type: 'told'; people: readonly string[] };

/** Hears what every process of the installation did, and tells the streams of this one. */
export interface LiveHub {
  subscribe(listener: (event: LiveEvent) => void): () => void;
  /** Tells every process, this one included. */
  announce(presence: Presence): Promise<void>;
  /** Who is known to look at a record now. */
  present(now: number): readonly Presence[];
  /** What was heard in the last `milliseconds`; null where that is further back than is remembered. */
  since(milliseconds: number): readonly Change[] | null;
  /** Ends every stream, and stops listening. */
  close(): Promise<void>;
  /** Called when the hub closes. */
  onClose(listener: () => void): () => void;
}

/** How long changes are remembered for pages that are still loading, in milliseconds, and how many of them. */
const remembered = { milliseconds: 60_000, changes: 5000 };

export const channels = { live: liveChannel, presence: 'mainstay_presence', told: toldChannel } as const;

/** Reads a notification; null for what is none of ours. */
export function readNotification(channel: string, payload: string | undefined): LiveEvent | null {
  try {
    const parsed: unknown = JSON.parse(payload ?? '');
    if (channel === channels.presence) return { type: 'presence', presence: parsed as Presence };
    if (channel === channels.told) return { type: 'told', people: parsed as string[] };
    if (channel !== channels.live) return null;
    if (Array.isArray(parsed)) return { type: 'changes', changes: parsed as Change[] };
    return { type: 'many', ...(parsed as { kinds: string[]; public: string[] }) };
  } catch {
    return null;
  }
}

export interface HubOptions {
  /** Owner's URL of the database: host, port and name are taken from it. */
  url: string;
  secret: Buffer;
  log: Logger;
  /** Sends a notification. */
  notify: (channel: string, payload: string) => Promise<void>;
}

/**
 * Opens the hub: one connection of the relay's role that listens, and comes back by itself when it breaks. What was
 * missed meanwhile is made good by telling everybody to look again.
 */
export function openHub(options: HubOptions): LiveHub {
  const listeners = new Set<(event: LiveEvent) => void>();
  const closing = new Set<() => void>();
  const there = new Map<string, Presence>();
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  let missed = false;
  const memory = new Memory();

  const tell = (event: LiveEvent) => {
    if (event.type === 'presence') there.set(`${event.presence.item} ${event.presence.person}`, event.presence);
    else memory.keep(event);
    for (const listener of listeners) listener(event);
  };

  const again = (error?: Error) => {
    const broken = client;
    client = undefined;
    if (closed || !broken) return;
    missed = true;
    options.log.warn({ error: error?.message }, 'live: the listening connection broke');
    broken.removeAllListeners('end');
    broken.end().catch(() => {});
    timer = setTimeout(connect, 1000);
  };

  const listen = async (opened: pg.Client): Promise<void> => {
    await opened.connect();
    await opened.query(`listen ${channels.live}; listen ${channels.presence}; listen ${channels.told}`);
    if (missed) tell({ type: 'many' });
    missed = false;
  };

  function connect(): void {
    const opened = new pg.Client(connection(options));
    client = opened;
    opened.on('error', again);
    opened.on('end', () => again());
    opened.on('notification', ({ channel, payload }) => {
      const event = readNotification(channel, payload);
      if (event) tell(event);
    });
    listen(opened).catch(again);
  }
  connect();

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    announce: (presence) => options.notify(channels.presence, JSON.stringify(presence)),
    present(now) {
      for (const [key, { until }] of there) if (until <= now) there.delete(key);
      return [...there.values()];
    },
    since: (milliseconds) => memory.since(milliseconds),
    onClose(listener) {
      closing.add(listener);
      return () => void closing.delete(listener);
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      for (const listener of closing) listener();
      await client?.end().catch(() => {});
    },
  };
}

/** The changes of the last minute, by this machine's own clock, which nobody sets. */
class Memory {
  #heard: { at: number; changes: readonly Change[] }[] = [];
  #count = 0;
  /** Since when nothing is missing. */
  #complete = performance.now();

  keep(event: LiveEvent): void {
    if (event.type === 'many') return this.#forget();
    if (event.type !== 'changes') return;
    const now = performance.now();
    this.#heard.push({ at: now, changes: event.changes });
    this.#count += event.changes.length;
    if (this.#count > remembered.changes) return this.#forget();
    while (this.#heard[0] && this.#heard[0].at < now - remembered.milliseconds) {
      this.#complete = this.#heard[0].at;
      this.#count -= this.#heard.shift()?.changes.length ?? 0;
    }
  }

  since(milliseconds: number): readonly Change[] | null {
    const from = performance.now() - milliseconds;
    if (from < this.#complete) return null;
    return this.#heard.filter(({ at }) => at >= from).flatMap(({ changes }) => changes);
  }

  #forget(): void {
    this.#heard = [];
    this.#count = 0;
    this.#complete = performance.now();
  }
}

function connection({ url, secret }: HubOptions): pg.ClientConfig {
  const parsed = new URL(url);
  return {
    host: parsed.searchParams.get('host') ?? parsed.hostname,
    port: Number(parsed.port || 5432),
    database: decodeURIComponent(parsed.pathname.slice(1)),
    user: loginRoles.relay,
    password: rolePassword(secret, loginRoles.relay),
    application_name: 'mainstay live',
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
  };
}
