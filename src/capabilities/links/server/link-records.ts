import { newId } from '#/platform/ids.ts';
import type { Commit } from '#/record/server/commit/commit.ts';
import type { LinkKind } from '#/capabilities/links/shared/link.ts';

/**
 * Links the record of a commit to another one. A link that is there already stays as it is; one that has no direction
 * is there whichever of the two has it.
 */
export function linkRecords(commit: Commit, link: { target: string; kind: LinkKind }): void {
  commit.writes.push({
    sql: `insert into link (id, source, target, customer, kind, by, at)
      select $1::uuid, $2::uuid, $3::uuid, $4::integer, $5::text, $6::uuid, $7::timestamptz
      where $5 <> 'relates' or not exists (select 1 from link where source = $3 and target = $2 and kind = $5)
      on conflict (source, target, kind) do nothing`,
    parameters: [
      newId(),
      commit.id,
      link.target,
      commit.customer,
      link.kind,
      commit.ctx.actor.person,
      new Date(commit.ctx.now).toISOString(),
    ],
  });
}
