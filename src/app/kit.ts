import { customFieldsOf } from '#/capabilities/custom-fields/server/fields-of.ts';
import { introducePeople } from '#/capabilities/notifications/server/people.ts';
import { loadActor } from '#/processes/foundation/server/access/actor.ts';
import { createKit } from '#/record/server/kit.ts';
import type { Kit } from '#/record/server/kit.ts';
import { stages } from './commit.ts';
import { behaviours, capabilities, predicates, shapes } from './processes.server.ts';
import { records } from './records.ts';

/** The record kit with everything that the product consists of. */
export function buildKit(): Kit {
  const kit = createKit({
    records,
    capabilities,
    behaviours,
    predicates,
    shapes,
    stages,
    customFields: customFieldsOf,
  });
  // A grant that cannot be read is told of where somebody signs in with it.
  return introducePeople(kit, async (tx, of, person) => (await loadActor(tx, of, person, () => {}))?.actor ?? null);
}
