import { signaturesOf } from '#/capabilities/notes/server/signatures.ts';
import { findItem } from '#/capabilities/search/server/find-item.ts';
import type { Context } from '#/record/server/context.ts';
import { runRead } from '#/record/server/context.ts';
import type { Watcher } from '#/capabilities/watchers/shared/watcher.ts';

/** Who watches a record or takes part in it, in the order in which they came. */
export async function readWatchers(ctx: Context, id: string | undefined): Promise<{ rows: Watcher[]; me: boolean }> {
  const item = await findItem(ctx, id);
  const rows = await runRead<{ person: string; reason: Watcher['reason']; at: string }>(ctx, {
    sql: `select person, reason, at from item_access
      where item = $1 and reason in ('interested', 'watcher', 'participant') order by at, person`,
    parameters: [item.id],
  });
  const me = rows.some(({ person, reason }) => person === ctx.actor.person && reason !== 'participant');
  // On the portal a person learns whether they watch, not who else does.
  if (ctx.face === 'portal') return { rows: [], me };
  const people = await signaturesOf(
    ctx,
    rows.map(({ person }) => person),
  );
  return {
    rows: rows.map(({ person, reason, at }) => ({
      ...(people.get(person) ?? { id: person, name: null }),
      reason,
      since: at,
    })),
    me,
  };
}
