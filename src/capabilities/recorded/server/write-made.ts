import type { Entry } from '#/capabilities/history/server/append.ts';
import type { Runner } from '#/platform/database/pools.ts';
import type { Context } from '#/record/server/context.ts';
import type { BulkRecord } from '#/record/server/bulk-write.ts';
import { raise, raisedBy } from '#/record/server/epoch.ts';
import type { Scope } from '#/record/server/epoch.ts';
import { insertRecords, nextNumbers, upsertItems } from '#/record/server/bulk-write.ts';
import { appendAll } from '#/capabilities/history/server/append.ts';
import type { Made } from '#/capabilities/mapping/server/lookups.ts';
import type { ImportTarget } from '#/capabilities/mapping/server/target.ts';

/** Those of the records to be made that are not there yet, each after what it needs. */
export function unwritten(uses: Iterable<Made>): Made[] {
  const all = new Set<Made>();
  const add = (made: Made): void => {
    if (made.written || all.has(made)) return;
    for (const needed of made.needs) add(needed);
    all.add(made);
  };
  for (const made of uses) add(made);
  return [...all];
}

/** Writes records that cases name: with their numbers, registry rows and the first entry of their history. */
export async function writeMade(
  ctx: Context,
  tx: Runner,
  target: ImportTarget,
  run: string,
  made: readonly Made[],
): Promise<void> {
  const byKind = Map.groupBy(made, ({ kind }) => kind);
  const now = new Date(ctx.now).toISOString();
  const raised = new Set<Scope>();
  for (const [kind, all] of byKind) {
    const type = ctx.kit.types.get(kind);
    if (!type) throw new Error(`no records of kind ${kind}`);
    const numbers = await nextNumbers(tx, type, all.length);
    const records: BulkRecord[] = [];
    for (const [nth, { id, values }] of all.entries()) {
      const head = { id, number: numbers[nth], state: type.definition.start, version: 1, custom: {} };
      const row = {
        ...values,
        ...head,
        createdAt: now,
        createdBy: ctx.actor.person,
        updatedAt: now,
        updatedBy: ctx.actor.person,
      };
      await target.complete(tx, kind, row);
      records.push({ id, row, customer: null, dueAt: null });
    }
    for (const scope of raisedBy(type, 'created')) raised.add(scope);
    await Promise.all([
      tx.query(insertRecords(type, records)),
      tx.query(upsertItems(type, records)),
      appendAll(
        tx,
        records.map((record) => firstEntry(ctx, kind, record)),
      ),
    ]);
    await tx.query({
      sql: 'insert into import_made (item, run, kind) select unnest($1::uuid[]), $2, $3',
      parameters: [records.map(({ id }) => id), run, kind],
    });
  }
  for (const raising of raise(raised)) await tx.query(raising);
}

function firstEntry(ctx: Context, kind: string, { id, row }: BulkRecord): Entry {
  const fields = Object.keys(ctx.kit.types.get(kind)?.definition.fields ?? {});
  const filled = fields.filter((field) => row[field] !== null && row[field] !== undefined);
  return {
    item: id,
    customer: null,
    kind,
    action: 'create',
    audience: 'staff',
    at: new Date(ctx.now).toISOString(),
    actor: ctx.actor.person,
    origin: 'import',
    request: ctx.request.id,
    version: 1,
    payload: { changes: Object.fromEntries([...filled, 'state'].map((field) => [field, [null, row[field]]])) },
  };
}
