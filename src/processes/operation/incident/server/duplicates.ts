import { message, Refusal } from '#/base/refusal.ts';
import { readOwn } from '#/capabilities/search/server/staff-pool.ts';
import type { Commit } from '#/record/server/commit/commit.ts';
import { lockTree } from '#/record/server/commit/trees.ts';
import type { Context } from '#/record/server/context.ts';
import { loadRow } from '#/record/server/read/get.ts';

interface Link {
  id: string;
  number: string;
  state: string;
  above: string | null;
  solved: boolean;
}

/**
 * Refuses, at `duplicateOf`, a case that has been cancelled: nobody works on it. Where that one is a duplicate itself,
 * the case at the end of the chain is named, so that it can be chosen instead. Of two cases that are made duplicates of
 * each other at the same moment the second one is refused. Returns whether it is solved already.
 */
export async function mustGoOn(commit: Commit, other: string): Promise<boolean> {
  const { ctx, tx, type, id } = commit;
  const refuse = (key: string, params: Record<string, string> = {}): never => {
    throw new Refusal('invalid', 'refusal.invalid', { duplicateOf: message(key, params) });
  };
  if (other === id) refuse('incident.duplicate-of-itself');
  await lockTree(tx, type, 'duplicateOf');
  const chain = await tx.query<Link>({
    sql: `with recursive chain as (
        select id, number, state, duplicate_of as above, ${solved('incident')} as solved from incident where id = $1
        union select i.id, i.number, i.state, i.duplicate_of, ${solved('i')} from incident i join chain c on i.id = c.above)
      select id, number, state, above, solved from chain`,
    parameters: [other],
  });
  const chosen = chain.find((one) => one.id === other);
  if (!chosen || chosen.state !== 'cancelled') return chosen?.solved === true;
  const end = chain.find(({ above }) => above === null);
  if (end?.id === id) refuse('incident.duplicate-of-this', { number: chosen.number });
  const goesOn = end && end.state !== 'cancelled' && (await loadRow(ctx, type, end.id, { lock: false }));
  if (goesOn) refuse('incident.duplicate-ended', { number: chosen.number, end: end.number });
  return refuse('incident.duplicate-cancelled', { number: chosen.number });
}

/** The cases that are duplicates of one, however many steps away. */
export function duplicatesOf(ctx: Context, id: string): Promise<{ id: string }[]> {
  return readOwn(ctx, {
    sql: `with recursive below as (
        select id from incident where duplicate_of = $1
        union select i.id from incident i join below b on i.duplicate_of = b.id)
      select id from below where id <> $1 order by id`,
    parameters: [id],
  });
}

/** Whether a case was solved, as SQL over its alias: one that ended since nobody answered, or withdrawn, was not. */
function solved(alias: string): string {
  return `(${alias}.state in ('resolved', 'closed') and ${alias}.close_code is distinct from 'withdrawn')`;
}

/** Whether a case is solved now. */
export async function isSolved(ctx: Context, id: string): Promise<boolean> {
  const rows = await readOwn(ctx, {
    sql: `select 1 from incident i where i.id = $1 and ${solved('i')}`,
    parameters: [id],
  });
  return rows.length > 0;
}

/** What became of the case that another one is a duplicate of; `dropped`: it ended without a solution. */
export type Elsewhere = 'goes-on' | 'solved' | 'dropped';

/**
 * Which of some cases are duplicates, and what became of the case that each is a duplicate of. That one may be somebody
 * else's, of another customer even: nothing but this is told of it, so that it is read past the reader's wall.
 */
export async function duplicatesAmong(ctx: Context, cases: readonly string[]): Promise<ReadonlyMap<string, Elsewhere>> {
  if (cases.length === 0) return new Map();
  const rows = await readOwn<{ start: string; became: Elsewhere }>(ctx, {
    sql: `with recursive chain as (
        select id as start, duplicate_of as above from incident where id = any($1::uuid[])
        union select c.start, i.duplicate_of from incident i join chain c on i.id = c.above)
      select c.start, case when bool_or(${solved('i')}) then 'solved'
          when bool_or(i.state in ('new', 'assigned', 'in-progress', 'pending')) then 'goes-on' else 'dropped' end as became
      from chain c join incident i on i.id = c.above group by c.start`,
    parameters: [cases],
  });
  return new Map(rows.map(({ start, became }) => [start, became]));
}
