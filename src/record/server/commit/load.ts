import { notFound, Refusal } from '#/base/refusal.ts';
import { loadRow } from '../read/get.ts';
import { configurationOf } from '../configuration.ts';
import type { Stage } from './commit.ts';

/** Loads the record through what the actor may see, and locks it; a version that moved refuses the change (412). */
export const load: Stage = {
  name: 'load',
  async run(commit) {
    const { ctx, type, id, expected } = commit;
    // Asked for now, in the same packet: nearly every action needs to know whether the configuration moved.
    const configuration = configurationOf(ctx);
    configuration.catch(() => {});
    if (commit.action === 'create') {
      const { rows } = await nextNumber(commit);
      commit.after = {
        id,
        number: `${type.definition.prefix}${String(rows).padStart(7, '0')}`,
        state: type.definition.start,
        version: 1,
        custom: {},
      };
      return;
    }
    const row = await loadRow(ctx, type, id, { lock: true });
    if (!row) throw notFound();
    if (expected !== null && row['version'] !== expected) {
      throw new Refusal('stale', 'refusal.stale', {}, { version: row['version'] });
    }
    commit.before = row;
    commit.after = { ...row };
    commit.customer = (row['$customer'] as number | null) ?? null;
  },
};

async function nextNumber(commit: Parameters<Stage['run']>[0]): Promise<{ rows: number }> {
  const sequence = `${commit.type.definition.name.replaceAll('-', '_')}_number`;
  const [row] = await commit.tx.query<{ number: number }>({
    sql: `select nextval('${sequence}') as number`,
    parameters: [],
  });
  return { rows: row?.number ?? 0 };
}
