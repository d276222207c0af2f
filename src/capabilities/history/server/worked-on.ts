import { Refusal } from '#/base/refusal.ts';
import type { Commit } from '#/record/server/commit/commit.ts';
import type { FoundChange } from './find-change.ts';

/**
 * Refuses to take a step back from which somebody has gone on: the state has moved since, another person has done
 * anything to the record, or words went to the user with the step itself. What the clocks and the system note by
 * themselves does not count.
 */
export async function refuseWhereWorkedOn(commit: Commit, change: FoundChange): Promise<void> {
  const { tx, id, ctx } = commit;
  const [found] = await tx.query<{ since: boolean; told: boolean }>({
    sql: `select
        exists (select from history h where h.item = $1 and h.id > $2 and (
          h.payload -> 'changes' ? 'state' or (h.actor is not null and h.actor is distinct from $3::uuid)))
        or exists (select from note n where n.item = $1 and n.at >= $4 and n.author is distinct from $3::uuid
          and n.recalled_at is null) as since,
        exists (select from note n where n.item = $1 and n.at = $4 and n.audience = 'everyone'
          and n.recalled_at is null) as told`,
    parameters: [id, change.last, ctx.actor.person, change.at],
  });
  if (found?.told) throw new Refusal('step-refused', 'history.told');
  if (found?.since) throw new Refusal('conflict', 'history.worked-since');
}
