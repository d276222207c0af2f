import { customFieldsOf } from '#/capabilities/custom-fields/server/fields-of.ts';
import { introducePeople } from '#/capabilities/notifications/server/people.ts';
import { loadActor } from '#/processes/foundation/server/access/actor.ts';
import { ActorMemory } from '#/processes/foundation/server/access/memory.ts';
import type { Runner } from '#/platform/database/pools.ts';
import { createKit } from '#/record/server/kit.ts';
import type { Kit, Warn } from '#/record/server/kit.ts';
import { stages } from './commit.ts';
import { behaviours, capabilities, predicates, shapes } from './processes.server.ts';
import { records } from './records.ts';

/** The record kit with everything that the product consists of; `warn` hears what should be mended. */
export function buildKit(warn?: Warn): Kit {
  const kit = createKit({
    records,
    capabilities,
    behaviours,
    predicates,
    shapes,
    stages,
    customFields: customFieldsOf,
    ...(warn ? { warn } : {}),
  });
  const memory = new ActorMemory();
  const epochs = new WeakMap<Runner, Promise<{ value: number }[]>>();
  return introducePeople(kit, async (tx, of, person) => {
    // Asked once a transaction, however many people it tells something.
    const epoch = epochs.get(tx) ?? tx.query<{ value: number }>({ sql: 'select value from epoch', parameters: [] });
    epochs.set(tx, epoch);
    const [row] = await epoch;
    // A grant that cannot be read is told of where somebody signs in with it.
    const loaded = await memory.get(person, row?.value ?? 0, () => loadActor(tx, of, person, () => {}));
    return loaded?.actor ?? null;
  });
}
