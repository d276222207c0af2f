import { message, Refusal } from '#/base/refusal.ts';
import { groupMayBeGiven, personMayBeGiven } from '#/capabilities/notifications/server/may-be-given.ts';
import type { Commit, Row } from '#/record/server/commit/commit.ts';
import { configurationOf } from '#/record/server/configuration.ts';
import type { Context } from '#/record/server/context.ts';

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

/** Where somebody belongs: their organisation, and whether they are a member of the case's as well. */
interface Belonging {
  organisation: string;
  member: boolean;
}

/** Asks where somebody belongs; early, so that it leaves in one packet with what else is asked. */
export function askBelonging({ tx }: Commit, person: unknown, customer: unknown): Promise<Belonging | undefined> {
  const asked = tx
    .query<Belonging>({
      sql: `select p.organisation, exists (
          select from membership m where m.person = p.id and m.organisation = $2 and m.state = 'active') as member
        from person p where p.id = $1`,
      parameters: [person, customer],
    })
    .then(([row]) => row);
  asked.catch(() => {});
  return asked;
}

/**
 * Refuses somebody of another customer as the affected user, or as who reported it: they would see nothing of the case,
 * and its customer their name. People of the organisations above and below belong to it, and so do those of the house
 * itself.
 */
export async function refuseStranger(
  commit: Commit,
  user: User,
  asked = askBelonging(commit, commit.after[user], commit.after['customer']),
): Promise<void> {
  const belongs = await asked;
  if (!belongs || belongs.member) return;
  const customer = String(commit.after['customer']);
  const own = await lineOf(commit.ctx, belongs.organisation);
  if (own[0]?.['kind'] === 'unit' || own.some(({ id }) => id === customer)) return;
  if ((await lineOf(commit.ctx, customer)).some(({ id }) => id === belongs.organisation)) return;
  const why = message('incident.affected-of-another-customer');
  throw new Refusal('invalid', 'refusal.invalid', { [user]: why });
}

/** An organisation and those above it, the nearest first. */
async function lineOf(ctx: Context, organisation: string): Promise<Row[]> {
  const configuration = await configurationOf(ctx);
  const line: Row[] = [];
  let next: Row | undefined = await configuration.find('organisation', organisation);
  while (next && !line.includes(next)) {
    line.push(next);
    next = await configuration.find('organisation', next['parent'] as string | null);
  }
  return line;
}
