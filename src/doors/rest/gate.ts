import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refusal, message } from '#/base/refusal.ts';
import { addressBlock } from '#/platform/http/address-block.ts';
import { rateHeaders } from '#/platform/http/rate-limit.ts';
import { isSameOrigin, ownOrigins } from '#/platform/http/same-origin.ts';
import { languages, preferredLanguage } from '#/platform/text/texts.ts';
import { sameSecret } from '#/platform/sessions/token.ts';
import { authenticate, presume, sessionCookieName } from '#/processes/foundation/server/api.ts';
import type { Presented, SignedContext } from '#/processes/foundation/server/api.ts';
import { covers, holds } from '#/record/server/permission.ts';
import type { Counted, Door } from './door.ts';
import { hasEffects, ownScope } from './route.ts';
import type { DoorRoute } from './route.ts';

/**
 * Everything that is decided before a body is read: who it is, whether they come too often, whether the browser was
 * made to do it by another site, and the route's rule. Whoever reads a record or a list, makes a record or takes a step
 * is presumed to be who came with the token the last time (`request.presumed`), unless the gate would not let them
 * through.
 */
export async function passGate(
  door: Door,
  route: DoorRoute,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const presented = presentedBy(door, route, request);
  const presumed = presented && presumes(route) ? presume(door.access, presented) : null;
  if (presumed) {
    try {
      letThrough(door, route, request, reply, presumed.ctx);
      request.presumed = presumed;
      return;
    } catch {
      // Who is refused something is told so by what holds now.
    }
  }
  await passKnown(door, route, request, reply);
}

/**
 * Where what is asked first is asked of the database in one packet with who it is. Only of what has no effect outside of
 * its one transaction: where it was somebody else, nothing has happened.
 */
const presumes = ({ generic }: DoorRoute): boolean =>
  generic === 'get' || generic === 'list' || generic === 'create' || generic === 'edit' || generic === 'step';

/** The same for who is asked for and not presumed. */
export async function passKnown(
  door: Door,
  route: DoorRoute,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const presented = presentedBy(door, route, request);
  letThrough(door, route, request, reply, presented && (await authenticate(door.access, presented)));
}

/** What a request brings along to say who it is from; null where that is nothing. */
function presentedBy(door: Door, route: DoorRoute, request: FastifyRequest): Presented | null {
  const cookie = cookieOf(request, door.settings.publicUrl);
  const bearer = bearerOf(request);
  if (cookie === undefined && bearer === undefined) return null;
  const origin = bearer !== undefined ? 'rest' : route.face === 'portal' ? 'portal' : 'web';
  const info = { id: String(request.id), origin, signal: request.stop.signal } as const;
  return { cookie, bearer, face: route.face, request: info, now: door.now() };
}

function letThrough(
  door: Door,
  route: DoorRoute,
  request: FastifyRequest,
  reply: FastifyReply,
  caller: SignedContext | null,
): void {
  request.caller = inChosenLanguage(caller, request);
  request.person = caller?.actor.person ?? null;
  request.language = request.caller?.actor.language ?? preferredLanguage(request.headers['accept-language']);
  limitRate(door, route, request, reply, door.now());
  if (bearerOf(request) !== undefined && !caller) throw new Refusal('unauthenticated', 'refusal.bad-credentials');
  if (hasEffects(route.method)) checkOrigin(door, route, request);
  if (route.rule !== 'public') checkRule(route, caller);
}

/** A page asks in the one language that its reader chose there, which may be another than their own. */
function inChosenLanguage(caller: SignedContext | null, { headers }: FastifyRequest): SignedContext | null {
  const language = languages.find((one) => one === headers['accept-language']);
  if (!caller || !language || caller.credential.kind === 'key' || caller.actor.language === language) return caller;
  return { ...caller, actor: { ...caller.actor, language } };
}

/** Everything public too: a page of another site must not sign a person in as somebody else (login CSRF). */
function checkOrigin(door: Door, route: DoorRoute, request: FastifyRequest): void {
  const { headers, caller } = request;
  if (caller?.credential.kind === 'key') return;
  const isBrowser = headers.origin !== undefined || headers['sec-fetch-site'] !== undefined;
  if (!caller && (route.rule !== 'public' || !isBrowser)) return;
  if (!isSameOrigin(headers, ownOrigins(door.settings.publicUrl, headers.host))) {
    throw new Refusal('forbidden', 'refusal.other-site');
  }
  // Before anybody is signed in there is no session that a token could belong to.
  if (!caller || route.rule === 'public') return;
  const token = headers['x-csrf-token'];
  if (typeof token !== 'string' || !sameSecret(token, caller.credential.csrf)) {
    throw new Refusal('forbidden', 'refusal.csrf');
  }
}

function checkRule(route: DoorRoute, caller: SignedContext | null): asserts caller is SignedContext {
  if (!caller) throw new Refusal('unauthenticated', 'refusal.unauthenticated');
  refuseKey(route, caller);
  if (route.rule === 'public' || route.rule === 'signed-in') return;
  if (route.face === 'workspace' && !caller.actor.workspace) {
    throw new Refusal('forbidden', 'refusal.workspace-only');
  }
  if (route.rule !== 'by-record' && !holds(caller.actor, route.rule.permission)) {
    throw new Refusal('forbidden', message('refusal.forbidden', { permission: route.rule.permission }));
  }
}

/** A key reaches what is its person's own only where one of its scopes names it: it was made for something else. */
function refuseKey(route: DoorRoute, { actor: { scopes } }: SignedContext): void {
  const needed = ownScope(route);
  if (needed === undefined || scopes === null || scopes.some((scope) => covers(scope, needed))) return;
  throw new Refusal('forbidden', message('refusal.forbidden', { permission: needed }));
}

function limitRate(door: Door, route: DoorRoute, request: FastifyRequest, reply: FastifyReply, now: number): void {
  const { caller } = request;
  const who = caller ? callerId(caller) : `address:${addressBlock(request.ip)}`;
  // Whoever was presumed, and then asked for, comes once.
  if (request.counted?.who !== who) request.counted = { who, ...count(door, route, caller, who, now) };
  const { general, special } = request.counted;
  const tightest = special && (!special.allowed || special.remaining < general.remaining) ? special : general;
  void reply.headers(rateHeaders(tightest));
  const refused = [general, special].find((allowance) => allowance && !allowance.allowed);
  if (refused)
    throw new Refusal(
      'too-many',
      message('refusal.too-many', { seconds: refused.reset }),
      {},
      { retryAfter: refused.reset },
    );
}

/** Takes a request out of what its caller has, and out of what the route gives them. */
function count(
  door: Door,
  route: DoorRoute,
  caller: SignedContext | null,
  who: string,
  now: number,
): Omit<Counted, 'who'> {
  const general = (caller ? door.rates.person : door.rates.address).take(who, now);
  // Who is about to be refused for not being signed in uses up nothing of the route's own limit: they hear so (401),
  // and whoever signs in next at that address finds it whole.
  const counts = route.perMinute !== undefined && (caller !== null || route.rule === 'public');
  const special =
    !counts || route.perMinute === undefined ? null : door.rates.route(route.path, route.perMinute).take(who, now);
  return { general, special };
}

/**
 * A person is one caller in all their sessions, and another one in all their keys: more keys give nobody more, and a
 * program that comes too often does not lock its person out of their browser.
 */
function callerId({ credential, actor }: SignedContext): string {
  return `${credential.kind}:${actor.person}`;
}

/** The session cookie that came with a request. */
export function cookieOf(request: FastifyRequest, publicUrl: string): string | undefined {
  return cookieNamed(request, sessionCookieName(publicUrl));
}

/** The value of a cookie that came with a request. */
export function cookieNamed(request: FastifyRequest, name: string): string | undefined {
  const found = request.headers.cookie?.split(';').find((part) => part.trimStart().startsWith(`${name}=`));
  return found?.trimStart().slice(name.length + 1) || undefined;
}

function bearerOf(request: FastifyRequest): string | undefined {
  const { authorization } = request.headers;
  if (authorization === undefined) return undefined;
  // Any other scheme is no way in; an empty token is a wrong one.
  return /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? '';
}
