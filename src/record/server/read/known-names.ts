import { wholeOf } from '#/platform/database/pools.ts';
import { Recent } from '#/platform/database/recent.ts';
import type { Named } from '#/record/shared/named.ts';
import type { Context } from '../context.ts';
import { epochsKnown } from '../epoch.ts';

/** So many names a process remembers: some 300 bytes each. */
const most = 20_000;

interface Memory {
  epoch: number;
  names: Recent<string, Readonly<Named>>;
}

const remembered = new WeakMap<Context['db'], Memory>();

/** Names that a process remembers, as a request may use them. */
export interface KnownNames {
  get(id: string): Readonly<Named> | undefined;
  /** Remembers a name that was read for this request, and is committed. */
  keep(id: string, named: Readonly<Named>): void;
}

/**
 * The names that are remembered until one changes (the epoch of `names`); what is not there is not remembered. Null where
 * names are read: behind a wall, and for who does not know the epoch without asking, as in the transaction that raised it.
 */
export function knownNames(ctx: Context): KnownNames | null {
  if (ctx.actor.wall.kind !== 'staff') return null;
  const epoch = epochsKnown(ctx)?.names;
  if (epoch === undefined) return null;
  const db = wholeOf(ctx.db);
  let memory = remembered.get(db);
  if (!memory || memory.epoch < epoch) remembered.set(db, (memory = { epoch, names: new Recent(most) }));
  const { names } = memory;
  // What an earlier request reads may be older than what is remembered by now; what is remembered is never too old for it.
  const keeps = memory.epoch === epoch;
  return {
    get: (id) => names.get(id),
    keep: (id, named) => {
      if (keeps) names.set(id, named);
    },
  };
}
