import type { Context } from '#/record/server/context.ts';
import { runRead } from '#/record/server/context.ts';

/** A task that is not done, of a record that goes on. */
export interface OpenTask {
  id: string;
  item: string;
  kind: string;
  /** The group that has the record, where it has one that is in use. */
  group: string | null;
}

interface Owner {
  kind: string;
  id: string;
}

function open({ kind }: Owner): string {
  return `from task t join item i on i.id = t.item
    where t.${kind === 'person' ? 'assignee' : 'support_group'} = $1 and t.done_at is null and t.removed_at is null
      and i.state_group in ('open', 'waiting')`;
}

/** How many open tasks a person, or a group, has. */
export async function countOpenTasks(ctx: Context, owner: Owner): Promise<number> {
  const [row] = await runRead<{ count: number }>(ctx, {
    sql: `select count(*) as count ${open(owner)}`,
    parameters: [owner.id],
  });
  return row?.count ?? 0;
}

/** The open tasks of a person, or of a group, in the order in which records are locked. */
export function openTasks(ctx: Context, owner: Owner): Promise<OpenTask[]> {
  return runRead<OpenTask>(ctx, {
    sql: `select t.id, t.item, i.kind,
        (select g.id from support_group g where g.id = i.support_group and g.state = 'active') as "group"
      ${open(owner)} order by t.item, t.id`,
    parameters: [owner.id],
  });
}
