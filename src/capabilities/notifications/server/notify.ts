import { newId } from '#/platform/ids.ts';
import type { Context, Face } from '#/record/server/context.ts';
import { faceOf } from './people.ts';

/** Something that people are to be told of. */
export interface Notice {
  /** What happened; its sentence is the text `notification.<kind>`. */
  kind: string;
  item: string;
  /** The outbox row that it follows from: nobody is told twice of the same thing. Null: every call tells anew. */
  event: number | null;
  people: readonly (string | null | undefined)[];
  /** Who did it: never told of it. */
  by: string | null;
  /** The faces through which it may be read; what only staff know is `['workspace']`. */
  faces?: readonly Face[];
  /** Ids and numbers that the sentence needs; no texts of the record, which are read when the inbox is. */
  params?: Record<string, string | number>;
}

/**
 * Tells people of something, in their inboxes; for reactions, inside their transaction. Left out are whoever did it,
 * and everybody who cannot see the record through the face that the notification would open. Returns who was told.
 */
export async function notify(ctx: Context, notice: Notice): Promise<string[]> {
  const { tx } = ctx;
  if (!tx) throw new Error('no transaction is open');
  const { kind, item, event, by, faces, params = {} } = notice;
  const told: string[] = [];
  const people = new Set(notice.people.filter((person) => person != null && person !== by));
  for (const person of people as Set<string>) {
    const face = await faceOf(ctx, person, item, faces);
    if (face === null) continue;
    const rows = await tx.query<{ person: string }>({
      sql: `insert into notification (id, person, item, kind, params, event, at) values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (person, event, kind) do nothing returning person`,
      parameters: [
        newId(ctx.now),
        person,
        item,
        kind,
        JSON.stringify({ ...params, ...(by === null ? {} : { by }), face }),
        event,
        new Date(ctx.now).toISOString(),
      ],
    });
    if (rows.length > 0) told.push(person);
  }
  return told;
}
