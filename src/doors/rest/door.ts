import type { KeyObject } from 'node:crypto';
import type { Access, Presumed, SignedContext } from '#/processes/foundation/server/api.ts';
import type { Database } from '#/platform/database/pools.ts';
import type { Allowance, RateLimit } from '#/platform/http/rate-limit.ts';
import type { Logger } from '#/platform/log/log.ts';
import type { Metrics } from '#/platform/telemetry/metrics.ts';
import type { Texts } from '#/platform/text/texts.ts';
import type { Kit } from '#/record/server/kit.ts';
import type { LiveHub } from './live/hub.ts';

/** What the door was given when it was opened. */
export interface Door {
  access: Access;
  kit: Kit;
  database: Database;
  texts: Texts;
  log: Logger;
  metrics: Metrics;
  live: LiveHub;
  settings: DoorSettings;
  rates: Rates;
  /** Keys the digests of requests, so that a stored digest of a password is worth nothing. */
  secret: KeyObject;
  now: () => number;
}

export interface DoorSettings {
  publicUrl: string;
  /** Milliseconds after which a request's SQL is cancelled. */
  requestDeadline: number;
  /** Bytes of one attachment. */
  attachmentLimit: number;
  /** Bytes of one file to be imported. */
  importLimit: number;
  /** Bytes of the disk that uploads leave free. */
  diskReserve: number;
  /** Where uploads wait until they are checked. */
  uploadFolder: string;
}

export interface Rates {
  /** Of one person or key. */
  person: RateLimit;
  /** Of one address that nobody is signed in at. */
  address: RateLimit;
  /** Of one caller on one route that asks for less. */
  route: (path: string, perMinute: number) => RateLimit;
}

/** What a caller has left, in all and on the route. */
export interface Counted {
  who: string;
  general: Allowance;
  special: Allowance | null;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Who it is from; null where nobody is signed in. */
    caller: SignedContext | null;
    /** Lets the deadline begin, unless it runs already. */
    hurry: () => void;
    /** That is presumed, and has to be asked before anything is answered. */
    presumed: Presumed | null;
    /** For whom it was counted, and what they have left. */
    counted: Counted | null;
    /** Takes the deadline away. */
    unhurry: () => void;
  }
}
