import type pg from 'pg';
import { type Finding, ok, warn } from './finding.ts';

/** Whether the tables in parts by time have the parts that the next rows go into. Where one is missing, none is lost. */
export async function checkPartitions(client: pg.Client): Promise<Finding> {
  const { rows } = await client.query<{ relation: string }>(`
    select relation from partition_rule r where not exists (
      select from mainstay_partitions(r.relation) where starts <= now() + ('1 ' || r.unit)::interval * (r.ahead - 0.5)
        and ends > now() + ('1 ' || r.unit)::interval * (r.ahead - 0.5)) order by relation`);
  if (rows.length === 0) return ok('parts', 'The tables that only grow have parts for what comes next.');
  const names = rows.map(({ relation }) => relation).join(', ');
  return warn(
    'parts',
    `No part is ready for the next rows of: ${names}. They are kept in a part for all others meanwhile.`,
    'Start Mainstay: the worker makes parts every hour. Where it runs, look into its log, and whether a transaction or a backup holds these tables for hours.',
  );
}
