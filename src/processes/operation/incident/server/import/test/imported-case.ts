import type { LoggedCase } from '#/platform/tabular/test/incident-log.ts';
import type { Importing } from './importing.ts';

/** A case as it came in, with the names of what it refers to. */
export interface ImportedCase {
  id: string;
  state: string;
  title: string;
  group: string | null;
  service: string | null;
  location: string | null;
  impact: number;
  urgency: number;
  priority: number;
  reopened_count: number;
  opened_at: string;
  resolved_at: string | null;
  closed_at: string | null;
  tags: string[];
  affected_user: string | null;
  reason: string | null;
}

/** What became of a case of the log. Throws where it did not come in. */
export async function incidentOf({ desk }: Importing, { number }: LoggedCase): Promise<ImportedCase> {
  const [row] = await desk.owner<ImportedCase>(
    `select i.*, g.name as group, s.name as service, l.name as location, p.code as reason from incident i
      left join support_group g on g.id = i.support_group left join service s on s.id = i.service
      left join location l on l.id = i.location left join pending_reason p on p.id = i.pending_reason
      where i.number = $1`,
    [number],
  );
  if (!row) throw new Error(`${number} is not there`);
  return row;
}

/** The states that a case went through, in their order. */
export async function statesOf(at: Importing, one: LoggedCase): Promise<string[]> {
  const { id } = await incidentOf(at, one);
  const rows = await at.desk.owner<{ to: string }>(
    `select payload -> 'changes' -> 'state' ->> 1 as to from history
      where item = $1 and payload -> 'changes' ? 'state' order by at, id`,
    [id],
  );
  return rows.map(({ to }) => to);
}
