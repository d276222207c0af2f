import type { Runner } from '#/platform/database/pools.ts';
import { findItem } from '#/capabilities/search/server/find-item.ts';
import { Refusal } from '#/base/refusal.ts';
import type { Actor, Context, Face } from '#/record/server/context.ts';
import type { Kit } from '#/record/server/kit.ts';

/** How other people's rights are come by: people are records of a process, which hands this in. */
export type PeopleLoader = (tx: Runner, kit: Kit, people: readonly string[]) => Promise<ReadonlyMap<string, Actor>>;

const loaders = new WeakMap<Kit, PeopleLoader>();

/** Says how a kit comes by people's rights; done once, where the kit is put together. */
export function introducePeople(kit: Kit, load: PeopleLoader): Kit {
  loaders.set(kit, load);
  return kit;
}

/** Some people as actors, with their rights of now; without those who are not there, and empty where nobody was introduced. */
export async function actorsOf(ctx: Context, people: readonly string[]): Promise<ReadonlyMap<string, Actor>> {
  const load = loaders.get(ctx.kit);
  if (!load || people.length === 0) return new Map();
  if (ctx.tx) return load(ctx.tx, ctx.kit, people);
  return ctx.db.transaction({ kind: 'staff' }, (tx) => load(tx, ctx.kit, people), ctx.request.signal);
}

/** Somebody as an actor; null for who is not there. */
export async function actorOf(ctx: Context, person: string): Promise<Actor | null> {
  return (await actorsOf(ctx, [person])).get(person) ?? null;
}

/**
 * Through which face a person can see a record: the workspace before the portal; null where through neither. Asked
 * before anybody is mentioned, so that no message is about something its reader may not open.
 */
export async function faceOf(ctx: Context, person: string, item: string): Promise<Face | null> {
  const actor = await actorOf(ctx, person);
  if (!actor) return null;
  if (actor.workspace && (await sees({ ...ctx, actor, face: 'workspace' }, item))) return 'workspace';
  return (await sees({ ...ctx, actor, face: 'portal' }, item)) ? 'portal' : null;
}

async function sees(ctx: Context, item: string): Promise<boolean> {
  try {
    await findItem(ctx, item);
    return true;
  } catch (error) {
    if (error instanceof Refusal && error.code === 'not-found') return false;
    throw error;
  }
}
