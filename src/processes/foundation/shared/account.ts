/** An API key as it can be read: never its secret. */
export interface ApiKey {
  id: string;
  person: string;
  name: string;
  prefix: string;
  scopes: string[];
  createdAt: string;
  expiresAt: string | null;
  revokedAt: string | null;
  usedAt: string | null;
}

/** Where a person is signed in. */
export interface OwnSession {
  /** The first half of the hash of its secret: it names the session and opens nothing. */
  id: string;
  /** The one that asks. */
  current: boolean;
  /** ISO 8601. */
  createdAt: string;
  seenAt: string;
  address: string | null;
  /** The browser, as it describes itself. */
  agent: string | null;
}

/** Somebody who may sign in, or once could. */
export interface Account {
  person: string;
  name: string;
  email: string | null;
  /** False where the person is retired. */
  active: boolean;
  disabled: boolean;
  /** False until an invitation is taken up. */
  hasPassword: boolean;
  /** Names of the roles held by membership. */
  roles: string[];
  lastSeenAt: string | null;
}

/** A session that has not ended: where somebody is signed in. `id` begins its hash, and opens nothing. */
export interface OpenSession {
  id: string;
  createdAt: string;
  seenAt: string;
  expiresAt: string;
  address: string | null;
  agent: string | null;
}
