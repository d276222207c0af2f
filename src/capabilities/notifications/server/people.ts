import type { Runner } from '#/platform/database/pools.ts';
import { findItem } from '#/capabilities/search/server/find-item.ts';
import { Refusal } from '#/base/refusal.ts';
import type { Actor, Context, Face } from '#/record/server/context.ts';
import type { Kit } from '#/record/server/kit.ts';

/** How somebody else's rights are come by: people are records of a process, which hands this in. */
export type PersonLoader = (tx: Runner, kit: Kit, person: string) => Promise<Actor | null>;

const loaders = new WeakMap<Kit, PersonLoader>();

/** Says how a kit comes by people's rights; done once, where the kit is put together. */
export function introducePeople(kit: Kit, load: PersonLoader): Kit {
  loaders.set(kit, load);
  return kit;
}

/** Somebody as an actor, with their rights of now; null for who is not there, and where nobody was introduced. */
export async function actorOf(ctx: Context, person: string): Promise<Actor | null> {
  const load = loaders.get(ctx.kit);
  if (!load) return null;
  if (ctx.tx) return load(ctx.tx, ctx.kit, person);
  return ctx.db.transaction({ kind: 'staff' }, (tx) => load(tx, ctx.kit, person), ctx.request.signal);
}

/**
 * Through which face a person can see a record: the workspace before the portal; null where through neither. Asked
 * before anybody is mentioned or told, so that no message is about something its reader may not open.
 */
export async function faceOf(
  ctx: Context,
  person: string,
  item: string,
  faces?: readonly Face[],
): Promise<Face | null> {
  const actor = await actorOf(ctx, person);
  return actor && faceFor(ctx, actor, item, faces);
}

/** The same for somebody whose rights are known. */
export async function faceFor(
  ctx: Context,
  actor: Actor,
  item: string,
  faces: readonly Face[] = ['workspace', 'portal'],
): Promise<Face | null> {
  for (const face of faces) {
    if (face === 'workspace' && !actor.workspace) continue;
    if (await sees({ ...ctx, actor, face }, item)) return face;
  }
  return null;
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
