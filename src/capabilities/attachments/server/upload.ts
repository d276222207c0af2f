import { message, Refusal } from '#/base/refusal.ts';
import { findItem } from '#/capabilities/search/server/find-item.ts';
import { textOf } from '#/capabilities/search/server/query.ts';
import { cleanName } from '#/platform/files/name.ts';
import { mediaTypeOf } from '#/platform/files/media-type.ts';
import { TooLarge } from '#/platform/files/store.ts';
import type { Kept } from '#/platform/files/store.ts';
import { newId } from '#/platform/ids.ts';
import { perform } from '#/record/server/commit/perform.ts';
import type { Context } from '#/record/server/context.ts';
import { runRead } from '#/record/server/context.ts';
import type { RouteRequest } from '#/record/server/route.ts';
import type { Attachment } from '#/capabilities/attachments/shared/attachment.ts';
import { keepingOf } from './keeping.ts';
import { mustFit } from './quota.ts';

/**
 * Takes a file for a record. Its bytes are on the disk before its row exists; the bytes of a row that is refused
 * go again, and there is never a row without bytes.
 */
export async function upload(
  ctx: Context,
  { params, query, body }: RouteRequest,
): Promise<Pick<Attachment, 'id' | 'name' | 'mediaType' | 'size'>> {
  const item = await findItem(ctx, params['id']);
  const file = fileIn(body);
  const name = cleanName(textOf(query['name']) ?? file.name ?? '');
  const { store } = keepingOf(ctx.db);
  await mustFit(ctx, (statement) => runRead(ctx, statement), item.id, file.size);
  const kept = await keep(ctx, file.stream);
  const mediaType = await mediaTypeOf(store.pathOf(kept.sha256), name);
  const id = newId(ctx.now);
  const row = {
    attachment: id,
    name,
    mediaType,
    size: kept.size,
    sha256: kept.sha256,
    audience: textOf(query['audience']) ?? null,
    note: textOf(query['note']) ?? null,
  };
  await perform(ctx, item.kind, 'attach', item.id, row).catch(async (error: unknown) => {
    // Of anything else it is not known whether the row was written.
    if (error instanceof Refusal) await store.takeBack(kept);
    throw error;
  });
  return { id, name, mediaType, size: kept.size };
}

async function keep(ctx: Context, stream: AsyncIterable<Uint8Array>): Promise<Kept> {
  const { store, largest } = keepingOf(ctx.db);
  try {
    const kept = await store.keep(stream, largest);
    if (kept.size === 0) throw new Refusal('invalid', message('attachment.empty'));
    return kept;
  } catch (error) {
    if (!(error instanceof TooLarge)) throw error;
    const megabytes = Math.floor(largest / 1024 ** 2);
    throw new Refusal('too-large', message('attachment.too-large', { megabytes }));
  }
}

function fileIn(body: unknown): { stream: AsyncIterable<Uint8Array>; name: string | undefined; size: number } {
  const { file, name, size } = (body ?? {}) as { file?: unknown; name?: unknown; size?: unknown };
  if (typeof file !== 'object' || file === null || !(Symbol.asyncIterator in file)) {
    throw new Refusal('bad-request', message('attachment.no-file'));
  }
  return {
    stream: file as AsyncIterable<Uint8Array>,
    name: typeof name === 'string' ? name : undefined,
    size: typeof size === 'number' ? size : 0,
  };
}
