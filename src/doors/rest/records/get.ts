import type { Answer, Call } from '../route.ts';
import { describe, entityTag, readRecord } from './answer.ts';
import { typeOf } from './type-of.ts';

/** `GET /{plural}/{idOrNumber}`: one record, and what the caller may do with it. */
export async function get({ ctx, params }: Call): Promise<Answer> {
  const type = typeOf(ctx, params['plural'], ctx.face);
  const row = await readRecord(ctx, type, params['id'] ?? '');
  const etag = entityTag(row['version']);
  return { body: await describe(ctx, type, row), headers: { etag } };
}
