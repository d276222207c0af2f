import { wholeOf } from '#/platform/database/pools.ts';
import { Recent } from '#/platform/database/recent.ts';
import type { Named } from '#/record/shared/named.ts';
import type { Context } from '../context.ts';
import { epochsKnown } from '../epoch.ts';

/** So many names a process remembers: some 300 bytes each. */
const most = 20_000;

interface Memory {
  epoch: number;
  names: Recent<string, Known>;
}

interface Known {
  named: Readonly<Named>;
  /** Of a record that belongs to no customer: behind every wall it is called the same. */
  shared: boolean;
}

const remembered = new WeakMap<Context['db'], Memory>();

/** Names that a process remembers, as a request may use them. */
export interface KnownNames {
  get(id: string): Readonly<Named> | undefined;
  /** Remembers a name that was read for this request, and is committed; whether its record belongs to no customer. */
  keep(id: string, named: Readonly<Named>, shared: boolean): void;
}

/**
 * The names that are remembered until one changes (the epoch of `names`); what is not there is not remembered. Behind a wall
 * those alone of records that belong to no customer. Null for who does not know the epoch without asking, as in the
 * transaction that raised it.
 */
export function knownNames(ctx: Context): KnownNames | null {
  const epoch = epochsKnown(ctx)?.names;
  if (epoch === undefined) return null;
  const db = wholeOf(ctx.db);
  let memory = remembered.get(db);
  if (!memory || memory.epoch < epoch) remembered.set(db, (memory = { epoch, names: new Recent(most) }));
  const { names } = memory;
  // What an earlier request reads may be older than what is remembered by now; what is remembered is never too old for it.
  const keeps = memory.epoch === epoch;
  const all = ctx.actor.wall.kind === 'staff';
  return {
    get(id) {
      const known = names.get(id);
      return known && (all || known.shared) ? known.named : undefined;
    },
    keep(id, named, shared) {
      if (keeps) names.set(id, { named, shared });
    },
  };
}
