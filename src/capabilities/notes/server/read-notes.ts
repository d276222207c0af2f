import { Parameters } from '#/platform/database/build.ts';
import type { Context } from '#/record/server/context.ts';
import { runRead } from '#/record/server/context.ts';

/** A note as read. */
export interface NoteRow {
  id: string;
  kind: 'reply' | 'note';
  audience: 'everyone' | 'staff';
  author: string | null;
  /** Name of an author who is nobody here: from an import or a mail. */
  authorName: string | null;
  channel: string;
  at: string;
  body: string;
  mentions: string[];
  releaseAt: string | null;
  /** Not released: nobody but its author sees it yet. */
  held: boolean;
}

/**
 * The condition for notes that the actor may read, over `alias`: never one that was recalled; a reply that is still
 * held only for its author, in the workspace; on the portal public ones alone, whoever looks. It says nothing about
 * the record: that is asked first.
 */
export function readableNote(ctx: Context, alias: string, parameters: Parameters): string {
  const released = isReleased(ctx, alias, parameters);
  if (ctx.face === 'portal') return `(${alias}.recalled_at is null and ${alias}.audience = 'everyone' and ${released})`;
  const own = ctx.actor.person === null ? 'false' : `${alias}.author = ${parameters.value(ctx.actor.person)}::uuid`;
  return `(${alias}.recalled_at is null and (${released} or ${own}))`;
}

/** A reply counts as released when its time has come, so that it waits for no worker. */
function isReleased(ctx: Context, alias: string, parameters: Parameters): string {
  const now = `${parameters.value(new Date(ctx.now).toISOString())}::timestamptz`;
  return `(${alias}.released_at is not null or ${alias}.release_at is null or ${alias}.release_at <= ${now})`;
}

export interface NotesPage {
  /** Further conditions over `n`. */
  where?: (parameters: Parameters) => string;
  limit: number;
}

/** The notes of a record that the actor may read, newest first. */
export async function readNotes(ctx: Context, item: string, page: NotesPage): Promise<NoteRow[]> {
  const parameters = new Parameters();
  const conditions = [`n.item = ${parameters.value(item)}::uuid`, readableNote(ctx, 'n', parameters)];
  if (page.where) conditions.push(page.where(parameters));
  return runRead<NoteRow>(ctx, {
    sql: `select n.id, n.kind, n.audience, n.author, n.author_name as "authorName", n.channel, n.at, n.body, n.mentions,
        n.release_at as "releaseAt", not ${isReleased(ctx, 'n', parameters)} as held
      from note n where ${conditions.join(' and ')}
      order by n.at desc, n.id desc limit ${parameters.value(page.limit)}`,
    parameters: parameters.values,
  });
}
