import { canWorkSql, whoCanWork } from '#/processes/foundation/server/api.ts';
import { configurationOf } from '#/record/server/configuration.ts';
import type { Row } from '#/record/server/commit/commit.ts';
import type { Context } from '#/record/server/context.ts';

/**
 * The people around a case who are to be told of something. Of the desk's own, those who can work:
 * what is told to whoever left reaches nobody.
 */
export interface Circle {
  /** Whose case it is: who cannot work, and who reported it. */
  users: (string | null)[];
  assignee: string | null;
  /** Its group's people, or the group's lead where none of them can work. */
  group: string[];
  groupLead: string | null;
  watchers: string[];
  service: string | null;
  priority: number;
  /** It waits for an answer of the user. */
  waitsForUser: boolean;
  /** It came with the demonstration data: its people are invented. */
  demo: boolean;
}

/**
 * The people around a case; null where it is gone. Whose it is, who has it and what it waits for are as the event says
 * that is told of (`facts`), and as they stand where none does. Who of a group can work, and who follows the case, is
 * asked now, as everybody's rights are.
 */
export async function circleOf(ctx: Context, id: string, facts?: Row): Promise<Circle | null> {
  const { tx } = ctx;
  if (!tx) throw new Error('no transaction is open');
  const configuration = await configurationOf(ctx);
  const reading = tx.query<Row & { watchers: string[]; demo: boolean }>({
    sql: `select affected_user as "affectedUser", requester, assignee, support_group as "group", service, priority,
        pending_reason as "pendingReason",
        array(select a.person from item_access a join person p on p.id = a.person
          where a.item = $1 and a.reason in ('interested', 'watcher') and ${canWorkSql('p')}) as watchers,
        exists (select 1 from history where item = $1 and action = 'create' and origin = 'demo') as demo
      from incident where id = $1`,
    parameters: [id],
  });
  // Whoever needs it waits for it.
  reading.catch(() => {});
  const said = facts ?? (await reading)[0];
  if (!said) return null;
  const group = await configuration.find('group', said['group'] as string | null);
  const reason = await configuration.find('pending-reason', said['pendingReason'] as string | null);
  const members = (group?.['members'] as string[] | undefined) ?? [];
  const [assignee, lead] = [said['assignee'] as string | null, (group?.['lead'] as string | null | undefined) ?? null];
  const [[row], able] = await Promise.all([reading, whoCanWork(ctx, [assignee, lead, ...members])]);
  if (!row) return null;
  const canWork = (person: string | null) => person !== null && able.has(person);
  const groupLead = canWork(lead) ? lead : null;
  const working = members.filter((person) => canWork(person));
  return {
    users: [said['affectedUser'] as string | null, said['requester'] as string | null],
    assignee: canWork(assignee) ? assignee : null,
    group: working.length === 0 && groupLead !== null ? [groupLead] : working,
    groupLead,
    watchers: row.watchers,
    service: row['service'] as string | null,
    priority: row['priority'] as number,
    waitsForUser: reason?.['waitsForUser'] === true,
    demo: row.demo,
  };
}

/** The people of a group; none where none is named. */
export async function membersOf(ctx: Context, group: unknown): Promise<string[]> {
  if (typeof group !== 'string') return [];
  const found = await (await configurationOf(ctx)).find('group', group);
  return (found?.['members'] as string[] | undefined) ?? [];
}

/** Who is to do something about the case: who has it and may see it, else everybody of the group. */
export function deskOf({ assignee, group }: Circle): { people: string[]; otherwise?: string[] } {
  return assignee ? { people: [assignee], otherwise: group } : { people: group };
}
