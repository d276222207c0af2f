import { notFound, Refusal } from '#/base/refusal.ts';
import { nextNumbers } from '../bulk-write.ts';
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
      // Not waited for: what the next stages ask goes out in the same packet. The stage `check` puts it in.
      commit.number = nextNumbers(commit.tx, commit.type, 1).then(([number = '']) => number);
      commit.number.catch(() => {});
      commit.after = { id, number: null, state: type.definition.start, version: 1, custom: {} };
      return;
    }
    const loading = loadRow(ctx, type, id, { lock: true });
    for (const stage of ctx.kit.stages) stage.ahead?.(commit);
    const row = await loading;
    if (!row) throw notFound();
    if (expected !== null && row['version'] !== expected) {
      throw new Refusal('stale', 'refusal.stale', {}, { version: row['version'] });
    }
    commit.before = row;
    commit.after = { ...row };
    commit.customer = (row['$customer'] as number | null) ?? null;
  },
};
