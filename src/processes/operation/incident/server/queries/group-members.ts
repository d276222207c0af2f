import { notFound } from '#/base/refusal.ts';
import { canWorkSql } from '#/processes/foundation/server/api.ts';
import type { Context } from '#/record/server/context.ts';
import { runRead } from '#/record/server/context.ts';
import { getRecord } from '#/record/server/read/get.ts';
import type { Member } from '#/processes/operation/incident/shared/beside.ts';

/** The people of a group who can work, those who are there and have least to do first. */
export async function groupMembers(ctx: Context, id: string | undefined): Promise<{ rows: Member[] }> {
  const type = ctx.kit.types.get('group');
  if (!type || id === undefined) throw notFound();
  const group = await getRecord(ctx, type, id);
  const rows = await runRead<Member>(ctx, {
    sql: `select p.id, p.name, p.title, p.away and (p.away_until is null or p.away_until >= $2::date) as away,
        p.away_until as "awayUntil",
        (select count(*) from item i where i.assignee = p.id and i.state_group in ('open', 'waiting')) as load
      from person p where p.id = any($1::uuid[]) and ${canWorkSql('p')}
      order by away, load, mainstay_fold(p.name), p.id`,
    parameters: [group['members'], new Date(ctx.now).toISOString().slice(0, 10)],
  });
  return { rows };
}
