import { message, Refusal } from '#/base/refusal.ts';
import type { Runner } from '#/platform/database/pools.ts';
import { quote } from '#/platform/database/build.ts';
import type { RecordType } from '../kit.ts';
import { columnOf } from '../schema.ts';
import type { Stage } from './commit.ts';

/**
 * Holds up everybody else who moves something in a tree, until the transaction ends: of two who together would close a
 * ring, the second sees what the first has done. Records are locked before it, and it before nothing else.
 */
export async function lockTree(tx: Runner, type: RecordType, field: string): Promise<void> {
  const name = `mainstay tree ${type.table}.${columnOf(type.definition, field)}`;
  await tx.query({ sql: 'select pg_advisory_xact_lock(hashtext($1))', parameters: [name] });
}

/** Refuses, at its field, what would make a record stand above itself, however many steps up. */
export const trees: Stage = {
  name: 'trees',
  async run({ type, tx, id, before, after }) {
    // Nothing stands under what is not there yet.
    if (!before) return;
    for (const [field, { tree }] of Object.entries(type.definition.fields)) {
      const above = after[field];
      if (!tree || above == null || above === before[field]) continue;
      await lockTree(tx, type, field);
      const column = quote(columnOf(type.definition, field));
      const rings = await tx.query({
        sql: `with recursive up as (
            select r.id, r.${column} as above from ${quote(type.table)} r where r.id = $1
            union select r.id, r.${column} from ${quote(type.table)} r join up on r.id = up.above)
          select 1 from up where id = $2`,
        parameters: [above, id],
      });
      if (rings.length > 0) throw new Refusal('invalid', 'refusal.invalid', { [field]: message('field.ring') });
    }
  },
};
