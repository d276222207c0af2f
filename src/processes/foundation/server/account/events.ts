import { appendEntries } from '#/capabilities/history/server/append.ts';
import type { Statement } from '#/platform/database/build.ts';
import type { Context } from '#/record/server/context.ts';
import type { AccountEvent } from '#/processes/foundation/shared/account-events.ts';

/** The statement that writes an account's event into the person's history, for staff. Never with a secret in it. */
export function accountEvent(
  ctx: Pick<Context, 'actor' | 'now' | 'request'>,
  person: string,
  action: AccountEvent,
  payload: Record<string, unknown> = {},
): Statement<unknown> {
  return appendEntries([
    {
      item: person,
      customer: null,
      kind: 'person',
      action,
      audience: 'staff',
      at: new Date(ctx.now).toISOString(),
      actor: ctx.actor.person,
      origin: ctx.request.origin,
      request: ctx.request.id,
      version: null,
      payload,
    },
  ]);
}
