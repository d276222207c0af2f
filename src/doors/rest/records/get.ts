import type { Answer, Call } from '../route.ts';
import { getNamed } from '#/record/server/read/get.ts';
import { describe, entityTag } from './answer.ts';
import { typeOf } from './type-of.ts';

/** `GET /{plural}/{idOrNumber}`: one record, and what the caller may do with it. */
export async function get({ ctx, params }: Call): Promise<Answer> {
  const type = await typeOf(ctx, params['plural'], ctx.face);
  const named = await getNamed(ctx, type, params['id'] ?? '');
  return { body: await describe(ctx, type, named), headers: { etag: entityTag(ctx, type, named.row) } };
}
