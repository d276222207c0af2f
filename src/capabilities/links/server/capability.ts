import { message, notFound, Refusal } from '#/base/refusal.ts';
import { isId } from '#/platform/ids.ts';
import { findItem } from '#/capabilities/search/server/find-item.ts';
import { choice, required, text } from '#/record/shared/field.ts';
import type { Commit } from '#/record/server/commit/commit.ts';
import type { Capability } from '#/record/server/kit.ts';
import type { LinkKind } from '#/capabilities/links/shared/link.ts';
import { linkRecords } from './link-records.ts';

export const linkKinds = ['relates', 'duplicates', 'caused-by', 'blocks', 'parent'] as const satisfies LinkKind[];

/** Any record can be linked to any other that its author may see. */
export const links: Capability = {
  name: 'links',
  steps(definition) {
    const from = Object.keys(definition.states);
    return {
      link: {
        from,
        to: null,
        may: definition.edit,
        hidden: true,
        input: { number: required(text({ max: 60 })), kind: required(choice(linkKinds, { initial: 'relates' })) },
      },
      unlink: { from, to: null, may: definition.edit, hidden: true, input: { link: required(text()) } },
    };
  },
  behaviours: { link: { apply: link }, unlink: { apply: unlink } },
};

async function link(commit: Commit): Promise<void> {
  const { ctx, input, id } = commit;
  const kind = (input['kind'] as LinkKind | undefined) ?? 'relates';
  const target = await findItem(ctx, input['number'] as string).catch((error: unknown) => {
    if (!(error instanceof Refusal) || error.code !== 'not-found') throw error;
    throw new Refusal('invalid', 'refusal.invalid', { number: message('link.no-such-record') });
  });
  if (target.id === id) throw new Refusal('invalid', 'refusal.invalid', { number: message('link.to-itself') });
  await refuseRing(commit, { ...target, kind });
  linkRecords(commit, { target: target.id, kind });
  commit.remarks['linked'] = [kind, target.id];
  commit.announcements.push({ name: 'record.linked', data: { target: target.id, kind } });
}

/** What one record is to another by a kind that has a direction, the other is not to it, however long the way back. */
async function refuseRing(commit: Commit, to: { id: string; number: string; kind: LinkKind }): Promise<void> {
  if (to.kind === 'relates') return;
  // Of two that would close a ring together the second waits for the first, and sees it.
  await commit.tx.query({ sql: `select pg_advisory_xact_lock(hashtextextended('links', 0))`, parameters: [] });
  const [back] = await commit.tx.query({
    sql: `with recursive onward (id) as (
        select $1::uuid
        union select l.target from onward o join link l on l.source = o.id where l.kind = $2)
      select 1 from onward where id = $3`,
    parameters: [to.id, to.kind, commit.id],
  });
  if (!back) return;
  throw new Refusal('invalid', 'refusal.invalid', { number: message('link.makes-a-ring', { number: to.number }) });
}

/** A link is taken away from either of its ends. */
async function unlink(commit: Commit): Promise<void> {
  const { input, id, tx } = commit;
  if (!isId(input['link'])) throw notFound();
  const [gone] = await tx.query<{ kind: string; source: string; target: string }>({
    sql: 'select kind, source, target from link where id = $1 and (source = $2 or target = $2) for update',
    parameters: [input['link'], id],
  });
  if (!gone) throw notFound();
  commit.writes.push({ sql: 'delete from link where id = $1', parameters: [input['link']] });
  const other = gone.source === id ? gone.target : gone.source;
  commit.remarks['unlinked'] = [gone.kind, other];
  commit.announcements.push({ name: 'record.unlinked', data: { target: other, kind: gone.kind } });
}
