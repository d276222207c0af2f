import { message, Refusal } from '#/base/refusal.ts';
import { faceOf } from '#/capabilities/notifications/server/people.ts';
import { isId } from '#/platform/ids.ts';
import { ref, required, text } from '#/record/shared/field.ts';
import type { Step } from '#/record/shared/define.ts';
import type { Commit } from '#/record/server/commit/commit.ts';
import type { Behaviour, Capability } from '#/record/server/kit.ts';
import { watcherEvents } from '#/capabilities/watchers/shared/events.ts';

/**
 * People who want to hear of a record. Whoever watches by their own wish, or may see it anyway, is interested in it:
 * they hear of it for as long as they may see it, and nothing else. A person of the record's customer whom the desk adds
 * takes part in it from then on, as if it were theirs (`watcher`, which conditions of roles call involved).
 */
export const watchers: Capability = {
  name: 'watchers',
  steps(definition) {
    const from = Object.keys(definition.states);
    const step = (may: string, input?: Step['input']): Step => ({
      from,
      to: null,
      may,
      hidden: true,
      ...(input ? { input } : {}),
    });
    const person = { person: required(ref('person', { duty: true })) };
    return {
      watch: step(definition.read),
      unwatch: step(definition.read),
      // The same, for who reads it on the portal.
      ...(definition.follow ? { follow: step(definition.follow), unfollow: step(definition.follow) } : {}),
      'add-watcher': step(definition.edit, person),
      // Named as it stands there: also somebody who has left, or whom one does not see.
      'remove-watcher': step(definition.edit, { person: required(text({ max: 36 })) }),
    };
  },
  behaviours: {
    watch: onSelf(interest),
    unwatch: onSelf(remove),
    follow: onSelf(interest),
    unfollow: onSelf(remove),
    'add-watcher': {
      async apply(commit) {
        const person = commit.input['person'] as string;
        if (await takesPart(commit, person)) involve(commit, person);
        else interest(commit, person);
        commit.remarks['watcher'] = person;
        commit.announcements.push(watcherEvents.say('watcher.added', { person }));
      },
    },
    'remove-watcher': {
      apply(commit) {
        const person = commit.input['person'] as string;
        if (!isId(person)) {
          throw new Refusal('invalid', 'refusal.invalid', { person: message('field.not-reference') });
        }
        remove(commit, person);
        commit.remarks['removedWatcher'] = person.toLowerCase();
      },
    },
  },
};

function onSelf(work: (commit: Commit, person: string) => void): Behaviour {
  return {
    apply(commit) {
      const me = commit.ctx.actor.person;
      if (me === null) throw new Refusal('step-refused', message('refusal.people-only'));
      work(commit, me);
    },
  };
}

function interest(commit: Commit, person: string): void {
  add(commit, person, 'interested');
}

function involve(commit: Commit, person: string): void {
  remove(commit, person);
  add(commit, person, 'watcher');
}

/** Watching what one takes part in changes nothing. */
function add(commit: Commit, person: string, reason: 'interested' | 'watcher'): void {
  commit.writes.push({
    sql: `insert into item_access (item, person, reason, customer, at, by) select $1, $2, $3, $4, $5, $6
      where not exists (select from item_access where item = $1 and person = $2 and reason = 'watcher')
      on conflict do nothing`,
    parameters: [
      commit.id,
      person,
      reason,
      commit.customer,
      new Date(commit.ctx.now).toISOString(),
      commit.ctx.actor.person,
    ],
  });
}

function remove(commit: Commit, person: string): void {
  commit.writes.push({
    sql: `delete from item_access where item = $1 and person = $2 and reason in ('interested', 'watcher')`,
    parameters: [commit.id, person],
  });
}

/**
 * Whether somebody who is added takes part in the record, which opens it to them on the portal: a person of its customer
 * who has it by no role in the workspace. Others are only told of what they may see. Refused for who may not see it.
 */
async function takesPart(commit: Commit, person: string): Promise<boolean> {
  const face = await faceOf(commit.ctx, person, commit.id);
  if (face === 'workspace') return false;
  const [row] = await commit.tx.query<{ own: boolean; staff: boolean }>({
    sql: `select o.customer_key = $2 as own, exists (select from membership m join organisation u on u.id = m.organisation
          join role r on r.id = m.role where m.person = p.id and m.state = 'active' and r.workspace and u.kind = 'unit')
        as staff
      from person p join organisation o on o.id = p.organisation where p.id = $1`,
    parameters: [person, commit.customer],
  });
  if (row?.own && !row.staff && person !== commit.ctx.actor.person) return true;
  if (face !== null) return false;
  const key = row?.staff ? 'watcher.cannot-see-it' : 'watcher.of-another-customer';
  throw new Refusal('invalid', 'refusal.invalid', { person: message(key) });
}
