import type { Database } from '#/platform/database/pools.ts';
import type { Context } from '#/record/server/context.ts';
import { systemActor } from '#/record/server/context.ts';
import type { RequestInfo } from '#/record/server/context.ts';
import type { Kit } from '#/record/server/kit.ts';
import type { LinkMessage } from '../account/types.ts';
import type { Warn } from './actor.ts';
import { ActorMemory } from './memory.ts';

/** The settings that access depends on; the program's config has them under these names. Durations in milliseconds. */
export interface AccessSettings {
  publicUrl: string;
  sessionIdle: number;
  sessionMaximum: number;
  /** Failed attempts in 15 minutes of one account, or of one address. */
  signInLimit: number;
}

export interface AccessParts {
  database: Database;
  kit: Kit;
  settings: AccessSettings;
  warn: Warn;
  /** Hands a one-time link over by mail, where mail is configured. It must neither keep nor log the URL. */
  deliver?: (message: LinkMessage) => Promise<void>;
  /** What an installation starts with, besides the roles; run once, in the transaction of the set-up. */
  seeds?: readonly ((ctx: Context) => Promise<void>)[];
}

/** Identity and access of one process. */
export interface Access extends AccessParts {
  actors: ActorMemory;
}

/** Opens identity and access; nothing is read before the first request. */
export function openAccess(parts: AccessParts): Access {
  return { ...parts, actors: new ActorMemory() };
}

/** A context in which the system itself acts: it holds every permission. */
export function systemContext(access: Access, now: number, request: RequestInfo): Context {
  return { db: access.database, kit: access.kit, actor: systemActor(), face: 'workspace', now, request };
}
