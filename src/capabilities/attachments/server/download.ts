import { notFound, Refusal } from '#/base/refusal.ts';
import { findItem } from '#/capabilities/search/server/find-item.ts';
import { Parameters } from '#/platform/database/build.ts';
import { isId } from '#/platform/ids.ts';
import type { Context } from '#/record/server/context.ts';
import { runRead } from '#/record/server/context.ts';
import type { FileAnswer } from '#/record/server/route.ts';
import { isPicture } from '#/capabilities/attachments/shared/attachment.ts';
import { keepingOf } from './keeping.ts';
import { readableAttachment } from './read-attachments.ts';

interface Found {
  item: string;
  name: string;
  mediaType: string;
  size: number;
  sha256: string;
}

/** An attachment that the actor may read, on a record that they may see; `not-found` for all others alike. */
export async function findAttachment(ctx: Context, id: string | undefined): Promise<Found & { kind: string }> {
  if (!isId(id)) throw notFound();
  const parameters = new Parameters();
  const [found] = await runRead<Found>(ctx, {
    sql: `select a.item, a.name, a.media_type as "mediaType", a.size, encode(a.sha256, 'hex') as sha256 from attachment a
      where a.id = ${parameters.value(id)}::uuid and ${readableAttachment(ctx, 'a', parameters)}`,
    parameters: parameters.values,
  });
  if (!found) throw notFound();
  const { kind } = await findItem(ctx, found.item);
  return { ...found, kind };
}

/** The content of an attachment that is a picture, to be shown; `not-found` for all that is none, whoever asks. */
export async function picture(ctx: Context, id: string | undefined): Promise<FileAnswer> {
  const found = await findAttachment(ctx, id);
  if (!isPicture(found)) throw notFound();
  return { ...(await contentOf(ctx, found)), inline: true };
}

/** The content of an attachment, as a download. */
export async function download(ctx: Context, id: string | undefined): Promise<FileAnswer> {
  return contentOf(ctx, await findAttachment(ctx, id));
}

async function contentOf(ctx: Context, { name, mediaType, sha256 }: Found): Promise<FileAnswer> {
  try {
    const { stream, size } = await keepingOf(ctx.db).store.read(sha256);
    return { file: stream, name, mediaType, size };
  } catch (error) {
    // The row is there and the bytes are not: a restore without its files, or a disk that was cleaned by hand.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new Refusal('unavailable', 'attachment.bytes-missing');
    throw error;
  }
}
