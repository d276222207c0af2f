import { newId } from '#/platform/ids.ts';
import type { Commit } from '#/record/server/commit/commit.ts';
import type { LinkKind } from '#/capabilities/links/shared/link.ts';

/** Links the record of a commit to another one. A link that is there already stays as it is. */
export function linkRecords(commit: Commit, link: { target: string; kind: LinkKind }): void {
  commit.writes.push({
    sql: `insert into link (id, source, target, customer, kind, by, at) values ($1, $2, $3, $4, $5, $6, $7)
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
