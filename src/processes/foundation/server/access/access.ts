import { createHmac } from 'node:crypto';
import type { Database } from '#/platform/database/pools.ts';
import { Recent } from '#/platform/database/recent.ts';
import type { Context } from '#/record/server/context.ts';
import { systemActor } from '#/record/server/context.ts';
import type { RequestInfo } from '#/record/server/context.ts';
import type { Kit } from '#/record/server/kit.ts';
import type { LinkMessage } from '#/processes/foundation/server/account/types.ts';
import type { Warn } from '#/record/server/kit.ts';
import type { Recognised } from './authenticate.ts';
import type { Involvement } from './predicates.ts';
import { ActorMemory } from './memory.ts';

/** The settings that access depends on; the program's config has them under these names. Durations in milliseconds. */
export interface AccessSettings {
  publicUrl: string;
  sessionIdle: number;
  sessionMaximum: number;
  /** Failed attempts in 15 minutes of one account from one place; see `account/sign-in-limits.ts`. */
  signInLimit: number;
}

export interface AccessParts {
  database: Database;
  kit: Kit;
  settings: AccessSettings;
  /** The installation's secret; keys are derived from it. */
  secret: Buffer;
  warn: Warn;
  /** By kind of record, what `involvement` was made of: for explaining to people what a condition saw. */
  involvements?: Readonly<Record<string, Involvement>>;
  /** Hands a one-time link over by mail, where mail is configured. It must neither keep nor log the URL. */
  deliver?: (message: LinkMessage) => Promise<void>;
  /** Makes what an installation starts with besides the roles; run once, in the transaction of the set-up. */
  seed?: (ctx: Context, about: SetupFacts) => Promise<void>;
}

/** What the set-up knows when the rest of a new installation is made. */
export interface SetupFacts {
  language: 'en' | 'sk';
  timeZone: string;
  /** Whose public holidays count: `SK`. */
  country: string;
  /** The provider, and its first administrator. */
  organisation: string;
  person: string;
}

/** Identity and access of one process. */
export interface Access extends AccessParts {
  actors: ActorMemory;
  /** Who came with a token the last time, see `presume.ts`. */
  recognised: Recent<string, Recognised>;
  /** Signs the cookies of known devices. */
  deviceKey: Buffer;
}

/** Opens identity and access; nothing is read before the first request. */
export function openAccess(parts: AccessParts): Access {
  const deviceKey = createHmac('sha256', parts.secret).update('known-device').digest();
  return { ...parts, actors: new ActorMemory(), recognised: new Recent(5000), deviceKey };
}

/** A context in which the system itself acts: it holds every permission. */
export function systemContext(access: Access, now: number, request: RequestInfo): Context {
  return { db: access.database, kit: access.kit, actor: systemActor(), face: 'workspace', now, request };
}
