import type { Filter } from '#/engines/filter/ast.ts';
import type { Statement } from '#/platform/database/build.ts';
import type { Database, Runner, Wall } from '#/platform/database/pools.ts';
import type { Kit } from './kit.ts';

/** Who acts: a person through a session or a key, or the system itself. */
export interface Actor {
  kind: 'person' | 'system';
  person: string | null;
  name: string;
  language: string;
  timeZone: string;
  /** May use the workspace; others have the portal. */
  workspace: boolean;
  wall: Wall;
  /**
   * Permission → the records it holds for: a filter as written in the role, or null for every record. A permission
   * that is absent is not held. The filters are compiled against the record type they are used on.
   */
  grants: ReadonlyMap<string, readonly (Filter | null)[]>;
  /** What filters call `me` and `my.…`. */
  attributes: Readonly<Record<string, unknown>>;
  /** Scopes of the API key used: permissions outside of them are not held. */
  scopes: readonly string[] | null;
}

/** Through which face somebody looks: the portal shows public content only, even to agents. */
export type Face = 'workspace' | 'portal';

/** Where a change came in, and the id that ties log lines, answers and history together. */
export interface RequestInfo {
  id: string;
  origin: 'web' | 'portal' | 'rest' | 'import' | 'job' | 'command' | 'demo';
  signal?: AbortSignal;
}

/** First argument of everything that reads or changes records. */
export interface Context {
  db: Database;
  kit: Kit;
  actor: Actor;
  face: Face;
  /** Epoch milliseconds; fixed for the whole request. */
  now: number;
  request: RequestInfo;
  /** Set while a transaction is open: reads join it, so that they see what was just written. */
  tx?: Runner;
}

/** The same context through another face. */
export function withFace(ctx: Context, face: Face): Context {
  return ctx.face === face ? ctx : { ...ctx, face };
}

/** The actor for what runs by itself: timers, reactions, imports. Holds every permission. */
export function systemActor(name = 'system'): Actor {
  return {
    kind: 'system',
    person: null,
    name,
    language: 'en',
    timeZone: 'UTC',
    workspace: true,
    wall: { kind: 'staff' },
    grants: new Map(),
    attributes: {},
    scopes: null,
  };
}

/** Runs one read through the open transaction, or behind the actor's wall. */
export function runRead<T>(ctx: Context, statement: Statement<T>): Promise<T[]> {
  if (ctx.tx) return ctx.tx.query<T>(statement);
  return ctx.db.read<T>(ctx.actor.wall, statement, ctx.request.signal);
}
