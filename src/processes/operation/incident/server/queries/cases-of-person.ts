import { Parameters } from '#/platform/database/build.ts';
import type { Context } from '#/record/server/context.ts';
import { runRead } from '#/record/server/context.ts';
import type { RecordType } from '#/record/server/kit.ts';
import { visible } from '#/record/server/read/predicate.ts';
import type { ShortCase, ShortItem } from '#/processes/operation/incident/shared/beside.ts';

export const shortColumns = `r.id, r.number, r.title, r.state, r.priority, r.opened_at as "openedAt",
  r.resolved_at as "resolvedAt", r.assignee, r.support_group as "group"`;

const going = `r.state in ('new', 'assigned', 'in-progress', 'pending')`;

/**
 * Other cases of a person that the actor may see: those that are open (at most 20) and the newest that are over
 * (at most 10). Each arm reads from an index of its own.
 */
export async function casesOfPerson(
  ctx: Context,
  type: RecordType,
  person: string,
  except: string | null = null,
): Promise<{ open: ShortCase[]; recent: ShortCase[] }> {
  const read = (condition: string, limit: number) => {
    const parameters = new Parameters();
    const arm = (column: string) => `(select ${shortColumns} from incident r
      where r.${column} = ${parameters.value(person)}::uuid and ${condition}
        and r.id is distinct from ${parameters.value(except)}::uuid and ${visible(ctx, type, 'r', parameters)}
      order by r.opened_at desc limit ${parameters.value(limit)})`;
    return runRead<ShortCase>(ctx, {
      sql: `${arm('affected_user')} union ${arm('requester')}
        order by "openedAt" desc limit ${parameters.value(limit)}`,
      parameters: parameters.values,
    });
  };
  const [open, recent] = await Promise.all([read(going, 20), read(`not ${going}`, 10)]);
  return { open, recent };
}

/** What a person owns, at most 50, by name; for those who may read configuration items at all. */
export async function itemsOfPerson(ctx: Context, person: string): Promise<ShortItem[]> {
  const type = ctx.kit.types.get('configuration-item');
  if (!type) return [];
  const parameters = new Parameters();
  return runRead<ShortItem>(ctx, {
    sql: `select r.id, r.number, r.name, r.class, r.serial_number as "serialNumber" from configuration_item r
      where r.owner = ${parameters.value(person)}::uuid and r.state = 'active' and ${visible(ctx, type, 'r', parameters)}
      order by mainstay_fold(r.name), r.id limit 50`,
    parameters: parameters.values,
  });
}
