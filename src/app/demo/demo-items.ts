import type { Runner } from '#/platform/database/pools.ts';

/** A record that came with the demonstration data and is still there. */
export interface DemoItem {
  id: string;
  kind: string;
}

/** The records of the demonstration data, found by the history of their making; newest first. */
export function demoItems(tx: Runner): Promise<DemoItem[]> {
  return tx.query<DemoItem>({
    sql: `select i.id, i.kind from item i where exists (
        select 1 from history h where h.item = i.id and h.action = 'create' and h.origin = 'demo')
      order by i.id desc`,
    parameters: [],
  });
}
