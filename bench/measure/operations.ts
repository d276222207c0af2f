import type pg from 'pg';
import { marked, sentences } from '../data/words.ts';
import type { Ground } from '../data/people.ts';
import type { Ask } from './drive.ts';

/**
 * Who calls: an agent whose groups serve 3 of 40 customers, one whose group serves all 40 by name, or a customer's
 * contact behind row-level security.
 */
export type Caller = 'agent' | 'agent-40' | 'contact';

export interface Operation {
  op: string;
  caller: Caller;
  /** With many cases going on: {@link crowd} comes before. */
  crowded?: true;
  /** Made when its turn comes: an update works on what a create has made. */
  requests(owner: pg.Client, ground: Ground): Promise<Ask[]>;
}

const going = 'state in (new, assigned, in-progress, pending)';
const root = { agent: '/api/v1', 'agent-40': '/api/v1', contact: '/api/v1/portal' } as const;
/** Of how many customers, from the first on, a caller sees cases. */
const seen = { agent: 3, 'agent-40': 40, contact: 1 } as const;

const url = (caller: Caller, query: Record<string, string>) =>
  `${root[caller]}/incidents?${new URLSearchParams(query).toString()}`;

/** Tickets that a caller may see, each with the group that serves its customer. */
async function visible(
  owner: pg.Client,
  ground: Ground,
  caller: Caller,
  where: string,
  most: number,
): Promise<{ id: string; group: string }[]> {
  const customers = ground.organisations.slice(0, seen[caller]).map(({ key }) => key);
  const { rows } = await owner.query<{ id: string; customer: number }>(
    `select id, customer from incident where customer = any($1::int[]) and ${where} order by md5(id::text) limit $2`,
    [customers, most],
  );
  return rows.map(({ id, customer }) => ({ id, group: ground.groupOf[customers.indexOf(customer)] as string }));
}

/** What the workspace's queue and the portal's list of cases show of each, of what they find as well. */
const queue = 'number,title,priority,dueAt,state,affectedUser,group,assignee,openedAt';
const shown = {
  agent: queue,
  'agent-40': queue,
  contact: 'number,title,state,affectedUser,group,assignee,pendingReason,openedAt,updatedAt',
} as const;

const search =
  (op: string, words: string) =>
  (caller: Caller): Operation => ({
    op,
    caller,
    requests: async () => [{ method: 'GET', path: url(caller, { search: words, limit: '50', fields: shown[caller] }) }],
  });

const read = (caller: Caller): Operation => ({
  op: 'read',
  caller,
  async requests(owner, ground) {
    const cases = await visible(owner, ground, caller, 'true', 5000);
    return cases.map(({ id }) => ({ method: 'GET', path: `${root[caller]}/incidents/${id}` }));
  },
});

/** A queue: what is going on up to a priority, fifty of it, the newest first; its columns, or every field. */
const list =
  (op: string, fields?: typeof shown, upTo = 3, crowded?: true) =>
  (caller: Caller): Operation => {
    const asked = { filter: `${going} and priority <= ${upTo}`, sort: '-openedAt', limit: '50' };
    const path = url(caller, fields ? { ...asked, fields: fields[caller] } : asked);
    return { op, caller, ...(crowded && { crowded }), requests: async () => [{ method: 'GET', path }] };
  };

/**
 * Opens most of what the agent's customers had closed again, all but what is urgent: a queue in which few cases are up
 * to priority 2, and most up to 3.
 */
export async function crowd(owner: pg.Client, ground: Ground): Promise<void> {
  await owner.query(
    `with opened as (
      update incident set state = 'in-progress', close_code = null, solution = null, resolved_at = null, closed_at = null
        where customer = any($1::int[]) and state = 'closed' and priority > 2 returning id)
      update item set state = 'in-progress', state_group = 'open' where id in (select id from opened)`,
    [ground.organisations.slice(0, seen.agent).map(({ key }) => key)],
  );
  await owner.query('vacuum (analyze) incident, item');
}

const wordsMarking = (n: number): string[] => [
  ...(n % 10 === 3 ? [marked.tenth] : []),
  ...(n % 100 === 7 ? [marked.hundredth] : []),
  ...(n % 333 === 11 ? [marked.threeThousandths] : []),
  ...(n % 1000 === 17 ? [marked.thousandth] : []),
];

const create = (caller: Caller): Operation => ({
  op: 'create',
  caller,
  async requests(owner, ground) {
    const { rows } = await owner.query<{ id: string; organisation: string }>(
      'select id, organisation from person where organisation = any($1::uuid[]) limit 500',
      [ground.organisations.slice(0, 3).map(({ id }) => id)],
    );
    const titles = sentences(1000, 5, 31);
    // The marked words are in as many of them as of all: searches of a used database find what those of a new one do.
    const bodies = sentences(1000, 36, 32).map((body, n) => [body, ...wordsMarking(n)].join(' '));
    return titles.map((title, n): Ask => {
      const user = rows[n % rows.length];
      const what = { title, description: bodies[n], service: ground.services[n % 30] };
      if (caller === 'contact')
        return { method: 'POST', path: `${root.contact}/cases`, body: { ...what, urgency: 1 + (n % 3) } };
      const body = {
        ...what,
        affectedUser: user?.id,
        customer: user?.organisation,
        category: ground.categories[n % 9],
      };
      return { method: 'POST', path: `${root.agent}/incidents`, body: { ...body, impact: 2 + (n % 2), urgency: 2 } };
    });
  },
});

/** An agent's change of state with a message, public and internal by turns; a contact's reply. */
const update = (caller: Caller): Operation => ({
  op: 'update',
  caller,
  async requests(owner, ground) {
    const cases = await visible(owner, ground, caller, "state not in ('closed', 'cancelled', 'resolved')", 4000);
    const bodies = sentences(500, 15, 33);
    const text = (n: number) => bodies[n % bodies.length];
    if (caller === 'contact') {
      return cases.map(({ id }, n): Ask => ({
        method: 'POST',
        path: `${root.contact}/incidents/${id}/reply`,
        body: { body: text(n) },
      }));
    }
    const wait = ({ id }: { id: string }, n: number): Ask => ({
      method: 'POST',
      path: `${root.agent}/incidents/${id}/wait`,
      body: { reason: ground.reasons.supplier, message: text(n) },
    });
    const own = new Set(ground.groupOf.slice(0, seen.agent));
    const assign = ({ id, group }: { id: string; group: string }, n: number): Ask => ({
      method: 'POST',
      path: `${root.agent}/incidents/${id}/assign`,
      // Whoever is given a case has to see it: the agent sees those of their own groups.
      body: { group, ...(own.has(group) && { assignee: ground.agent }), note: text(n) },
    });
    return [...cases.map(wait), ...cases.map(assign)];
  },
});

const every: readonly ((caller: Caller) => Operation)[] = [
  read,
  list('list', shown),
  list('list-whole'),
  search('search-rare', marked.thousandth),
  search('search-common', marked.tenth),
  search('search-1', marked.hundredth),
  search('search-0.3', marked.threeThousandths),
  search('search-two', `${marked.hundredth} ${marked.tenth}`),
  create,
  update,
  list('queue', shown, 3, true),
  list('queue-urgent', shown, 2, true),
];

/** Everything that is measured over HTTP, in its order: what needs a crowded queue comes last. */
export const operations: readonly Operation[] = (['agent', 'agent-40', 'contact'] as const)
  .flatMap((caller) => every.map((one) => one(caller)))
  .toSorted((a, b) => Number(a.crowded ?? false) - Number(b.crowded ?? false));

/** Those that `--op` names, as NAME or CALLER:NAME; all of them where it names none. */
export function chosenFrom(names: readonly string[]): readonly Operation[] {
  if (names.length === 0) return operations;
  return operations.filter(({ op, caller }) => names.includes(op) || names.includes(`${caller}:${op}`));
}
