import { Parameters } from '#/platform/database/build.ts';
import { readableNote } from '#/capabilities/notes/server/read-notes.ts';
import type { Context } from '#/record/server/context.ts';
import { runRead } from '#/record/server/context.ts';
import type { Attachment } from '#/capabilities/attachments/shared/attachment.ts';

/**
 * The condition for attachments that the actor may read, over `alias`: one that belongs to a note is read where the
 * note is; on the portal public ones alone.
 */
export function readableAttachment(ctx: Context, alias: string, parameters: Parameters): string {
  const open = ctx.face === 'portal' ? ` and ${alias}.audience = 'everyone'` : '';
  const note = `exists (select 1 from note n where n.id = ${alias}.note and ${readableNote(ctx, 'n', parameters)})`;
  return `(${alias}.removed_at is null${open} and (${alias}.note is null or ${note}))`;
}

/** The attachments of a record that the actor may read, oldest first. */
export async function attachmentsOf(ctx: Context, item: string): Promise<Attachment[]> {
  const parameters = new Parameters();
  return runRead<Attachment>(ctx, {
    sql: `select a.id, a.note, a.audience, a.name, a.media_type as "mediaType", a.size, a.by, a.at from attachment a
      where a.item = ${parameters.value(item)}::uuid and ${readableAttachment(ctx, 'a', parameters)} order by a.at, a.id`,
    parameters: parameters.values,
  });
}
