import { customFieldsOf } from '#/capabilities/custom-fields/server/fields-of.ts';
import { introducePeople } from '#/capabilities/notifications/server/people.ts';
import { loadActor } from '#/processes/foundation/server/access/actor.ts';
import { ActorMemory } from '#/processes/foundation/server/access/memory.ts';
import type { AsOf } from '#/processes/foundation/server/access/memory.ts';
import type { Actor } from '#/record/server/context.ts';
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
  return introducePeople(kit, async (tx, of, people) => {
    const rows = await tx.query<AsOf & { id: string; own: boolean }>({
      sql: `select p.id, e.access, p.version,
          coalesce(pg_current_xact_id_if_assigned()::xid in (e.xmin, p.xmin), false) as own
        from person p, epoch e where p.id = any($1::uuid[])`,
      parameters: [people],
    });
    const actors = new Map<string, Actor>();
    for (const { id, own, ...asOf } of rows) {
      // A grant that cannot be read is told of where somebody signs in with it.
      const load = () => loadActor(tx, of, id, () => {});
      // What a transaction itself has changed and not committed is for that transaction alone.
      const loaded = await (own ? load() : memory.get(id, asOf, load));
      if (loaded) actors.set(id, loaded.actor);
    }
    return actors;
  });
}
