import { tell } from '#/capabilities/notifications/server/tell.ts';
import type { Telling } from '#/capabilities/notifications/server/tell.ts';
import type { Context } from '#/record/server/context.ts';
import type { ReactionHandler } from '#/record/server/after/react.ts';
import type { Happening } from '#/record/server/after/relay.ts';

const changes = ['create', 'edit', 'undo', 'restore'];

/**
 * Whoever gives rights may give them to themselves, since somebody has to be the first; but never unseen: everybody
 * else who looks after access hears of it, and cannot choose not to. So do they when somebody changes what a role that
 * they have allows.
 */
export const tellOwnRights: ReactionHandler = {
  name: 'foundation.tell-own-rights',
  on: ['membership', 'role'].flatMap((kind) => changes.map((change) => `${kind}.${change}`)),
  async handle(ctx, event) {
    const { actor, kind, item, id } = event;
    const own = actor === null ? null : await ownRights(ctx, event, actor);
    if (!own) return;
    await tell(ctx, { kind, item, event: id, by: actor }, [
      { kind: own, people: await watchers(ctx), faces: ['workspace'] },
    ]);
  },
};

/**
 * What somebody gave themselves, or null where it was somebody else's or nothing. Asked as of the event: what was taken
 * away again a moment later was given all the same.
 */
async function ownRights(
  ctx: Context,
  { kind, action, item, at, version, payload }: Happening,
  actor: string,
): Promise<Telling['kind'] | null> {
  if (kind === 'membership') {
    const [row] = await read<{ person: string }>(
      ctx,
      `select payload -> 'changes' -> 'person' ->> 1 as person from history
        where item = $1 and version <= $2 and payload -> 'changes' ? 'person' order by version desc, id desc limit 1`,
      [item, version],
    );
    return row?.person === actor ? 'own-role' : null;
  }
  if (action !== 'restore' && !payload.changed.includes('grants')) return null;
  const [own] = await read(
    ctx,
    `select 1 from membership where role = $1 and person = $2 and (state = 'active' or updated_at >= $3)`,
    [item, actor, at],
  );
  return own ? 'own-grants' : null;
}

/** The provider's people who may see who has which rights: administrators, auditors, and whom they made such. */
async function watchers(ctx: Context): Promise<string[]> {
  const rows = await read<{ person: string }>(
    ctx,
    `select distinct m.person from membership m join role r on r.id = m.role and r.state = 'active' and r.workspace
        join organisation o on o.id = m.organisation and o.kind = 'unit'
      where m.state = 'active' and r.grants @> '[{"permission": "access.read"}]' order by m.person`,
    [],
  );
  return rows.map(({ person }) => person);
}

function read<T>(ctx: Context, sql: string, parameters: unknown[]): Promise<T[]> {
  if (!ctx.tx) throw new Error('no transaction is open');
  return ctx.tx.query<T>({ sql, parameters });
}
