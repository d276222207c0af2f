import { findItem } from '#/capabilities/search/server/find-item.ts';
import type { Context } from '#/record/server/context.ts';
import { runRead } from '#/record/server/context.ts';
import { lookUpNames } from '#/record/server/read/names.ts';
import type { Named } from '#/record/shared/named.ts';
import type { Task } from '#/capabilities/tasks/shared/task.ts';

/** The tasks of a record in their order. */
export async function readTasks(
  ctx: Context,
  id: string | undefined,
): Promise<{ rows: Task[]; names: Record<string, Named> }> {
  const item = await findItem(ctx, id);
  const rows = await runRead<Task>(ctx, {
    sql: `select id, title, assignee, support_group as "group", version, done_at as "doneAt", done_by as "doneBy",
        row_number() over (order by position, id) as place
      from task where item = $1 and removed_at is null order by position, id`,
    parameters: [item.id],
  });
  const named = rows.flatMap(({ assignee, group, doneBy }) => [assignee, group, doneBy]).filter((one) => one !== null);
  return { rows, names: await lookUpNames(ctx, [...new Set(named)]) };
}
