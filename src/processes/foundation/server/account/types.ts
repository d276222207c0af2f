import type { AsOf } from '#/processes/foundation/server/access/memory.ts';
import type { Context, Face, RequestInfo } from '#/record/server/context.ts';

/**
 * What a person reads about themselves after signing in (`GET /api/v1/session`). Without a time zone anywhere
 * (`zonesOfSql`), it is that of the browser.
 */
export interface WhoAmI {
  person: { id: string; name: string; email: string | null; language: string; timeZone: string | null };
  /** To be sent as `X-CSRF-Token` with every unsafe request; null for API keys, which need none. */
  csrf: string | null;
  workspace: boolean;
  permissions: string[];
  /** Those of the permissions that reach nothing: they come through groups, and no group of theirs serves anybody. */
  idle: string[];
  groups: { id: string; name: string }[];
}

/** What stands behind a request: a session of the browser, or an API key. */
export type Credential = { kind: 'session'; id: string; csrf: string } | { kind: 'key'; id: string };

/**
 * The context of a signed-in request. `credential.id` names the session (a prefix of its hash, safe to log) or the
 * key, for rate limits and for ending streams.
 */
export interface SignedContext extends Context {
  credential: Credential;
  profile: Pick<WhoAmI, 'person' | 'groups'>;
  /** As of when the actor's rights were read: they may be newer, never older. */
  asOf: AsOf;
}

/** What a request brings along to say who it is from. A bearer token wins over a cookie. */
export interface Presented {
  /** Value of the session cookie (see `sessionCookieName`). */
  cookie?: string | undefined;
  /** What follows `Bearer ` in the Authorization header. */
  bearer?: string | undefined;
  face: Face;
  request: RequestInfo;
  /** Epoch milliseconds. */
  now: number;
}

/** Where an attempt comes from: counted for lock-out, and shown to the person among their sessions. */
export interface Origin {
  /** The peer's address, after trusted proxies. */
  address: string;
  agent?: string | undefined;
  /** Value of the cookie by which the browser is known again (see `deviceCookieName`). */
  device?: string | undefined;
  request: RequestInfo;
  now: number;
}

/** A session that has begun. */
export interface SignedIn {
  /** Value of the `Set-Cookie` header. */
  setCookie: string;
  /** The same for the cookie by which the browser is known again. */
  setDevice: string;
  csrf: string;
  person: string;
}

/** A link that is good once. The URL holds the secret in its fragment, which no server and no log ever sees. */
export interface OneTimeLink {
  url: string;
  /** ISO 8601. */
  expiresAt: string;
}

/** A link for somebody else: whether it goes to them by mail too, or by whoever made it alone. */
export interface IssuedLink extends OneTimeLink {
  mailed: boolean;
}

/** What a page shows before it asks for the new password. */
export interface LinkFacts {
  purpose: 'invitation' | 'password-reset';
  name: string;
  email: string | null;
  language: string;
}

/** A link to be handed over by mail; whoever does it must not keep or log the URL. */
export interface LinkMessage extends OneTimeLink {
  purpose: 'invitation' | 'password-reset';
  person: string;
  name: string;
  email: string;
  language: string;
}
