import type { Actor, Context, Face } from '#/record/server/context.ts';
import { systemActor } from '#/record/server/context.ts';
import type { RecordType } from '#/record/server/kit.ts';
import { may } from '#/record/server/permission.ts';
import { loadRow } from '#/record/server/read/get.ts';
import { readPermission } from '#/record/server/read/predicate.ts';

/** A record that people are to be told of: read once, for all of them. */
export interface Subject {
  type: RecordType;
  number: string;
  title: string;
  /** Whether somebody can see it through a face. */
  seenBy(actor: Actor, face: Face): Promise<boolean>;
}

/** Reads a record for telling of it; null where it is gone. Each reader is judged by their own predicate, in memory. */
export async function subjectOf(ctx: Context, kind: string, item: string): Promise<Subject | null> {
  const type = ctx.kit.types.get(kind);
  if (!type) return null;
  const whole = { ...ctx, actor: systemActor(), face: 'workspace' as const };
  const [row, registered] = await Promise.all([
    loadRow(whole, type, item, { lock: false }),
    ctx.tx?.query<{ number: string; title: string; involved: string[] }>({
      sql: `select number, title,
          array(select person from item_access where item = $1 and reason in ('watcher', 'participant')) as involved
        from item where id = $1`,
      parameters: [item],
    }),
  ]);
  const [entry] = registered ?? [];
  if (!row || !entry) return null;
  const { number, title, involved } = entry;
  const record = { ...row, $involved: involved };
  return {
    type,
    number,
    title,
    async seenBy(actor, face) {
      if (face === 'workspace' && !actor.workspace) return false;
      const theirs = { ...ctx, actor, face };
      const permission = readPermission(theirs, type);
      return permission !== undefined && may(theirs, type, permission, record);
    },
  };
}
