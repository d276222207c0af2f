import { actorOf, rightsAsOf, stillSignedIn } from '#/processes/foundation/server/api.ts';
import type { SignedContext } from '#/processes/foundation/server/api.ts';
import { commonHeaders, dataHeaders } from '#/platform/http/security-headers.ts';
import type { Context } from '#/record/server/context.ts';
import { knowEpochs } from '#/record/server/epoch.ts';
import type { Door } from '../door.ts';
import { rightsOf } from '../replay.ts';
import type { Answer, Call } from '../route.ts';
import type { Change, LiveEvent, Presence } from './hub.ts';
import { readsAny, visibleChanges } from './visible-changes.ts';

/** How often a stream asks whether its session still holds, in milliseconds: an ended one is cut within five seconds. */
const checkEvery = 4000;
/** Proxies cut lines on which nothing is said. */
const sayEvery = 15_000;
/** Changes that come together are looked up together. */
const gather = 30;
/** Bytes that may wait for a browser that does not take them; beyond that it is cut off, and starts anew if it lives. */
const mostWaiting = 1_000_000;
/** Streams of one person: a browser has one, however many tabs. */
const mostStreams = 10;

/**
 * `GET /events`: one stream of Server-Sent Events for a browser. Before anything is sent, the person's own predicate
 * decides whether they may hear of it. A page reads first and listens then: `?since=` (milliseconds) tells what
 * happened between.
 * - `change`: `[{ item, kind, version, action, actor }]` (portal: `[{ item, kind }]`)
 * - `presence`: `{ item, kind, person, name, doing, until }`, workspace only
 * - `told`: there is something new in the person's inbox
 * - `many`: `{ kinds }`: look again at all of these kinds; `{}`: at everything
 * - `bye`: the session ended
 */
export function events(door: Door) {
  const open = new Map<string, number>();
  return async ({ ctx, reply, query }: Call): Promise<Answer> => {
    const person = ctx.actor.person ?? '';
    const count = open.get(person) ?? 0;
    if (count >= mostStreams) return { status: 204 };
    open.set(person, count + 1);
    const stream = new Stream(door, ctx);
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, {
      ...commonHeaders(door.settings.publicUrl),
      ...dataHeaders,
      'content-type': 'text/event-stream; charset=utf-8',
      'x-accel-buffering': 'no',
      'x-request-id': ctx.request.id,
    });
    door.metrics.streams.inc();
    stream.start(
      (text) => {
        if (raw.writableLength > mostWaiting) raw.destroy();
        else raw.write(text);
      },
      () => raw.end(),
      query['since'] as number | undefined,
    );
    raw.once('close', () => {
      stream.stop();
      door.metrics.streams.dec();
      const left = (open.get(person) ?? 1) - 1;
      if (left > 0) open.set(person, left);
      else open.delete(person);
    });
    return { taken: true };
  };
}

class Stream {
  readonly #door: Door;
  #ctx: SignedContext;
  #write: (text: string) => void = () => {};
  #end: () => void = () => {};
  #waiting: Change[] = [];
  #flushing = false;
  /** The last word has been said. */
  #over = false;
  readonly #stops: (() => void)[] = [];

  constructor(door: Door, ctx: SignedContext) {
    this.#door = door;
    this.#ctx = ctx;
  }

  /** `since`: a page that read its records so many milliseconds ago hears what happened while the stream came up. */
  start(write: (text: string) => void, end: () => void, since = 0): void {
    const { live } = this.#door;
    this.#write = write;
    this.#end = end;
    // A browser that lost the line comes back after two seconds.
    write('retry: 2000\n\nevent: hello\ndata: {}\n\n');
    this.#stops.push(
      live.subscribe((event) => this.#hear(event)),
      live.onClose(() => end()),
      every(sayEvery, () => write(':\n\n')),
      every(checkEvery, () => void this.#check()),
    );
    const missed = since > 0 ? live.since(since) : [];
    if (missed === null) this.#say('many', {});
    else if (missed.length > 0) this.#hear({ type: 'changes', changes: missed });
    for (const presence of live.present(this.#door.now())) void this.#present(presence);
  }

  stop(): void {
    for (const stop of this.#stops.splice(0)) stop();
  }

  #hear(event: LiveEvent): void {
    if (event.type === 'many') this.#many(event);
    else if (event.type === 'presence') void this.#present(event.presence);
    else if (event.type === 'told') this.#told(event.people);
    else {
      this.#waiting.push(...event.changes);
      if (!this.#flushing) void this.#flush();
    }
  }

  /** Which kinds more happened to than could be told; of those alone that the person reads anything of. */
  #many({ kinds, public: open }: LiveEvent & { type: 'many' }): void {
    const ctx = this.#now();
    if (!kinds) return this.#say('many', {});
    const heard = ((ctx.face === 'portal' ? open : kinds) ?? []).filter((kind) => readsAny(ctx, kind));
    if (heard.length > 0) this.#say('many', { kinds: heard });
  }

  /** One look-up at a time: what comes meanwhile waits and goes together. */
  async #flush(): Promise<void> {
    this.#flushing = true;
    try {
      while (this.#waiting.length > 0) {
        await new Promise((resolve) => void setTimeout(resolve, gather));
        const changes = this.#waiting.splice(0);
        // Of what comes with a change of rights, and after it, nothing is told by those of before.
        if (changes.some((change) => this.#movesRights(change))) await this.#check();
        const heard = await visibleChanges(this.#now(), changes);
        if (heard.length > 0) this.#say('change', heard);
      }
    } catch (error) {
      this.#door.log.warn({ request: this.#ctx.request.id, err: error }, 'live: changes could not be looked up');
      this.#waiting = [];
      this.#say('many', {});
    } finally {
      this.#flushing = false;
    }
  }

  #told(people: readonly string[]): void {
    const { person } = this.#ctx.actor;
    if (person !== null && people.includes(person)) this.#say('told', {});
  }

  async #present(presence: Presence): Promise<void> {
    // Who of the desk looks at a case is nothing for the portal, and nobody needs to hear of themselves.
    if (this.#ctx.face === 'portal' || presence.person === this.#ctx.actor.person) return;
    const change = { item: presence.item, kind: presence.kind, version: null, action: 'presence', actor: null };
    const heard = await visibleChanges(this.#now(), [change]).catch(() => []);
    if (heard.length > 0) this.#say('presence', presence);
  }

  /** Whether a change may move the rights of the person: those that processes read anew for it, and of their own record. */
  #movesRights({ kind, item }: Change): boolean {
    const { rights, configuration } = this.#door.kit.types.get(kind)?.definition ?? {};
    return rights !== undefined || configuration === 'access' || item === this.#ctx.actor.person;
  }

  async #check(): Promise<void> {
    try {
      if (!(await stillSignedIn(this.#door.access, this.#ctx, this.#door.now()))) {
        this.#say('bye', {});
        return this.#finish();
      }
      // Rights may have changed since they were read, before the stream was open too: the browser comes back at once,
      // and is let in by what holds now.
      if (!(await this.#hasSameRights())) this.#finish();
    } catch (error) {
      // A database that is away for a moment ends no session.
      this.#door.log.warn({ request: this.#ctx.request.id, err: error }, 'live: session could not be checked');
    }
  }

  #finish(): void {
    this.#over = true;
    this.#end();
  }

  /** Whether the person's rights are those that the stream began with. Nobody else's end it. */
  async #hasSameRights(): Promise<boolean> {
    const { access, database } = this.#door;
    const { actor, request, asOf } = this.#ctx;
    const person = actor.person ?? '';
    const now = (await rightsAsOf({ query: (statement) => database.read({ kind: 'staff' }, statement) }, [person])).get(
      person,
    );
    if (!now) return false;
    knowEpochs(request, now.epochs);
    if (now.access === asOf.access && now.version === asOf.version) return true;
    const loaded = await actorOf(access, person, now);
    if (!loaded || rightsOf({ ...loaded.actor, scopes: actor.scopes }) !== rightsOf(actor)) return false;
    this.#ctx = { ...this.#ctx, asOf: now };
    return true;
  }

  #now(): Context {
    return { ...this.#ctx, now: this.#door.now() };
  }

  #say(event: string, data: unknown): void {
    if (!this.#over) this.#write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }
}

function every(milliseconds: number, work: () => void): () => void {
  const timer = setInterval(work, milliseconds);
  return () => clearInterval(timer);
}
