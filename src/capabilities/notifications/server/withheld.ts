import type { ForWhom } from '#/platform/mail/send-queued.ts';
import type { Context } from '#/record/server/context.ts';
import { actorOf, faceOf } from './people.ts';

/**
 * Why a mail that waited for its server is not to go out any more: who it is for has left, or may not see the record that
 * it is about. By their rights of now, as the inbox is read. Null where it may go out.
 */
export async function withheld(ctx: Context, { person, item }: ForWhom): Promise<string | null> {
  if (person === null) return null;
  if (item !== null && (await faceOf(ctx, person, item)) !== null) return null;
  if ((await actorOf(ctx, person)) === null) return 'whom it is for has left';
  return item === null ? null : 'whom it is for may not see the record any more';
}
