import { message, Refusal } from '#/base/refusal.ts';
import { isId } from '#/platform/ids.ts';
import { ref, required, text } from '#/record/shared/field.ts';
import type { Step } from '#/record/shared/define.ts';
import type { Commit } from '#/record/server/commit/commit.ts';
import type { Behaviour, Capability } from '#/record/server/kit.ts';

/**
 * People who want to hear of a record. Watching lets a customer's person follow it on the portal, so that only people
 * of the record's customer, and the desk's own, can be added.
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
    watch: onSelf(insert),
    unwatch: onSelf(remove),
    follow: onSelf(insert),
    unfollow: onSelf(remove),
    'add-watcher': {
      async apply(commit) {
        const person = commit.input['person'] as string;
        await refuseOutsider(commit, person);
        insert(commit, person);
        commit.remarks['watcher'] = person;
        commit.announcements.push({ name: 'watcher.added', data: { person } });
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

function insert(commit: Commit, person: string): void {
  commit.writes.push({
    sql: `insert into item_access (item, person, reason, customer, at, by) values ($1, $2, 'watcher', $3, $4, $5)
      on conflict do nothing`,
    parameters: [commit.id, person, commit.customer, new Date(commit.ctx.now).toISOString(), commit.ctx.actor.person],
  });
}

function remove(commit: Commit, person: string): void {
  commit.writes.push({
    sql: `delete from item_access where item = $1 and person = $2 and reason = 'watcher'`,
    parameters: [commit.id, person],
  });
}

async function refuseOutsider(commit: Commit, person: string): Promise<void> {
  const [row] = await commit.tx.query<{ inside: boolean }>({
    sql: `select exists (select 1 from person p join organisation o on o.id = p.organisation
          where p.id = $1 and o.customer_key = $2)
        or exists (select 1 from membership m join organisation o on o.id = m.organisation join role r on r.id = m.role
          where m.person = $1 and m.state = 'active' and (o.customer_key = $2 or (r.workspace and o.kind = 'unit')))
        as inside`,
    parameters: [person, commit.customer],
  });
  if (row?.inside) return;
  throw new Refusal('invalid', 'refusal.invalid', { person: message('watcher.of-another-customer') });
}
