import type { FastifyReply, FastifyRequest } from 'fastify';
import type { TSchema } from 'typebox';
import type { SignedContext } from '#/processes/foundation/server/api.ts';
import type { Face } from '#/record/server/context.ts';
import type { RouteRule } from '#/record/server/route.ts';
import type { Keyed } from './idempotency.ts';
import type { Match } from './read-request.ts';

/** Who may call a route: what a process can say, and `public` for what comes before signing in. */
export type Rule = 'public' | RouteRule;

/** What happens to the `Idempotency-Key` of a route with effects. */
export type Effect =
  /** The answer is stored with the effect, in one transaction, and given again. */
  | 'stored'
  /** The effect is done once; its answer holds a secret and is not given again. */
  | 'once'
  /** Rows in transactions of their own, each with its own key: the handler sees to it. */
  | 'by-row'
  /** Doing it twice is doing it once: the key is asked for like everywhere, and not kept. */
  | 'natural'
  /** The same, and no key is asked for either: drafts, read marks. */
  | 'repeatable';

/** A request as a handler sees it. */
export interface Call<C = SignedContext> {
  ctx: C;
  params: Readonly<Record<string, string>>;
  query: Readonly<Record<string, unknown>>;
  body: unknown;
  /** What `If-Match` asks for. */
  match: Match;
  /** The request's idempotency key with its scope and digest; null for reads. */
  keyed: Keyed | null;
  request: FastifyRequest;
  reply: FastifyReply;
}

/** What a handler answers: JSON, or a stream of something else. */
export interface Answer {
  status?: number;
  body?: unknown;
  headers?: Record<string, string | string[]>;
  stream?: NodeJS.ReadableStream;
  /** Ids of the records whose content it shows; worked out where the handler does not say. */
  shows?: readonly string[];
  /** The handler has taken the connection over: nothing more is sent. */
  taken?: true;
}

interface Declared {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/api/v1`, with `:name` for parameters. */
  path: string;
  face: Face;
  /** One sentence for the documentation. */
  summary: string;
  /** Groups the documentation. */
  tag: string;
  query?: TSchema | undefined;
  body?: TSchema | undefined;
  answer?: TSchema | undefined;
  /** The status of success, 200 when absent. */
  status?: number;
  /** `stored` when absent. */
  effect?: Effect | undefined;
  /** Takes a file as multipart/form-data; `source` is one to be imported, with a limit of its own. */
  upload?: boolean | 'source' | undefined;
  /** What it reads or changes is the person's own, as with `signed-in`: see {@link ownScope}. */
  own?: boolean | undefined;
  /** A stricter limit than the general one: requests a minute of one caller. */
  perMinute?: number;
  /** May take longer than the general deadline: exports, live streams. */
  unhurried?: boolean;
  /** Stands for one path for each record type: `:plural` and `:step` are written out in the documentation. */
  generic?: GenericKind;
}

/** The derived routes of a record type. */
export type GenericKind = 'list' | 'create' | 'get' | 'edit' | 'step' | 'history' | 'bulk' | 'export';

/** A route for everybody, signed in or not. */
export interface PublicRoute extends Declared {
  rule: 'public';
  handle: (call: Call<SignedContext | null>) => Promise<Answer>;
}

/** A route that the gate lets nobody through to without the right. */
export interface GuardedRoute extends Declared {
  rule: RouteRule;
  handle: (call: Call) => Promise<Answer>;
}

export type DoorRoute = PublicRoute | GuardedRoute;

/** Whether a method has effects (RFC 9110, 9.2.1). */
export const hasEffects = (method: string): boolean => method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS';

/**
 * Declares a route. Throws where its rule is missing or not one of ours, whatever the types were told: a route about
 * which nobody decided cannot exist.
 */
export function route(declared: GuardedRoute): GuardedRoute {
  return checked(declared);
}

/** The same for a route that is open to everybody. */
export function publicRoute(declared: PublicRoute): PublicRoute {
  return checked(declared);
}

function checked<R extends DoorRoute>(declared: R): R {
  const name = `${declared.method} ${declared.path}`;
  const rule = declared.rule as Rule | null | undefined;
  const named = typeof rule === 'object' && rule !== null && /^[a-z-]+\.[a-z-]+$/.test(rule.permission);
  if (!named && rule !== 'public' && rule !== 'signed-in' && rule !== 'by-record') {
    throw new Error(`${name} declares no rule: who may call it?`);
  }
  if (!/^(\/(:[a-zA-Z]+|[a-z0-9][a-z0-9.-]*))+$/.test(declared.path)) throw new Error(`${name} is no path`);
  if (!hasEffects(declared.method) && (declared.effect ?? declared.body ?? declared.upload)) {
    throw new Error(`${name} is a read: it takes no body and has no effects`);
  }
  return declared;
}

/**
 * The scope that an API key needs for what is its person's own, and no permission is about: `drafts.read`,
 * `notifications.edit`. Made of the path, so that a new route is closed to every key until its owner names it (or
 * `*`). Undefined where the route's rule decides alone.
 */
export function ownScope({ rule, own, method, path }: Pick<Declared, 'own' | 'method' | 'path'> & { rule: Rule }) {
  if (rule !== 'signed-in' && own !== true) return undefined;
  const [first = '', second = ''] = path.split('/').slice(1);
  return `${first === 'portal' ? second : first}.${hasEffects(method) ? 'edit' : 'read'}`;
}

/** The rule in one word, for tables. */
export function ruleName(rule: Rule): string {
  return typeof rule === 'string' ? rule : rule.permission;
}
