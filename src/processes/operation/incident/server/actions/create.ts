import { message, Refusal } from '#/base/refusal.ts';
import { configurationOf } from '#/record/server/configuration.ts';
import type { Commit } from '#/record/server/commit/commit.ts';
import { set } from '#/record/server/commit/commit.ts';
import type { Behaviour } from '#/record/server/kit.ts';
import { incidentEvents } from '#/processes/operation/incident/shared/events.ts';
import { groupFor, isMember, memberFor } from '../assignment.ts';
import { calculatePriority } from '../priority.ts';
import { settle } from '../settle.ts';
import { askBelonging, refuseBlind, refuseStranger } from '../refuse-blind.ts';
import { requireCause } from './resolve.ts';

/** Logs an incident: people, customer, priority, group; an agent may resolve it in the same step. */
export const create: Behaviour = {
  early(commit, values) {
    const { face, actor } = commit.ctx;
    const affected = face === 'portal' ? actor.person : (values['affectedUser'] ?? values['requester'] ?? actor.person);
    if (face === 'portal' || !values['customer']) commit.notes['affected'] = placeOf(commit, affected as string | null);
    else if (values['affectedUser']) commit.notes['belongs'] = askBelonging(commit, affected, values['customer']);
  },
  async apply(commit) {
    const { ctx, after } = commit;
    set(commit, 'openedAt', new Date(ctx.now).toISOString());
    set(commit, 'loggedBy', ctx.actor.person);
    if (ctx.face === 'portal') fromPortal(commit);
    after['requester'] ??= after['affectedUser'] ?? ctx.actor.person;
    after['affectedUser'] ??= after['requester'];
    await freezeCustomer(commit);
    // Who is named without a customer brings their own.
    const belongs = commit.notes['belongs'] as ReturnType<typeof askBelonging> | undefined;
    if (belongs) await refuseStranger(commit, 'affectedUser', belongs);
    if (after['requester'] !== after['affectedUser']) await refuseStranger(commit, 'requester');
    await fillFromItem(commit);
    await calculatePriority(commit);
    await assign(commit);
    if (commit.input['closeCode']) {
      if (!commit.input['solution']) {
        throw new Refusal('invalid', 'refusal.invalid', { solution: message('field.required') });
      }
      requireCause(commit);
      set(commit, 'state', 'resolved');
    }
    await settle(commit);
    commit.announcements.push(incidentEvents.say('incident.logged', {}));
  },
};

/** On the portal somebody reports for themselves; who works on it is not theirs to say. */
function fromPortal(commit: Commit): void {
  const me = commit.ctx.actor.person;
  set(commit, 'channel', 'portal');
  set(commit, 'affectedUser', me);
  set(commit, 'requester', me);
  for (const field of ['group', 'assignee', 'customer', 'closeCode', 'solution']) set(commit, field, null);
  commit.input = { ...commit.input, closeCode: null };
}

/** The organisation that pays: as given, else that of the affected user; frozen from here on. */
async function freezeCustomer(commit: Commit): Promise<void> {
  const { ctx, after } = commit;
  if (!after['customer'] && after['affectedUser']) {
    const person = await (commit.notes['affected'] as ReturnType<typeof placeOf>);
    after['customer'] = person?.organisation ?? null;
    after['location'] ??= person?.location ?? null;
  }
  const organisation = await (await configurationOf(ctx)).find('organisation', after['customer'] as string | null);
  if (!organisation) {
    throw new Refusal('invalid', 'refusal.invalid', { affectedUser: message('incident.who-is-affected') });
  }
  // Named by hand it would be refused; whoever reports for themselves is heard all the same.
  if (organisation['state'] !== 'active' && ctx.face === 'workspace') {
    throw new Refusal('invalid', 'refusal.invalid', { affectedUser: message('incident.customer-retired') });
  }
  commit.customer = organisation['customerKey'] as number;
}

interface Place {
  organisation: string;
  location: string | null;
}

/** Whom a person belongs to, and where they are, if that place is still in use. */
function placeOf({ tx }: Commit, person: string | null): Promise<Place | undefined> {
  const read = tx
    .query<Place>({
      sql: `select p.organisation, l.id as location from person p
        left join location l on l.id = p.location and l.state = 'active' where p.id = $1`,
      parameters: [person],
    })
    .then(([row]) => row);
  read.catch(() => {});
  return read;
}

/** What the configuration item knows: its service and place, where the caller named none and they are still in use. */
async function fillFromItem(commit: Commit): Promise<void> {
  const { after, tx } = commit;
  if (!after['configurationItem'] || (after['service'] && after['location'])) return;
  const [item] = await tx.query<{ service: string | null; location: string | null }>({
    sql: `select s.id as service, l.id as location from configuration_item c
      left join service s on s.id = c.service and s.state = 'active'
      left join location l on l.id = c.location and l.state = 'active' where c.id = $1`,
    parameters: [after['configurationItem']],
  });
  after['service'] ??= item?.service ?? null;
  after['location'] ??= item?.location ?? null;
}

async function assign(commit: Commit): Promise<void> {
  const { ctx, after } = commit;
  if (after['assignee'] && !after['group']) {
    throw new Refusal('invalid', 'refusal.invalid', { group: message('incident.assignee-needs-group') });
  }
  if (!after['group']) {
    const { group, because } = await groupFor(ctx, after);
    after['group'] = group;
    if (group) commit.remarks['assignedBecause'] = because;
  }
  const group = after['group'] as string | null;
  if (!group) return;
  const chosen = commit.input['group'] !== undefined && commit.input['group'] !== null;
  if (after['assignee']) {
    if (!(await isMember(ctx, group, after['assignee'] as string))) {
      throw new Refusal('invalid', 'refusal.invalid', { assignee: message('incident.assignee-outside-group') });
    }
  } else after['assignee'] = await memberFor(ctx, group);
  // What rules chose is told by who looks after them; it holds up no case.
  if (chosen) await refuseBlind(commit);
  if (after['assignee']) set(commit, 'state', 'assigned');
}
