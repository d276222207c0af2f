import { quote } from '#/platform/database/build.ts';
import type { Runner } from '#/platform/database/pools.ts';
import type { RecordType } from '#/record/server/kit.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import type { KeptEvents } from './kept-events.ts';
import type { ImportedEntry } from './recorded-events.ts';

/** A record as it is before a file says something else of it. */
export interface Before {
  row: Row;
  /** Its events as its source had them, where they were kept. */
  kept: KeptEvents | null;
  /** Else what its history has of them, in their order, without what was taken back. */
  entries: readonly ImportedEntry[];
}

/** Reads records that may change; with `lock` they stay as they are until the transaction ends. */
export async function loadBefore(
  tx: Runner,
  type: RecordType,
  items: readonly string[],
  lock: boolean,
): Promise<Map<string, Before>> {
  if (items.length === 0) return new Map();
  const columns = type.columns.map(({ field, column }) => `${quote(column)} as ${quote(field)}`);
  const [rows, kept, entries] = await Promise.all([
    tx.query<Row>({
      sql: `select ${columns.join(', ')} from ${quote(type.table)} where id = any($1::uuid[])
        ${lock ? 'order by id for no key update' : ''}`,
      parameters: [items],
    }),
    tx.query<{ item: string; columns: string[]; events: unknown[][] }>({
      sql: 'select item, columns, events from import_event where item = any($1::uuid[])',
      parameters: [items],
    }),
    tx.query<ImportedEntry>({
      sql: `select h.item, h.at, h.payload from history h
        where h.item = any($1::uuid[]) and h.origin = 'import' and h.actor is null
          and not exists (select from import_event e where e.item = h.item)
          and not exists (select from history u where u.item = h.item and u.action = 'undo' and u.request = h.request)
        order by h.at, h.id`,
      parameters: [items],
    }),
  ]);
  const keptOf = new Map(kept.map(({ item, ...events }) => [item, events]));
  const byItem = Map.groupBy(entries, ({ item }) => item);
  return new Map(
    rows.map((row) => {
      const id = row['id'] as string;
      return [id, { row, kept: keptOf.get(id) ?? null, entries: byItem.get(id) ?? [] }];
    }),
  );
}
