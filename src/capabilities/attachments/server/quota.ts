import { message, Refusal } from '#/base/refusal.ts';
import type { Runner } from '#/platform/database/pools.ts';
import type { Context } from '#/record/server/context.ts';
import { keepingOf } from './keeping.ts';

const day = 86_400_000;
const mib = 1024 ** 2;

/**
 * Refuses one file more, of `size` bytes, where a record or a person has as many as they may have: before its bytes are
 * kept, and once more with its row. What was taken away again counts for the person, since its bytes stay.
 */
export async function mustFit(ctx: Context, read: Runner['query'], item: string, size: number): Promise<void> {
  const { perRecord, portal } = keepingOf(ctx.db);
  const [of = { files: 0, bytes: 0 }] = await read<Sum>({
    sql: `select count(*) as files, coalesce(sum(size), 0) as bytes from attachment
      where item = $1 and removed_at is null`,
    parameters: [item],
  });
  if (of.files >= perRecord) throw new Refusal('conflict', message('attachment.too-many', { max: perRecord }));
  if (ctx.face !== 'portal') return;
  if (of.bytes + size > portal.perRecordBytes)
    throw new Refusal('too-large', message('attachment.record-full', { megabytes: portal.perRecordBytes / mib }));
  const [by = { files: 0, bytes: 0 }] = await read<Sum>({
    sql: `select count(*) as files, coalesce(sum(size), 0) as bytes from attachment where by = $1 and at > $2`,
    parameters: [ctx.actor.person, new Date(ctx.now - day).toISOString()],
  });
  if (by.files >= portal.filesADay)
    throw new Refusal('conflict', message('attachment.day-files', { max: portal.filesADay }));
  if (by.bytes + size > portal.bytesADay)
    throw new Refusal('too-large', message('attachment.day-bytes', { megabytes: portal.bytesADay / mib }));
}

interface Sum {
  files: number;
  bytes: number;
}
