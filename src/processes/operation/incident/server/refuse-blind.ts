import { message, Refusal } from '#/base/refusal.ts';
import { groupMayBeGiven, personMayBeGiven } from '#/capabilities/notifications/server/may-be-given.ts';
import type { Commit } from '#/record/server/commit/commit.ts';

/** Refuses to give a case to a group or a person who could not see it; what stood there before is not asked about again. */
export async function refuseBlind(commit: Commit): Promise<void> {
  const { before, after } = commit;
  const [group, assignee] = [after['group'], after['assignee']] as (string | null)[];
  if (group && group !== before?.['group'] && !(await groupMayBeGiven(commit, group))) {
    throw new Refusal('invalid', 'refusal.invalid', { group: message('incident.group-cannot-see-it') });
  }
  if (assignee && assignee !== before?.['assignee'] && !(await personMayBeGiven(commit, assignee))) {
    throw new Refusal('invalid', 'refusal.invalid', { assignee: message('incident.assignee-cannot-see-it') });
  }
}

/** The users whom a case names. */
type User = 'affectedUser' | 'requester';

/**
 * Refuses somebody of another customer as the affected user, or as who reported it: they would see nothing of the case,
 * and its customer their name. People of the organisations above and below belong to it, and so do those of the house
 * itself.
 */
export async function refuseStranger({ tx, after }: Commit, user: User): Promise<void> {
  const [row] = await tx.query<{ own: boolean }>({
    sql: `with recursive above as (
        select id, parent from organisation where id = $2
        union select o.id, o.parent from organisation o join above on o.id = above.parent),
      below as (
        select id from organisation where id = $2
        union select o.id from organisation o join below on o.parent = below.id)
      select o.kind = 'unit' or o.id in (select id from above) or o.id in (select id from below) or exists (
          select from membership m where m.person = p.id and m.organisation = $2 and m.state = 'active') as own
      from person p join organisation o on o.id = p.organisation where p.id = $1`,
    parameters: [after[user], after['customer']],
  });
  if (row?.own !== false) return;
  const why = message('incident.affected-of-another-customer');
  throw new Refusal('invalid', 'refusal.invalid', { [user]: why });
}
